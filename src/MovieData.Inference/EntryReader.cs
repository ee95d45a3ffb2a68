using System.Globalization;
using MovieData.Imaging.Frames;
using MovieData.Yaml;

namespace MovieData.Inference;

/// <summary>
/// Reads one entry of a catalogue, strictly. Every option is one that a network in the tests uses; anything else is
/// refused by name, with file and line.
/// </summary>
internal static class EntryReader
{
    /// <summary>Largest side of a fixed input or a tile, px.</summary>
    private const int SidePxMax = 8192;

    /// <summary>Most channels of an output, and most iterations that lie in one.</summary>
    internal const int ChannelsMax = 4096;

    /// <summary>Most pixels of an input a side that one of an output stands for.</summary>
    internal const int StrideMax = 64;

    private static readonly Dictionary<string, ModelTask> Tasks =
        new() { ["flow"] = ModelTask.Flow, ["sky"] = ModelTask.Sky };

    private static readonly Dictionary<string, InputPair> Pairs = new()
    {
        ["tensors"] = InputPair.Tensors,
        ["channels"] = InputPair.Channels,
        ["frames"] = InputPair.Frames,
    };

    private static readonly Dictionary<string, InputColour> Colours = new()
    {
        ["rgb"] = InputColour.Rgb,
        ["bgr"] = InputColour.Bgr,
        ["grey"] = InputColour.Grey,
    };

    private static readonly Dictionary<string, TensorLayout> Layouts =
        new() { ["nchw"] = TensorLayout.Nchw, ["nhwc"] = TensorLayout.Nhwc };

    internal static readonly Dictionary<string, TensorLayout> OutputLayouts =
        new(Layouts) { ["nhw"] = TensorLayout.Nhw, ["hw"] = TensorLayout.Hw };

    internal static readonly Dictionary<string, OnnxElement> Floats =
        new() { ["float32"] = OnnxElement.FullFloat, ["float16"] = OnnxElement.HalfFloat };

    private static readonly Dictionary<string, OnnxElement> Elements = new(Floats) { ["uint8"] = OnnxElement.Level };

    private static readonly Dictionary<string, OnnxElement> ConstantElements =
        new(Floats) { ["int32"] = OnnxElement.FullInteger, ["int64"] = OnnxElement.LongInteger };

    internal static readonly Dictionary<string, int> Signs = new() { ["1"] = 1, ["-1"] = -1 };

    private static readonly Dictionary<string, FlowDirection> Directions =
        new()
        {
            ["swapped"] = FlowDirection.Swapped,
            ["mirrored"] = FlowDirection.Mirrored,
            ["both"] = FlowDirection.Both,
        };

    /// <summary>Reads the entry <paramref name="name"/>; the model's file is sought beside <paramref
    /// name="file"/>.</summary>
    /// <exception cref="YamlFileException">File and line of the first fault.</exception>
    public static ModelEntry Read(string file, string name, YamlSection section)
    {
        ModelTask task = section.Word("task", Tasks);
        if (task == ModelTask.Flow && section.Has("engine"))
        {
            return ReadMatching(file, name, section);
        }

        string sha256 = section.Text("sha256");
        if (sha256.Length != 64 || !sha256.All(char.IsAsciiHexDigitLower))
        {
            throw section.Fault("sha256 must be 64 lower-case hex digits (sha256sum FILE)", "sha256");
        }

        ModelSize size = ReadSize(section.Section("size"));
        var entry = new ModelEntry
        {
            Name = name,
            Task = task,
            Path = Path.Combine(Path.GetDirectoryName(Path.GetFullPath(file))!, section.Text("file")),
            Sha256 = sha256,
            Licence = section.Text("licence"),
            Origin = section.Text("origin"),
            Input = ReadInput(section.Section("input"), task, size),
            Size = size,
            Output = task == ModelTask.Flow
                ? ReadOutput(section.Section("output")) : SkyOutputReader.Read(section.Section("output")),
            Gflop = section.Has("gflop") ? section.Number("gflop", 0, 1e6) : null,
        };
        if (task == ModelTask.Flow)
        {
            entry = entry with
            {
                Direction = section.Has("direction")
                    ? section.Word("direction", Directions) : FlowDirection.Swapped,
                Tiles = section.Has("tiles") ? ReadTiles(section.Section("tiles"), size) : null,
            };
        }

        if (entry.Direction == FlowDirection.Mirrored)
        {
            entry = entry with { ShiftPx = section.GetInt32("shift_px", 0, SidePxMax) };
            if (!entry.Output.Disparity)
            {
                throw section.Fault("direction: mirrored needs output.kind: disparity", "direction");
            }
        }

        if (entry.Direction == FlowDirection.Both && entry.Output.Disparity)
        {
            throw section.Fault("direction: both needs output.kind: flow", "direction");
        }

        CheckChannels(section.Section("output"), entry);
        section.Done();
        return entry;
    }

