using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using MovieData.Flow;
using MovieData.Inference;
using MovieData.Sky;

namespace MovieData.Cli;

/// <summary><c>models</c>: the model catalogue.</summary>
internal static class ModelsCommand
{
    private const int Runs = 5;
    private const int RunsMax = 1000;

    /// <summary>Share of a known pair by which one order of the colours must be better than the other.</summary>
    private const double ColourShareMin = 0.05;

    public static Command Create(Terminal terminal) =>
        new("models", "The model catalogue: what is there, does it fit, how fast is it")
    {
        CreateList(terminal),
        CreateCheck(terminal),
        CreateBench(terminal),
    };

    private static Command CreateList(Terminal terminal)
    {
        Option<string?> own = DeviceFlags.Models();
        var json = new Option<bool>("--json") { Description = "One JSON array on stdout" };
        Option<string> device = DeviceFlags.Device();
        var command = new Command(
            "list",
            """
            Every entry with its task, licence, origin and digest, and where models run

            Examples:
              movie-data models list
              movie-data models list --models mine.yaml --json
            """) { own, device, json };
        command.SetAction(parsed =>
        {
            DeviceFlags.Choose(terminal, parsed.GetRequiredValue(device));
            ModelCatalogue catalogue = ModelCatalogue.Read(parsed.GetValue(own));
            if (parsed.GetValue(json))
            {
                JsonOutput.Write(terminal, new JsonArray([.. catalogue.Entries.Select(ToJson)]));
            }
            else
            {
                int width = catalogue.Entries.Max(entry => entry.Name.Length);
                foreach (ModelEntry entry in catalogue.Entries)
                {
                    terminal.Output.WriteLine(
                        $"{entry.Name.PadRight(width)} {Word(entry.Task),-5} {entry.Licence,-10} {entry.Origin}");
                    terminal.Output.WriteLine($"{new string(' ', width)} " + (entry.Matching is null
                        ? $"{entry.Path} sha256 {entry.Sha256}" : "no file: OpenCV and the entry's numbers"));
                }
            }

            return ExitCode.Done;
        });
        return command;
    }

    private static Command CreateCheck(Terminal terminal)
    {
        Option<string?> own = DeviceFlags.Models();
        Option<string> device = DeviceFlags.Device();
        Option<int?> flowPairs = DeviceFlags.FlowPairs();
        var name = new Argument<string>("NAME") { Description = "Name of a catalogue entry" };
        var command = new Command(
            "check",
            """
            Proves an entry: its digest, inputs and outputs, a flow model on a built-in pair of known flow, a sky model
            on a drawn picture of known sky. A wrong sign, scale, order of channels or colours, direction or class is
            named (exit code 2). On a GPU it names the operators that fall back to the CPU

            Example:
              movie-data models check mine --models mine.yaml
            """) { name, own, device, flowPairs };
        command.SetAction((parsed, cancel) =>
        {
            ModelEntry entry = Find(ModelCatalogue.Read(parsed.GetValue(own)), parsed.GetRequiredValue(name));
            ModelPlace place = Place(terminal, parsed.GetRequiredValue(device), parsed.GetValue(flowPairs));
            using ILoadedModel model = LoadedModel.Load(entry, place);
            string proof = model is OnnxModel ? "digest, inputs and outputs fit the entry" : "OpenCV is there";
            if (entry.Task == ModelTask.Flow)
            {
                double share = FlowProof.Run(model, cancel);
                proof += $"; {Number(share * 100, 1)} % of a pair of known flow is right within "
                    + $"{Number(FlowProof.TolerancePx, 0)} px"
                    + (model is OnnxModel network
                        ? $"; {Batches(network, cancel)}; {Colours(network, share, cancel)}" : "");
            }

            else if (model is OnnxModel sky)
            {
                (double overlap, string colours) = new SkyProof(entry, cancel).Run(sky);
                proof += $"; the sky of a drawn picture is found (intersection over union {Number(overlap, 3)}); "
                    + colours;
            }

            terminal.Output.WriteLine($"{entry.Name}: {proof}");
            if (place.Device != OnnxDevice.Cpu && model is OnnxModel)
            {
                terminal.Output.WriteLine($"{entry.Name}: {OnTheCpu(entry, place, cancel)}");
            }

            return Task.FromResult(ExitCode.Done);
        });
        return command;
    }

    private static string Batches(OnnxModel model, CancellationToken cancel)
    {
        if (!model.TakesBatches)
        {
            return "one direction a run";
        }

        int pairs = model.Place.FlowPairs;
        int batch = pairs * model.Entry.ItemsPerPair;
        string run = pairs == 1 ? "both directions in one run" : $"both directions of {pairs} pairs in one run";
        string exact = FlowProof.IsBatchExact(model, batch, cancel) ? "bit-equal" : "not bit-equal";
        return batch == 1 ? run : $"{run}, {exact} to one by one";
    }

    // Most flow networks hardly mind; then nobody can say which order is the right one.
    private static string Colours(OnnxModel model, double share, CancellationToken cancel)
    {
        if (model.Entry.Input.Colour == InputColour.Grey)
        {
            return "grey is not checked";
        }

        (string stated, string other) = model.Entry.Input.Colour == InputColour.Rgb ? ("rgb", "bgr") : ("bgr", "rgb");
        double others = FlowProof.ShareOfOtherColours(model, cancel);
        return others > share + ColourShareMin
            ? $"{other} suits it better ({Number(others * 100, 1)} %): see its origin"
            : others < share - ColourShareMin ? $"{stated} suits it better than {other}"
            : $"whether it wants rgb or bgr cannot be told ({other}: {Number(others * 100, 1)} %)";
    }

