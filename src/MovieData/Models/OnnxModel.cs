using System.Security.Cryptography;
using MovieData.Frames;
using MovieData.Native;

namespace MovieData.Models;

/// <summary>
/// A catalogue entry with its loaded network: the file had the stated digest, and its inputs and outputs fit the entry.
/// One instance serves a whole run; it may be used by several threads at once.
/// </summary>
public sealed class OnnxModel : IDisposable
{
    /// <summary>Bytes of the largest model file that is read.</summary>
    private const long FileBytesMax = 2_000_000_000;

    private readonly OnnxSession _session;

    private OnnxModel(ModelEntry entry, OnnxSession session)
    {
        Entry = entry;
        _session = session;
    }

    /// <summary>The entry of the catalogue.</summary>
    public ModelEntry Entry { get; }

    /// <summary>Pictures the model takes in one run: true when the batch dimension is free.</summary>
    public bool TakesBatches => _session.Inputs.Single(i => i.Name == Entry.Input.Names[0]).Dimensions[0] < 0;

    /// <summary>Loads an entry's file, after checking its digest, and checks that it fits the entry.</summary>
    /// <param name="entry">What the catalogue says.</param>
    /// <param name="threads">Threads of one run.</param>
    /// <exception cref="ModelException">Missing file, other digest, not a model, or it does not fit the
    /// entry.</exception>
    public static OnnxModel Load(ModelEntry entry, int threads)
    {
        byte[] bytes = ReadFile(entry);
        string digest = Convert.ToHexStringLower(SHA256.HashData(bytes));
        if (digest != entry.Sha256)
        {
            throw new ModelException(
                $"{entry.Path}: sha256 is {digest}, the catalogue says {entry.Sha256} for {entry.Name}; "
                + "get the right file or correct the entry");
        }

        try
        {
            OnnxSession session = OnnxSession.LoadOnCpu(bytes, threads);
            try
            {
                CheckFit(entry, session);
                return new OnnxModel(entry, session);
            }
            catch
            {
                session.Dispose();
                throw;
            }
        }
        catch (OnnxException error)
        {
            throw new ModelException(
                $"{entry.Path}: ONNX Runtime cannot load model {entry.Name}: {error.Message}", error);
        }
    }

    /// <summary>Runs the network: one tensor an input name, one for the output.</summary>
    /// <exception cref="ModelException">The run failed.</exception>
    public void Run(IReadOnlyList<OnnxTensor> inputs, OnnxTensor output)
    {
        try
        {
            _session.Run(Entry.Input.Names, inputs, [Entry.Output.Name], [output]);
        }
        catch (OnnxException error)
        {
            throw new ModelException($"model {Entry.Name} failed: {error.Message}", error);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _session.Dispose();

    private static byte[] ReadFile(ModelEntry entry)
    {
        try
        {
            long length = new FileInfo(entry.Path).Length;
            return length <= FileBytesMax
                ? File.ReadAllBytes(entry.Path)
                : throw new ModelException($"{entry.Path}: {length} bytes; models up to {FileBytesMax} are read");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new ModelException($"{entry.Path}: model {entry.Name} cannot be read: {error.Message}", error);
        }
    }

    private static void CheckFit(ModelEntry entry, OnnxSession session)
    {
        PixelSize? size = entry.Size.Fixed;
        foreach (string name in entry.Input.Names)
        {
            OnnxPort port = session.Inputs.FirstOrDefault(i => i.Name == name)
                ?? throw Misfit(entry, $"it has no input {name}; its inputs are {Names(session.Inputs)}");
            CheckPort(entry, port, entry.Input.Channels, size, "input");
        }

        if (session.Inputs.Count != entry.Input.Names.Count)
        {
            throw Misfit(
                entry,
                $"it needs the inputs {Names(session.Inputs)}, the entry feeds {string.Join(", ", entry.Input.Names)}");
        }

        OnnxPort output = session.Outputs.FirstOrDefault(o => o.Name == entry.Output.Name)
            ?? throw Misfit(entry, $"it has no output {entry.Output.Name}; its outputs are {Names(session.Outputs)}");
        int stride = entry.Output.Stride;
        CheckPort(
            entry,
            output,
            entry.Task == ModelTask.Flow ? 2 : 1,
            size is { } s ? new PixelSize(s.Width / stride, s.Height / stride) : null,
            "output");
    }

    private static void CheckPort(ModelEntry entry, OnnxPort port, int channels, PixelSize? size, string kind)
    {
        if (port.ElementType != "float32")
        {
            throw Misfit(entry, $"{kind} {port.Name} is {port.ElementType}, the entry says float32");
        }

        IReadOnlyList<int> have = port.Dimensions;
        int[] want = [-1, channels, size?.Height ?? -1, size?.Width ?? -1];
        bool fits = have.Count == 4 && (have[1] < 0 || have[1] == channels) && Fits(have[2], want[2])
            && Fits(have[3], want[3]);
        if (!fits)
        {
            throw Misfit(
                entry,
                $"{kind} {port.Name} has shape [{Shape(have)}], the entry says [{Shape(want)}] "
                + "(N, channels, height, width)");
        }
    }

    // A size the model leaves free takes anything; a size it fixes must be the entry's own.
    private static bool Fits(int have, int want) => have < 0 || have == want;

    private static string Shape(IEnumerable<int> sizes) => string.Join(", ", sizes.Select(s => s < 0 ? "any" : $"{s}"));

    private static string Names(IEnumerable<OnnxPort> ports) => string.Join(", ", ports.Select(p => p.Name));

    private static ModelException Misfit(ModelEntry entry, string what) =>
        new($"{entry.Path}: model {entry.Name} does not fit its catalogue entry: {what}");
}
