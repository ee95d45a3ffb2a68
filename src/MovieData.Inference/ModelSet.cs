namespace MovieData.Inference;

/// <summary>The networks of one run, loaded in one place, with what identifies them. Owns the networks.</summary>
public sealed class ModelSet : IDisposable
{
    private ModelSet(
        ILoadedModel flow,
        IReadOnlyList<OnnxModel> skies,
        ModelPlace place,
        IReadOnlyDictionary<string, string> digests)
    {
        Flow = flow;
        Skies = skies;
        Place = place;
        Digests = digests;
    }

    /// <summary>The flow network.</summary>
    public ILoadedModel Flow { get; }

    /// <summary>The sky networks in the order of the pipeline; at least one.</summary>
    public IReadOnlyList<OnnxModel> Skies { get; }

    /// <summary>Where the networks run.</summary>
    public ModelPlace Place { get; }

    /// <summary>sha256 of the pipeline and of all networks, by name (<c>model.sky</c>, <c>model.sky.2</c>, …), as
    /// manifest and files carry them.</summary>
    public IReadOnlyDictionary<string, string> Digests { get; }

    /// <summary>True when all networks are of the embedded catalogue.</summary>
    public bool AreEmbedded =>
        ModelCatalogue.IsEmbedded(Flow.Entry) && Skies.All(sky => ModelCatalogue.IsEmbedded(sky.Entry));

    /// <summary>Loads the networks a pipeline names.</summary>
    /// <param name="catalogue">Where the names are looked up.</param>
    /// <param name="flow">Name of the flow model.</param>
    /// <param name="skies">Names of the sky models in the order of the pipeline, at least one.</param>
    /// <param name="pipelineDigest">sha256 of the resolved pipeline.</param>
    /// <param name="place">Where they run.</param>
    /// <exception cref="ModelException">A model is unknown, missing, damaged, or does not fit its entry.</exception>
    public static ModelSet Load(
        ModelCatalogue catalogue,
        string flow,
        IReadOnlyList<string> skies,
        string pipelineDigest,
        ModelPlace place)
    {
        ModelEntry flowEntry = catalogue.Find(flow, ModelTask.Flow);
        IReadOnlyList<OnnxModel> skyModels = LoadSkies(catalogue, skies, place);
        ILoadedModel flowModel;
        try
        {
            flowModel = LoadedModel.Load(flowEntry, place);
        }
        catch
        {
            Dispose(skyModels);
            throw;
        }

        var digests = new SortedDictionary<string, string>(StringComparer.Ordinal)
        {
            ["pipeline"] = pipelineDigest,
            ["model.flow"] = flowEntry.Digest,
        };
        for (int i = 0; i < skyModels.Count; i++)
        {
            digests[i == 0 ? "model.sky" : $"model.sky.{i + 1}"] = skyModels[i].Entry.Digest;
        }

        return new ModelSet(flowModel, skyModels, place, digests);
    }

    /// <summary>Loads sky networks by name; they are the caller's.</summary>
    /// <param name="catalogue">Where the names are looked up.</param>
    /// <param name="names">Names of the models.</param>
    /// <param name="place">Where they run.</param>
    /// <exception cref="ModelException">A model is unknown, missing, damaged, or does not fit its entry.</exception>
    public static IReadOnlyList<OnnxModel> LoadSkies(
        ModelCatalogue catalogue, IReadOnlyList<string> names, ModelPlace place)
    {
        ModelEntry[] entries = [.. names.Select(name => catalogue.Find(name, ModelTask.Sky))];
        var models = new List<OnnxModel>();
        try
        {
            models.AddRange(entries.Select(entry => OnnxModel.Load(entry, place)));
            return models;
        }
        catch
        {
            Dispose(models);
            throw;
        }
    }

    /// <summary>
    /// The flow network on the CPU, a stereo frame at a time, whatever the device: plans are made there, and must not
    /// depend on where segments are extracted. The caller's.
    /// </summary>
    /// <exception cref="ModelException">It cannot be loaded there.</exception>
    public ILoadedModel FlowOnCpu() => LoadedModel.Load(Flow.Entry, ModelPlace.Cpu);

    /// <inheritdoc/>
    public void Dispose()
    {
        Flow.Dispose();
        Dispose(Skies);
    }

    private static void Dispose(IReadOnlyList<OnnxModel> skies)
    {
        foreach (OnnxModel sky in skies)
        {
            sky.Dispose();
        }
    }
}
