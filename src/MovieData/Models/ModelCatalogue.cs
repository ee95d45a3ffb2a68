using MovieData.Frames;
using MovieData.Yaml;

namespace MovieData.Models;

/// <summary>
/// The models a run can choose from: the embedded ones and those of a user's own file. Every option of an entry is
/// one that a model in the tests uses; anything else is refused by name.
/// </summary>
public sealed class ModelCatalogue
{
    /// <summary>Largest side of a fixed input, px.</summary>
    private const int SidePxMax = 8192;

    private readonly SortedDictionary<string, ModelEntry> _entries = new(StringComparer.Ordinal);

    private ModelCatalogue()
    {
    }

    /// <summary>Entries by name.</summary>
    public IReadOnlyCollection<ModelEntry> Entries => _entries.Values;

    /// <summary>Folder of the embedded catalogue, beside the executable.</summary>
    public static string EmbeddedFile => Path.Combine(AppContext.BaseDirectory, "models", "models.yaml");

    /// <summary>Reads the embedded catalogue and, if given, a user's own; equal names are an error.</summary>
    /// <exception cref="YamlFileException">File and line of the first fault.</exception>
    public static ModelCatalogue Read(string? ownFile)
    {
        var catalogue = new ModelCatalogue();
        catalogue.Add(EmbeddedFile);
        if (ownFile is not null)
        {
            catalogue.Add(ownFile);
        }

        return catalogue;
    }

    /// <summary>The entry of that name and task.</summary>
    /// <exception cref="ModelException">There is none; the message lists those there are.</exception>
    public ModelEntry Find(string name, ModelTask task)
    {
        if (_entries.TryGetValue(name, out ModelEntry? entry) && entry.Task == task)
        {
            return entry;
        }

        string known = string.Join(", ", _entries.Values.Where(e => e.Task == task).Select(e => e.Name));
        throw new ModelException(
            $"no {task.ToString().ToLowerInvariant()} model named {name}; known: {known} "
            + "(add your own with --models FILE)");
    }

    private void Add(string file)
    {
        YamlSection models = YamlSection.Read(file).Section("models");
        foreach (string name in models.Keys)
        {
            if (!_entries.TryAdd(name, ReadEntry(file, name, models.Section(name))))
            {
                throw models.Fault($"a model named {name} is already in {EmbeddedFile}; choose another name", name);
            }
        }
    }

    private static ModelEntry ReadEntry(string file, string name, YamlSection section)
    {
        ModelTask task = section.Word(
            "task", new Dictionary<string, ModelTask> { ["flow"] = ModelTask.Flow, ["sky"] = ModelTask.Sky });
        string sha256 = section.Text("sha256");
        if (sha256.Length != 64 || !sha256.All(char.IsAsciiHexDigitLower))
        {
            throw section.Fault("sha256 must be 64 lower-case hex digits (sha256sum FILE)", "sha256");
        }

        var entry = new ModelEntry
        {
            Name = name,
            Task = task,
            Path = Path.Combine(Path.GetDirectoryName(Path.GetFullPath(file))!, section.Text("file")),
            Sha256 = sha256,
            Licence = section.Text("licence"),
            Origin = section.Text("origin"),
            Input = ReadInput(section.Section("input"), task),
            Size = ReadSize(section.Section("size")),
            Output = ReadOutput(section.Section("output"), task),
        };
        section.Done();
        return entry;
    }

    private static ModelInput ReadInput(YamlSection input, ModelTask task)
    {
        var read = new ModelInput(
            input.Texts("names"),
            input.Word("colour", new Dictionary<string, InputColour>
            {
                ["rgb"] = InputColour.Rgb,
                ["bgr"] = InputColour.Bgr,
                ["grey"] = InputColour.Grey,
            }),
            input.Number("scale", 1e-9, 1e9),
            input.Numbers("mean", -1e9, 1e9),
            input.Numbers("std", 1e-9, 1e9));
        input.Word("layout", new Dictionary<string, bool> { ["nchw"] = true });
        input.Word("type", new Dictionary<string, bool> { ["float32"] = true });
        input.Done();
        int names = task == ModelTask.Flow ? 2 : 1;
        if (read.Names.Count != names)
        {
            throw input.Fault(
                $"input.names must name {names} tensor(s) for this task, found {read.Names.Count}", "names");
        }

        return read.Mean.Count == read.Channels && read.Std.Count == read.Channels
            ? read
            : throw input.Fault($"input.mean and input.std must have {read.Channels} value(s), one a channel", "mean");
    }

    private static ModelSize ReadSize(YamlSection size)
    {
        if (size.Has("fixed_px"))
        {
            IReadOnlyList<int> sides = size.Wholes("fixed_px", 1, SidePxMax);
            size.Done();
            return sides.Count == 2
                ? new ModelSize(1, new PixelSize(sides[0], sides[1]))
                : throw size.Fault("size.fixed_px must be [width, height]", "fixed_px");
        }

        int multiple = size.Whole("multiple_of", 1, 1024);
        size.Done();
        return new ModelSize(multiple, null);
    }

    private static ModelOutput ReadOutput(YamlSection output, ModelTask task)
    {
        output.Word("layout", new Dictionary<string, bool> { ["nchw"] = true });
        string name = output.Text("name");
        int stride = output.Whole("stride", 1, 64);
        ModelOutput read = task == ModelTask.Flow
            ? new ModelOutput(
                name,
                output.Number("scale", 1e-9, 1e9),
                stride,
                output.Word("sign", new Dictionary<string, int> { ["1"] = 1, ["-1"] = -1 }),
                double.NaN)
            : new ModelOutput(name, 1, stride, 1, output.Number("threshold", -1e9, 1e9));
        output.Done();
        return read;
    }
}
