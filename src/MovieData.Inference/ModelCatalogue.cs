using MovieData.Yaml;

namespace MovieData.Inference;

/// <summary>
/// The models a run can choose from: the embedded ones and those of a user's own file.
/// </summary>
public sealed class ModelCatalogue
{
    private readonly SortedDictionary<string, ModelEntry> _entries = new(StringComparer.Ordinal);

    private ModelCatalogue()
    {
    }

    /// <summary>Entries by name.</summary>
    public IReadOnlyCollection<ModelEntry> Entries => _entries.Values;

    /// <summary>Folder of the embedded catalogue, beside the executable.</summary>
    public static string EmbeddedFile => Path.Combine(AppContext.BaseDirectory, "models", "models.yaml");

    /// <summary>True when the model's file is one of the embedded ones.</summary>
    public static bool IsEmbedded(ModelEntry entry) =>
        Path.GetDirectoryName(entry.Path) == Path.GetDirectoryName(EmbeddedFile);

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
            if (!_entries.TryAdd(name, EntryReader.Read(file, name, models.Section(name))))
            {
                throw models.Fault($"a model named {name} is already in {EmbeddedFile}; choose another name", name);
            }
        }
    }
}
