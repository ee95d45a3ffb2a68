using System.Security.Cryptography;
using MovieData.Imaging.Frames;
using MovieData.Native;

namespace MovieData.Inference;

/// <summary>
/// A catalogue entry with its loaded network: the file had the stated digest, and its inputs and outputs fit the entry.
/// One instance serves a whole run; it may be used by several threads at once.
/// </summary>
public sealed class OnnxModel : ILoadedModel
{
    /// <summary>Bytes of the largest model file that is read.</summary>
    private const long FileBytesMax = 2_000_000_000;

    private readonly OnnxSession _session;

    private OnnxModel(ModelEntry entry, ModelEntry fed, ModelPlace place, OnnxSession session)
    {
        Entry = entry;
        Fed = fed;
        Place = place;
        _session = session;
        Tensors = new TensorPool(place);
    }

    /// <summary>The entry of the catalogue.</summary>
    public ModelEntry Entry { get; }

    /// <summary>The entry as the loaded network takes its pictures: <see cref="Entry"/>, or <see
    /// cref="LevelInputs"/>'s.</summary>
    public ModelEntry Fed { get; }

    /// <summary>Where it runs.</summary>
    public ModelPlace Place { get; }

    /// <summary>Where its runs take their tensors from.</summary>
    public TensorPool Tensors { get; }

    /// <summary>In what form pictures go to the device, and from where, in a few words.</summary>
    public string Upload =>
        $"{(ReferenceEquals(Entry, Fed) ? OnnxTensor.WordOf(Entry.Input.Element) : "8-bit levels")} from "
        + $"{(Tensors.Made > 0 && Tensors.Locked == Tensors.Made ? "page-locked" : "ordinary")} memory";

    /// <summary>Pictures the model takes in one run: true when the batch dimension is free.</summary>
    public bool TakesBatches =>
        Entry.Output.BatchAxis >= 0
        && _session.Inputs.Single(i => i.Name == Fed.Input.Names[0]).Dimensions[0] < 0
        && _session.Outputs.Single(o => o.Name == Entry.Output.Name).Dimensions[Entry.Output.BatchAxis] < 0
        && Entry.Input.Constants.All(c => c.Sides.Count < 3 || c.Sides[0].Of == "n");

    /// <summary>Loads an entry's file, after checking its digest, and checks that it fits the entry.</summary>
    /// <param name="entry">What the catalogue says.</param>
    /// <param name="place">Where it runs.</param>
    /// <param name="profiled">Takes down what runs where, for <see cref="NodesOfOneRun"/>; slower.</param>
    /// <exception cref="ModelException">Missing file, other digest, not a model, it does not fit the entry, or the
    /// device's libraries are missing.</exception>
    public static OnnxModel Load(ModelEntry entry, ModelPlace place, bool profiled = false) =>
        Load(entry, place, profiled, place.Device == OnnxDevice.Cuda);

    /// <summary>As <see cref="Load(ModelEntry, ModelPlace, bool)"/>; says whether pictures shall be fed as
    /// levels where that is possible, as they are to a GPU.</summary>
    internal static OnnxModel Load(ModelEntry entry, ModelPlace place, bool profiled, bool levels)
    {
        byte[] bytes = ReadFile(entry);
        string digest = Convert.ToHexStringLower(SHA256.HashData(bytes));
        if (digest != entry.Sha256)
        {
            throw new ModelException(
                $"{entry.Path}: sha256 is {digest}, the catalogue says {entry.Sha256} for {entry.Name}; "
                + "get the right file or correct the entry");
        }

        OnnxModel? OfLevels()
        {
            try
            {
                return levels && LevelInputs.Of(entry, bytes) is { } fed
                    ? Loaded(entry, fed.Entry, fed.Model, place, profiled) : null;
            }
            catch (ModelException)
            {
                return null;        // what is wrong with the entry is said of its own inputs
            }
        }

        return OfLevels() ?? Loaded(entry, entry, bytes, place, profiled);
    }

