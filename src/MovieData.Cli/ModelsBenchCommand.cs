using System.CommandLine;
using System.Diagnostics;
using System.Text.Json.Nodes;
using MovieData.Flow;
using MovieData.Imaging.Frames;
using MovieData.Imaging.Messages;
using MovieData.Inference;
using MovieData.Sky;

namespace MovieData.Cli;

/// <summary><c>models bench</c>: how fast a network is here.</summary>
internal sealed class ModelsBenchCommand
{
    private const int Runs = 5;
    private const int RunsMax = 1000;

    private readonly Terminal _terminal;
    private readonly Command _command;
    private readonly ModelFlags _flags;

    private readonly Argument<string?> _name = new("NAME")
    {
        Description = "Name of a model; without it, every one of the catalogue",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private readonly Option<int?> _runs =
        ValueFlags.Integer("--runs", $"Runs measured; the fastest counts (default: {Runs})", 1, RunsMax);

    private ModelsBenchCommand(Terminal terminal)
    {
        _terminal = terminal;
        _command = new Command(
            "bench",
            """
            Rate of the bare session, and of what the tool does around it: the Flow stage with both directions, or a
            picture's way to its mask of sky

            Examples:
              movie-data models bench
              movie-data models bench movieflow --device cuda --flow-pairs 8
              movie-data models bench movieflow --size 960x400 --json
            """) { _name, _runs };
        _flags = ModelFlags.AddTo(_command, "One JSON array on stdout");
        _command.SetAction(RunAsync);
    }

    public static Command Create(Terminal terminal) => new ModelsBenchCommand(terminal)._command;

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancel)
    {
        ModelCatalogue catalogue = _flags.Catalogue(parsed);
        IEnumerable<ModelEntry> entries = parsed.GetValue(_name) is { } wanted
            ? [ModelsCommand.Find(catalogue, wanted)] : catalogue.Entries;
        OnnxDevice device = _flags.Device(_terminal, parsed);
        PixelSize size = _flags.SizeOf(parsed);
        int runs = parsed.GetValue(_runs) ?? Runs;
        var all = new JsonArray();
        foreach (ModelEntry entry in entries)
        {
            ModelPlace place = _flags.Place(_terminal, parsed, device, entry);
            Rates rates = await MeasureAsync(entry, place, size, runs, cancel).ConfigureAwait(false);
            if (_flags.IsJson(parsed))
            {
                all.Add(rates.ToJson());
            }
            else
            {
                rates.Print(_terminal.Output);
            }
        }

        if (_flags.IsJson(parsed))
        {
            JsonOutput.Write(_terminal, all);
        }

        return ExitCode.Done;
    }

    private static async Task<Rates> MeasureAsync(
        ModelEntry entry, ModelPlace place, PixelSize size, int runs, CancellationToken cancel)
    {
        long start = Stopwatch.GetTimestamp();
        using ILoadedModel model = LoadedModel.Load(entry, place);
        bool isFlow = entry.Task == ModelTask.Flow;
        if (isFlow)
        {
            FlowEstimator.For(model, size, place.FlowPairs).Dispose();    // a session stays loaded
        }
        else
        {
            new SkyModel((OnnxModel)model, size).Dispose();
        }

        double loadMs = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        string device = ModelsCommand.DeviceOf(model);
        if (isFlow)
        {
            FlowRate flow = await FlowBench.MeasureAsync(model, size, runs, cancel).ConfigureAwait(false);
            return new Rates(model, device, size, loadMs, flow.BareMs, flow.StageMs);
        }

        SkyRate sky = SkyBench.Measure((OnnxModel)model, size, runs, cancel);
        return new Rates(model, device, size, loadMs, sky.BareMs, sky.MaskMs);
    }

    /// <summary>What was measured of one network; ms a pair (flow) or a picture (sky).</summary>
    private sealed record Rates(
        ILoadedModel Model, string Device, PixelSize Size, double LoadMs, double BareMs, double StageMs)
    {
        private bool IsFlow => Model.Entry.Task == ModelTask.Flow;

        private int Pairs => IsFlow ? Model.Place.FlowPairs : 1;

        public JsonObject ToJson() => new()
        {
            ["name"] = Model.Entry.Name,
            ["task"] = ModelsCommand.Word(Model.Entry.Task),
            ["device"] = Device,
            ["width"] = Size.Width,
            ["height"] = Size.Height,
            ["flow_pairs"] = Pairs,
            ["loading_ms"] = LoadMs,
            ["bare_ms"] = BareMs,
            ["bare_per_s"] = 1000 / BareMs,
            ["stage_ms"] = StageMs,
            ["stage_per_s"] = 1000 / StageMs,
            ["ratio"] = BareMs / StageMs,
        };

        public void Print(TextWriter output)
        {
            string place = Device == "cpu" ? $"cpu, {Counted.Of(Model.Place.Threads, "thread")}" : Device;
            string pairs = Pairs == 1 ? "" : $", {Pairs} pairs in a run";
            string work = Model.Entry.Gflop is { } gflop
                ? $"  {ModelsCommand.Number(2 * gflop / BareMs * 1000, 0)} GFLOP/s" : "";
            (string views, string stage) = IsFlow ? (", both directions", "Flow stage ") : ("", "with mask  ");
            output.WriteLine($"{Model.Entry.Name} on {place}: {Size}{views}{pairs}");
            output.WriteLine($"  loading      {ModelsCommand.Number(LoadMs, 1),8} ms");
            output.WriteLine($"  bare session {Rate(BareMs)}{work}");
            output.WriteLine(
                $"  {stage}  {Rate(StageMs)}  {ModelsCommand.Number(BareMs / StageMs, 2)} of the bare rate");
            if (Model is OnnxModel network && network.Place.Device != OnnxDevice.Cpu)
            {
                output.WriteLine($"  uploads      {network.Upload}");
            }
        }

        private string Rate(double ms) => $"{ModelsCommand.Number(ms, 1),8} ms  "
            + $"{ModelsCommand.Number(1000 / ms, 2),7} {(IsFlow ? "pairs" : "pictures")}/s";
    }
}
