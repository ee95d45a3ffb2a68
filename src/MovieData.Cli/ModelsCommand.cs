using System.CommandLine;
using System.Text.Json.Nodes;
using MovieData.Models;

namespace MovieData.Cli;

/// <summary><c>models</c>: the model catalogue.</summary>
internal static class ModelsCommand
{
    public static Command Create(Terminal terminal) =>
        new("models", "The model catalogue: what is there, and does it fit")
    {
        CreateList(terminal),
        CreateCheck(terminal),
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
        var command = new Command("check", "Loads a model and proves that it fits its entry") { name, own, device };
        command.SetAction(parsed =>
        {
            DeviceFlags.RequireCpu(parsed.GetRequiredValue(device));
            string wanted = parsed.GetRequiredValue(name);
            ModelCatalogue catalogue = ModelCatalogue.Read(parsed.GetValue(own));
            ModelTask task = catalogue.Entries.FirstOrDefault(e => e.Name == wanted)?.Task ?? ModelTask.Flow;
            using OnnxModel model = OnnxModel.Load(catalogue.Find(wanted, task), Environment.ProcessorCount);
            terminal.Output.WriteLine($"{wanted}: digest, inputs and outputs fit the entry");
            return ExitCode.Done;
        });
        return command;
    }

    private static string Word(ModelTask task) => task.ToString().ToLowerInvariant();

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