    // There is no file: the entry itself is all that decides the result.
    private static ModelEntry ReadMatching(string file, string name, YamlSection section)
    {
        section.Word("engine", new Dictionary<string, bool> { ["opencv-sgbm"] = true });
        YamlSection sgbm = section.Section("sgbm");
        var matching = new BlockMatching(
            sgbm.GetInt32("min_disparity_px", -1024, 1024),
            sgbm.GetInt32("max_disparity_px", -1008, 2048),
            sgbm.GetInt32("block_px", 1, 31),
            sgbm.GetInt32("p1", 1, 100_000),
            sgbm.GetInt32("p2", 2, 100_000),
            sgbm.GetInt32("uniqueness_percent", 0, 100),
            sgbm.GetInt32("speckle_px", 0, 100_000));
        int candidates = matching.MaxDisparityPx - matching.MinDisparityPx;
        if (candidates < 16 || candidates % 16 != 0)
        {
            throw sgbm.Fault("max_disparity_px must be a multiple of 16 above min_disparity_px", "max_disparity_px");
        }

        if (matching.BlockPx % 2 == 0 || matching.P2 <= matching.P1)
        {
            throw sgbm.Fault("block_px must be odd, and p2 larger than p1", "block_px");
        }

        sgbm.Done();
        var entry = new ModelEntry
        {
            Name = name,
            Task = ModelTask.Flow,
            Path = Path.GetFullPath(file),
            Sha256 = "",
            Licence = section.Text("licence"),
            Origin = section.Text("origin"),
            Input = new ModelInput(
                [], InputPair.None, InputColour.Rgb, TensorLayout.Nchw, OnnxElement.FullFloat, 1, [0, 0, 0], [1, 1, 1]),
            Size = new ModelSize(1, null),
            Output = new ModelOutput("", TensorLayout.Nchw, OnnxElement.FullFloat, true, 1, 1, 1, double.NaN),
            Matching = matching,
        };
        section.Done();
        return entry;
    }

    private static ModelInput ReadInput(YamlSection input, ModelTask task, ModelSize size)
    {
        InputPair pair = task == ModelTask.Sky ? InputPair.None
            : input.Has("pair") ? input.Word("pair", Pairs) : InputPair.Tensors;
        var read = new ModelInput(
            input.Texts("names"),
            pair,
            input.Word("colour", Colours),
            input.Word("layout", Layouts),
            input.Word("type", Elements),
            input.Number("scale", 1e-9, 1e9),
            input.Numbers("mean", -1e9, 1e9),
            input.Numbers("std", 1e-9, 1e9))
        {
            Reduced = input.Has("reduced") ? ReadReduced(input.Section("reduced"), size) : null,
            Constants = input.Has("constant") ? ReadConstants(input.Section("constant"), size) : [],
        };
        input.Done();
        int names = pair == InputPair.Tensors ? 2 : 1;
        if (read.Names.Count != names)
        {
            throw input.Fault(
                $"input.names must name {names} tensor(s) for this task and pair, found {read.Names.Count}", "names");
        }

        if (read.Reduced is { } small && small.Names.Count != names)
        {
            throw input.Fault($"input.reduced.names must name {names} tensor(s), as input.names does", "reduced");
        }

        if (read.AllNames.GroupBy(name => name).FirstOrDefault(same => same.Count() > 1)?.Key is { } twice)
        {
            throw input.Fault($"input names the tensor {twice} twice", "names");
        }

        if (read.Mean.Count != read.Channels || read.Std.Count != read.Channels)
        {
            throw input.Fault($"input.mean and input.std must have {read.Channels} value(s), one a channel", "mean");
        }

        bool plain = read.Scale == 1 && read.Mean.All(m => m == 0) && read.Std.All(s => s == 1);
        return read.Element != OnnxElement.Level || plain
            ? read
            : throw input.Fault("input.type uint8 takes the levels as they are: scale 1, mean 0, std 1", "type");
    }

    private static ReducedPictures ReadReduced(YamlSection reduced, ModelSize size)
    {
        var read = new ReducedPictures(reduced.Texts("names"), reduced.GetInt32("by", 2, 64));
        reduced.Done();
        CheckDivides(reduced, "by", size, read.By, $"input.reduced.by is {read.By}");
        return read;
    }

    private static List<ModelConstant> ReadConstants(YamlSection constants, ModelSize size)
    {
        var read = new List<ModelConstant>();
        foreach (string name in constants.Keys)
        {
            YamlSection constant = constants.Section(name);
            OnnxElement element = constant.Word("type", ConstantElements);
            ConstantSide[] sides = [.. constant.Texts("shape").Select(word => ReadSide(constant, word, size))];
            double value = constant.Number("value", -1e9, 1e9);
            constant.Done();
            read.Add(new ModelConstant(name, element, sides, value));
            if (element is OnnxElement.FullInteger or OnnxElement.LongInteger && value != Math.Truncate(value))
            {
                throw constant.Fault(
                    $"input.constant.{name}.value must be a whole number for an integer type", "value");
            }
        }

        return read;
    }