    /// <summary>Binds one tensor an input name, and one for the output, for any number of runs.</summary>
    /// <exception cref="ModelException">The network can not be loaded for tensors of their shape.</exception>
    public OnnxRun Bind(IReadOnlyList<OnnxTensor> inputs, OnnxTensor output) =>
        Loaded(Entry, () => _session.Bind(Fed.Input.AllNames, inputs, Entry.Output.Name, output));

    /// <summary>Runs the network over what the bound tensors hold.</summary>
    /// <exception cref="ModelMemoryException">The device's memory is too small for it.</exception>
    /// <exception cref="ModelException">The run failed.</exception>
    /// <exception cref="OperationCanceledException">The run was cut short.</exception>
    public void Execute(OnnxRun run, PixelSize tensor, CancellationToken cancel)
    {
        try
        {
            run.Execute(cancel);
        }
        catch (OnnxException error) when (error.IsOutOfMemory)
        {
            throw new ModelMemoryException(
                $"model {Entry.Name} needs more memory than the device has for input tensors of {tensor}: "
                + $"{error.Message}; give it a smaller view_px or fewer --workers",
                error);
        }
        catch (OnnxException error)
        {
            throw new ModelException(
                $"model {Entry.Name} failed on input tensors of {tensor}: "
                + (WhyFailed(run, tensor) ?? $"{error.Message}; its sizes are what the catalogue entry says (size)"),
                error);
        }
    }

    // Sizes a model leaves free are known when it has run: not before can its output be held against the entry.
    private string? WhyFailed(OnnxRun run, PixelSize tensor)
    {
        if (run.OutputShape() is not { } have)
        {
            return null;
        }

        ModelOutput output = Entry.Output;
        int batch = output.BatchAxis >= 0 && have.Count > output.BatchAxis ? (int)have[output.BatchAxis] : 1;
        int[] stated = output.Shape(batch, Entry.OutputChannels, tensor);
        long height = have.Count == stated.Length ? have[have.Count - (output.Layout == TensorLayout.Nhwc ? 3 : 2)] : 0;
        string remedy = Fits(have, OtherLayout(output), batch, tensor)
                ? $"write output.layout: {Word(OtherLayout(output))}"
            : height > 0 && height != tensor.Height / output.Stride && tensor.Height % height == 0
                ? $"write output.stride: {tensor.Height / height}"
            : have.Count == stated.Length && have.Zip(stated).Count(size => size.First != size.Second) == 1
                && Entry.OutputChannels > 1 ? "write the right output.channels"
            : "correct output.layout, channels, iterations or stride";
        return $"output {output.Name} has shape [{string.Join(", ", have)}], the entry says "
            + $"[{string.Join(", ", stated)}] ({Order(output)}); {remedy}";
    }

    private bool Fits(IReadOnlyList<long> have, ModelOutput output, int batch, PixelSize tensor) =>
        have.SequenceEqual(output.Shape(batch, Entry.OutputChannels, tensor).Select(size => (long)size));

    private static ModelOutput OtherLayout(ModelOutput output) => output with
    {
        Layout = output.Layout switch
        {
            TensorLayout.Nchw => TensorLayout.Nhwc,
            TensorLayout.Nhwc => TensorLayout.Nchw,
            TensorLayout.Nhw => TensorLayout.Hw,
            _ => TensorLayout.Nhw,
        },
    };

    private static string Word(ModelOutput output) => output.Layout.ToString().ToLowerInvariant();

    /// <summary>
    /// Runs a profiled network once over black pictures, of its own size or a small one, and says who computed each of
    /// its nodes.
    /// </summary>
    /// <exception cref="ModelException">The run failed.</exception>
    public IReadOnlyList<OnnxNode> NodesOfOneRun(CancellationToken cancel)
    {
        PixelSize tensor = Entry.TensorSize(new PixelSize(640, 384));
        using var inputs = new PictureTensors(Fed, tensor, 1, Tensors);
        using var output = new OnnxTensor(
            Entry.Output.Element, Entry.Output.Shape(1, Entry.OutputChannels, tensor));
        using OnnxRun run = Bind(inputs.Tensors, output);
        Execute(run, tensor, cancel);
        return run.Nodes();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _session.Dispose();
        Tensors.Dispose();
    }

