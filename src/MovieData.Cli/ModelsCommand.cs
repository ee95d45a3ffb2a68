using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using MovieData.Flow;
using MovieData.Models;
using MovieData.Native;

namespace MovieData.Cli;

/// <summary><c>models</c>: the model catalogue.</summary>
internal static class ModelsCommand
{
    private const int PairsMax = 1000;

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
        var command = new Command("list", "Every entry with its task, licence, origin and digest") { own, json };
        command.SetAction(parsed =>
        {
            ModelCatalogue catalogue = ModelCatalogue.Read(parsed.GetValue(own));
            if (parsed.GetValue(json))
            {
                JsonOutput.Write(terminal, new JsonArray([.. catalogue.Entries.Select(ToJson)]));
            }
            else
            {
                foreach (ModelEntry entry in catalogue.Entries)
                {
                    terminal.Output.WriteLine(
                        $"{entry.Name,-16} {Word(entry.Task),-5} {entry.Licence,-10} {entry.Origin}");
                    terminal.Output.WriteLine($"{"",-16} {entry.Path} sha256 {entry.Sha256}");
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
        var name = new Argument<string>("NAME") { Description = "Name of a catalogue entry" };
        var command = new Command(
            "check",
            """
            Proves an entry: its digest, inputs and outputs, and a flow model on a built-in pair of known flow. A wrong
            sign, scale, channel order or direction is named (exit code 2)

            Example:
              movie-data models check mine --models mine.yaml
            """) { name, own, device };
        command.SetAction(parsed =>
        {
            ModelEntry entry = Find(ModelCatalogue.Read(parsed.GetValue(own)), parsed.GetRequiredValue(name));
            using OnnxModel model = Load(terminal, entry, parsed.GetRequiredValue(device));
            string proof = "digest, inputs and outputs fit the entry";
            if (entry.Task == ModelTask.Flow)
            {
                double share = FlowProof.Run(model);
                proof += $"; {Number(share * 100, 1)} % of a pair of known flow is right within "
                    + $"{Number(FlowProof.TolerancePx, 0)} px";
                proof += !model.TakesBatches ? "; one direction a run"
                    : FlowProof.IsBatchExact(model) ? "; both directions in one run, bit-equal to one by one"
                    : "; both directions in one run, not bit-equal to one by one";
            }

            terminal.Output.WriteLine($"{entry.Name}: {proof}");
            return ExitCode.Done;
        });
        return command;
    }

    private static Command CreateBench(Terminal terminal)
    {
        Option<string?> own = DeviceFlags.Models();
        Option<string> device = DeviceFlags.Device();
        var name = new Argument<string?>("NAME")
        {
            Description = "Name of a flow model; without it, every one of the catalogue",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var pairs = new Option<int>("--pairs")
        {
            Description = "Pairs measured; the fastest counts",
            HelpName = "N",
            DefaultValueFactory = _ => 5,
        };
        pairs.Validators.Add(result =>
        {
            if (result.GetValue(pairs) is < 1 or > PairsMax)
            {
                result.AddError($"--pairs: expected a whole number from 1 to {PairsMax}");
            }
        });
        var command = new Command(
            "bench", "Rate of the bare session at 1880×800, both directions, and of the Flow stage")
        {
            name, own, device, pairs,
        };
        command.SetAction(async (parsed, cancel) =>
        {
            ModelCatalogue catalogue = ModelCatalogue.Read(parsed.GetValue(own));
            IEnumerable<ModelEntry> entries = parsed.GetValue(name) is { } wanted
                ? [catalogue.Find(wanted, ModelTask.Flow)]
                : catalogue.Entries.Where(e => e.Task == ModelTask.Flow);
            foreach (ModelEntry entry in entries)
            {
                using OnnxModel model = Load(terminal, entry, parsed.GetRequiredValue(device));
                Print(terminal, model, await FlowBench.MeasureAsync(model, parsed.GetValue(pairs), cancel)
                    .ConfigureAwait(false));
            }

            return ExitCode.Done;
        });
        return command;
    }

    private static ModelEntry Find(ModelCatalogue catalogue, string name)
    {
        ModelTask task = catalogue.Entries.FirstOrDefault(e => e.Name == name)?.Task ?? ModelTask.Flow;
        return catalogue.Find(name, task);
    }

    private static OnnxModel Load(Terminal terminal, ModelEntry entry, string device) =>
        OnnxModel.Load(entry, Environment.ProcessorCount, DeviceFlags.Choose(terminal, device));

    private static void Print(Terminal terminal, OnnxModel model, FlowRate rate)
    {
        string place = model.Device == OnnxDevice.Cpu
            ? $"cpu, {Environment.ProcessorCount} threads" : Word(model.Device);
        string work = model.Entry.Gflop is { } gflop ? $"  {Number(2 * gflop / rate.BareMs * 1000, 0)} GFLOP/s" : "";
        terminal.Output.WriteLine($"{model.Entry.Name} on {place}: {FlowBench.Size}, both directions of a pair");
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
        ["file"] = entry.Path,
        ["sha256"] = entry.Sha256,
        ["licence"] = entry.Licence,
        ["origin"] = entry.Origin,
    };
}