    private static string OnTheCpu(ModelEntry entry, ModelPlace place, CancellationToken cancel)
    {
        using OnnxModel profiled = OnnxModel.Load(entry, place, profiled: true);
        IReadOnlyList<OnnxNode> nodes = profiled.NodesOfOneRun(cancel);
        var fallen = nodes.Where(n => n.Provider == OnnxNode.CpuProvider).CountBy(n => n.Operator).ToList();
        return fallen.Count == 0
            ? $"all {nodes.Count} nodes run on the GPU"
            : $"{fallen.Sum(f => f.Value)} of {nodes.Count} nodes fall back to the CPU: "
                + string.Join(", ", fallen.OrderByDescending(f => f.Value).Select(f => $"{f.Key} {f.Value}"));
    }

    private static Command CreateBench(Terminal terminal)
    {
        Option<string?> own = DeviceFlags.Models();
        Option<string> device = DeviceFlags.Device();
        Option<int?> flowPairs = DeviceFlags.FlowPairs();
        var name = new Argument<string?>("NAME")
        {
            Description = "Name of a flow model; without it, every one of the catalogue",
            Arity = ArgumentArity.ZeroOrOne,
        };
        Option<int?> runs =
            ValueFlags.Integer("--runs", $"Runs measured; the fastest counts (default: {Runs})", 1, RunsMax);
        var command = new Command(
            "bench",
            """
            Rate of the bare session at 1880×800, both directions, and of the Flow stage

            Examples:
              movie-data models bench
              movie-data models bench movieflow --device cuda --flow-pairs 8
            """) { name, own, device, flowPairs, runs };
        command.SetAction(async (parsed, cancel) =>
        {
            ModelCatalogue catalogue = ModelCatalogue.Read(parsed.GetValue(own));
            IEnumerable<ModelEntry> entries = parsed.GetValue(name) is { } wanted
                ? [catalogue.Find(wanted, ModelTask.Flow)]
                : catalogue.Entries.Where(e => e.Task == ModelTask.Flow);
            ModelPlace place = Place(terminal, parsed.GetRequiredValue(device), parsed.GetValue(flowPairs));
            foreach (ModelEntry entry in entries)
            {
                long start = Stopwatch.GetTimestamp();
                using ILoadedModel model = LoadedModel.Load(entry, place);
                FlowEstimator.For(model, FlowBench.Size, place.FlowPairs).Dispose();    // a session stays loaded
                double loadMs = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
                FlowRate rate = await FlowBench.MeasureAsync(model, parsed.GetValue(runs) ?? Runs, cancel)
                    .ConfigureAwait(false);
                Print(terminal, model, loadMs, rate);
            }

            return ExitCode.Done;
        });
        return command;
    }

    private static ModelEntry Find(ModelCatalogue catalogue, string name)
    {
        string[] names = [.. catalogue.Entries.Select(entry => entry.Name)];
        string near = CommandLineFaults.Nearest(name, names) is { } known ? $"; did you mean {known}?" : "";
        return catalogue.Entries.FirstOrDefault(entry => entry.Name == name) ?? throw new ModelException(
            $"no model named {name}{near} (known: {string.Join(", ", names)}; add your own with --models FILE)");
    }

    private static ModelPlace Place(Terminal terminal, string device, int? flowPairs) =>
        DeviceFlags.Places(terminal, DeviceFlags.Choose(terminal, device), flowPairs, most: 1)[0];

    private static void Print(Terminal terminal, ILoadedModel model, double loadMs, FlowRate rate)
    {
        string place = model.Place.Device == OnnxDevice.Cpu
            ? $"cpu, {model.Place.Threads} threads" : Word(model.Place.Device);
        string pairs = model.Place.FlowPairs == 1 ? "" : $", {model.Place.FlowPairs} pairs in a run";
        string work = model.Entry.Gflop is { } gflop ? $"  {Number(2 * gflop / rate.BareMs * 1000, 0)} GFLOP/s" : "";
        terminal.Output.WriteLine($"{model.Entry.Name} on {place}: {FlowBench.Size}, both directions{pairs}");
        terminal.Output.WriteLine($"  loading      {Number(loadMs, 1),8} ms");
        terminal.Output.WriteLine($"  bare session {Rate(rate.BareMs)}{work}");
        terminal.Output.WriteLine($"  Flow stage   {Rate(rate.StageMs)}  {Number(rate.Ratio, 2)} of the bare rate");
    }

    private static string Rate(double ms) => $"{Number(ms, 1),8} ms  {Number(1000 / ms, 2),7} pairs/s";

    private static string Number(double value, int decimals) =>
        value.ToString($"F{decimals}", CultureInfo.InvariantCulture);

    private static string Word<T>(T value)
        where T : struct, Enum => value.ToString().ToLowerInvariant();

    private static JsonObject ToJson(ModelEntry entry) => new()
    {
        ["name"] = entry.Name,
        ["task"] = Word(entry.Task),
        ["file"] = entry.Matching is null ? entry.Path : null,
        ["sha256"] = entry.Matching is null ? entry.Sha256 : null,
        ["licence"] = entry.Licence,
        ["origin"] = entry.Origin,
    };
}