    private static OnnxModel Loaded(
        ModelEntry entry, ModelEntry fed, byte[] bytes, ModelPlace place, bool profiled)
    {
        OnnxSession session = Loaded(
            entry,
            () => OnnxSession.Load(
                bytes, place.Threads, place.Device, place.Gpu, profiled, place.GpuBytesMax));
        try
        {
            CheckFit(fed, session);
            return new OnnxModel(entry, fed, place, session);
        }
        catch
        {
            session.Dispose();
            throw;
        }
    }

    private static T Loaded<T>(ModelEntry entry, Func<T> load)
    {
        try
        {
            return load();
        }
        catch (OnnxException error)
        {
            throw new ModelException(
                $"{entry.Path}: ONNX Runtime cannot load model {entry.Name}: {error.Message}", error);
        }
    }

    private static byte[] ReadFile(ModelEntry entry)
    {
        try
        {
            return RegularFile.ReadAllBytes(entry.Path, FileBytesMax);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new ModelException($"{entry.Path}: model {entry.Name} cannot be read: {error.Message}", error);
        }
    }

    private static void CheckFit(ModelEntry entry, OnnxSession session)
    {
        PixelSize? size = entry.Tiles?.Size ?? entry.Size.Fixed;
        ModelInput input = entry.Input;
        string rest = input.Layout == TensorLayout.Nchw ? "channels, height, width" : "height, width, channels";
        string order = (input.Pair == InputPair.Frames ? "N, 2, " : "N, ") + rest;
        foreach (string name in input.Names)
        {
            CheckInput(entry, session, name, input.Element, input.Shape(-1, size), order);
        }

        foreach (string name in input.Reduced?.Names ?? [])
        {
            int by = input.Reduced!.By;
            PixelSize? small = size is { } full ? new PixelSize(full.Width / by, full.Height / by) : null;
            CheckInput(entry, session, name, input.Element, input.Shape(-1, small), order);
        }

        foreach (ModelConstant constant in input.Constants)
        {
            string sides = string.Join(", ", constant.Sides);
            CheckInput(entry, session, constant.Name, constant.Element, constant.Shape(-1, size), sides);
        }

        if (session.Inputs.Count != input.AllNames.Count)
        {
            throw Misfit(
                entry,
                $"it needs the inputs {Names(session.Inputs)}, the entry feeds {string.Join(", ", input.AllNames)}; "
                + "what is no picture belongs in input.constant, smaller pictures in input.reduced");
        }

        OnnxPort output = session.Outputs.FirstOrDefault(o => o.Name == entry.Output.Name)
            ?? throw Misfit(entry, $"it has no output {entry.Output.Name}; its outputs are {Names(session.Outputs)}");
        int[] shape = entry.Output.Shape(-1, entry.OutputChannels, size);
        CheckPort(entry, output, "output", entry.Output.Element, shape, entry.Output.BatchAxis, Order(entry.Output));
    }

    private static void CheckInput(
        ModelEntry entry, OnnxSession session, string name, OnnxElement element, int[] shape, string order)
    {
        OnnxPort port = session.Inputs.FirstOrDefault(i => i.Name == name)
            ?? throw Misfit(entry, $"it has no input {name}; its inputs are {Names(session.Inputs)}");
        bool counts = entry.Input.Constants.FirstOrDefault(c => c.Name == name) is not { } constant
            || constant.Sides is [{ Of: "n" }, ..];
        CheckPort(entry, port, "input", element, shape, counts ? 0 : -1, order);
    }

    private static string Order(ModelOutput output)
    {
        string one = output.Layout switch
        {
            TensorLayout.Nchw => "N, channels, height, width",
            TensorLayout.Nhwc => "N, height, width, channels",
            TensorLayout.Nhw => "N, height, width",
            _ => "height, width",
        };
        return output.Iterations == 1 ? one
            : output.IterationsAxis == 0 ? $"iterations, {one}"
            : one.Replace("N, ", "N, iterations, ", StringComparison.Ordinal);
    }