    // n, h, w, h/8, or a number.
    private static ConstantSide ReadSide(YamlSection constant, string word, ModelSize size)
    {
        string[] parts = word.Split('/');
        bool counts = parts[0] is "n" or "h" or "w";
        int number = 1;
        bool fits = counts
            ? parts.Length == 1
                || (parts.Length == 2 && parts[0] != "n" && int.TryParse(parts[1], NumberStyles.None, null, out number))
            : parts.Length == 1 && int.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out number);
        if (!fits || number is < 1 or > SidePxMax)
        {
            throw constant.Fault(
                $"shape holds {word}; expected sizes like n (items of the batch), h, w, h/8, w/8, or numbers from 1 to "
                + $"{SidePxMax}",
                "shape");
        }

        if (counts)
        {
            CheckDivides(constant, "shape", size, number, $"shape holds {word}");
        }

        return new ConstantSide(counts ? parts[0] : "", number);
    }

    private static void CheckDivides(YamlSection section, string key, ModelSize size, int by, string what)
    {
        bool divides = size.Fixed is { } only
            ? only.Width % by == 0 && only.Height % by == 0
            : size.MultipleOf % by == 0;
        if (!divides)
        {
            string sizes = size.Fixed is { } stated ? $"is {stated}" : $"takes multiples of {size.MultipleOf}";
            throw section.Fault($"{what}, but the model {sizes} (size), which {by} does not divide", key);
        }
    }

    private static ModelSize ReadSize(YamlSection size)
    {
        var read = size.Has("fixed_px")
            ? new ModelSize(1, ReadSides(size, "size", "fixed_px"))
            : new ModelSize(size.GetInt32("multiple_of", 1, 1024), null);
        size.Done();
        return read;
    }

    private static ModelTiles ReadTiles(YamlSection tiles, ModelSize size)
    {
        PixelSize tile = ReadSides(tiles, "tiles", "size_px");
        int overlap = tiles.GetInt32("overlap_px", 0, (Math.Min(tile.Width, tile.Height) - 1) / 2);
        tiles.Done();
        if (size.Fixed is { } only && only != tile)
        {
            throw tiles.Fault($"tiles.size_px is {tile}, the model takes {only} only (size.fixed_px)", "size_px");
        }

        return tile.Width % size.MultipleOf == 0 && tile.Height % size.MultipleOf == 0
            ? new ModelTiles(tile, overlap)
            : throw tiles.Fault(
                $"tiles.size_px is {tile}, the model takes multiples of {size.MultipleOf} (size.multiple_of)",
                "size_px");
    }

    private static PixelSize ReadSides(YamlSection section, string path, string key)
    {
        IReadOnlyList<int> sides = section.Wholes(key, 1, SidePxMax);
        return sides.Count == 2
            ? new PixelSize(sides[0], sides[1])
            : throw section.Fault($"{path}.{key} must be [width, height]", key);
    }

    private static ModelOutput ReadOutput(YamlSection output)
    {
        string name = output.Text("name");
        TensorLayout layout = output.Word("layout", OutputLayouts);
        OnnxElement element = output.Has("type") ? output.Word("type", Floats) : OnnxElement.FullFloat;
        int stride = output.GetInt32("stride", 1, StrideMax);
        ModelOutput read = ReadFlowOutput(output, new ModelOutput(
            name,
            layout,
            element,
            output.Has("kind")
                && output.Word("kind", new Dictionary<string, bool> { ["flow"] = false, ["disparity"] = true }),
            output.Number("scale", 1e-9, 1e9),
            stride,
            output.Word("sign", Signs),
            double.NaN));
        output.Done();
        bool hasChannels = layout is TensorLayout.Nchw or TensorLayout.Nhwc;
        return hasChannels || (read.Disparity && read.Channels is null)
            ? read
            : throw output.Fault(
                "a layout without channels (nhw, hw) needs output.kind: disparity and no output.channel", "layout");
    }

    private static ModelOutput ReadFlowOutput(YamlSection output, ModelOutput read)
    {
        bool several = output.Has("channels") || output.Has("channel");
        bool stacked = output.Has("iterations");
        return read with
        {
            Channels = several ? output.GetInt32("channels", 1, ChannelsMax) : null,
            Channel = several ? output.GetInt32("channel", 0, ChannelsMax) : 0,
            Iterations = stacked ? output.GetInt32("iterations", 1, ChannelsMax) : 1,
            IterationsAxis = stacked && output.Has("iterations_axis") ? output.GetInt32("iterations_axis", 0, 1) : 0,
            MaxPx = output.Has("max_px") ? output.Number("max_px", 1, SidePxMax) : null,
        };
    }

    private static void CheckChannels(YamlSection output, ModelEntry entry)
    {
        if (entry.Output.Channel + entry.ChannelsRead > entry.OutputChannels)
        {
            throw output.Fault(
                $"output.channel is {entry.Output.Channel}: {entry.ChannelsRead} channel(s) are read from there, but "
                + $"output.channels is {entry.OutputChannels}",
                "channel");
        }
    }
}
