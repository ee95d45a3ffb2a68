using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using MovieData.Inference;

namespace MovieData.Cli;

/// <summary><c>models</c>: the model catalogue.</summary>
internal static class ModelsCommand
{
    public static Command Create(Terminal terminal) =>
        new("models", "The model catalogue: what is there, does it fit, how fast is it")
    {
        CreateList(terminal),
        ModelsCheckCommand.Create(terminal),
        ModelsBenchCommand.Create(terminal),
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

    /// <summary>The entry of a name.</summary>
    /// <exception cref="ModelException">There is none; the message names those that there are.</exception>
    public static ModelEntry Find(ModelCatalogue catalogue, string name)
    {
        string[] names = [.. catalogue.Entries.Select(entry => entry.Name)];
        string near = CommandLineFaults.Nearest(name, names) is { } known ? $"; did you mean {known}?" : "";
        return catalogue.Entries.FirstOrDefault(entry => entry.Name == name) ?? throw new ModelException(
            $"no model named {name}{near} (known: {string.Join(", ", names)}; add your own with --models FILE)");
    }

    /// <summary>What computed, in the words of a dataset's platform: <c>cpu</c>, or the provider and the GPU's name.
    /// </summary>
    public static string DeviceOf(ILoadedModel model) => model is OnnxModel && model.Place.Device != OnnxDevice.Cpu
        ? $"{Word(model.Place.Device)} {OnnxProviders.Gpus(model.Place.Device)[model.Place.Gpu]}" : "cpu";

    /// <summary>A number with so many decimals.</summary>
    public static string Number(double value, int decimals) =>
        value.ToString($"F{decimals}", CultureInfo.InvariantCulture);

    /// <summary>The word for a value, as files have it.</summary>
    public static string Word<T>(T value)
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