    private static void CheckPort(
        ModelEntry entry, OnnxPort port, string kind, OnnxElement element, int[] shape, int batchAxis, string order)
    {
        string elementName = OnnxTensor.WordOf(element);
        if (port.ElementType != elementName)
        {
            // What no entry can say needs another export.
            bool isInteger = port.ElementType is "uint8" or "int32" or "int64";
            bool ofSky = kind == "output" && entry.Task == ModelTask.Sky;
            bool known = port.ElementType is "float32" or "float16" || (isInteger && (kind == "input" || ofSky));
            string remedy = known && ofSky && isInteger
                    ? $"; class numbers: write output.type: {port.ElementType} and output.classes, without "
                        + "output.channels"
                : known ? ""
                : kind == "output" ? "; results are read as float32 or float16: export it with a Cast at its end"
                : "; pictures are fed as float32, float16 or uint8: export it with a Cast at its beginning";
            throw Misfit(entry, $"{kind} {port.Name} is {port.ElementType}, the entry says {elementName}{remedy}");
        }

        // A size the model leaves free takes anything; one it fixes must be the entry's own. The batch is free or 1.
        IReadOnlyList<int> have = port.Dimensions;
        bool fits = have.Count == shape.Length && have.Zip(shape)
            .Select((size, axis) => axis == batchAxis ? size.First <= 1
                : size.First < 0 || size.First == size.Second)
            .All(side => side);
        if (!fits)
        {
            throw Misfit(
                entry,
                $"{kind} {port.Name} has shape [{Shape(have)}], the entry says [{Shape(shape)}] ({order})"
                + (entry.Task == ModelTask.Sky ? SkyAdvice(entry, kind, have, shape) : Advice(kind, have, shape)));
        }
    }

    // What an output of another rank usually is.
    private static string Advice(string kind, IReadOnlyList<int> have, int[] shape) =>
        kind == "input" || have.Count == shape.Length ? ""
        : have.Count > shape.Length ? "; results of several iterations in one tensor: state output.iterations"
        : "; a disparity without a dimension for its one channel: state output.layout: nhw (or hw)";

    private static string SkyAdvice(ModelEntry entry, string kind, IReadOnlyList<int> have, int[] shape)
    {
        if (kind == "input")
        {
            return have.Count == 4 && have[entry.Input.Layout == TensorLayout.Nchw ? 3 : 1] == entry.Input.Channels
                ? $"; write input.layout: {(entry.Input.Layout == TensorLayout.Nchw ? "nhwc" : "nchw")}" : "";
        }

        int own = have.Count == 4 && shape.Length == 4 ? have[Axis(entry.Output)] : -1;
        return have.Count < shape.Length
                ? "; a result without a dimension of channels: write output.layout: nhw (or hw)"
            : have.Count > shape.Length ? "; a result with a dimension of channels: write output.layout: nchw or nhwc, "
                + "and for class scores output.classes and output.channels"
            : have.Count < 4 ? "; correct output.layout or stride"
            : own == shape[Axis(entry.Output)] ? "; correct output.stride"
            : have[Axis(OtherLayout(entry.Output))] == shape[Axis(entry.Output)]
                ? $"; write output.layout: {Word(OtherLayout(entry.Output))}"
            : own < 0 ? "; correct output.stride"
            : $"; write output.channels: {own}, and output.classes";
    }

    private static int Axis(ModelOutput output) => output.Layout == TensorLayout.Nchw ? 1 : 3;

    private static string Shape(IEnumerable<int> sizes) => string.Join(", ", sizes.Select(s => s < 0 ? "any" : $"{s}"));

    private static string Names(IEnumerable<OnnxPort> ports) => string.Join(", ", ports.Select(p => p.Name));

    private static ModelException Misfit(ModelEntry entry, string what) =>
        new($"{entry.Path}: model {entry.Name} does not fit its catalogue entry: {what}");
}
