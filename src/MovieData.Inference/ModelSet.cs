namespace MovieData.Inference;

/// <summary>The networks of one run, loaded in one place, with what identifies them. Owns both networks.</summary>
public sealed class ModelSet : IDisposable
{
    private ModelSet(
        ILoadedModel flow, OnnxModel sky, ModelPlace place, IReadOnlyDictionary<string, string> digests)
    {
        Flow = flow;
        Sky = sky;
        Place = place;
        Digests = digests;
    }

    /// <summary>The flow network.</summary>
    public ILoadedModel Flow { get; }

    /// <summary>The sky network.</summary>
    public OnnxModel Sky { get; }

    /// <summary>Where the networks run.</summary>
    public ModelPlace Place { get; }

    /// <summary>sha256 of the pipeline and of both networks, by name, as manifest and files carry them.</summary>
    public IReadOnlyDictionary<string, string> Digests { get; }

    /// <summary>True when both networks are of the embedded catalogue.</summary>
    public bool AreEmbedded => ModelCatalogue.IsEmbedded(Flow.Entry) && ModelCatalogue.IsEmbedded(Sky.Entry);

    /// <summary>Loads the networks a pipeline names.</summary>
    /// <param name="catalogue">Where the names are looked up.</param>
    /// <param name="flow">Name of the flow model.</param>
    /// <param name="sky">Name of the sky model.</param>
    /// <param name="pipelineDigest">sha256 of the resolved pipeline.</param>
    /// <param name="place">Where they run.</param>
    /// <exception cref="ModelException">A model is unknown, missing, damaged, or does not fit its entry.</exception>
    public static ModelSet Load(
        ModelCatalogue catalogue, string flow, string sky, string pipelineDigest, ModelPlace place)
    {
        ModelEntry flowEntry = catalogue.Find(flow, ModelTask.Flow);
        ModelEntry skyEntry = catalogue.Find(sky, ModelTask.Sky);
        ILoadedModel flowModel = LoadedModel.Load(flowEntry, place);
        try
        {
            OnnxModel skyModel = OnnxModel.Load(skyEntry, place);
            var digests = new SortedDictionary<string, string>(StringComparer.Ordinal)
            {
                ["pipeline"] = pipelineDigest,
                ["model.flow"] = flowEntry.Digest,
                ["model.sky"] = skyEntry.Digest,
            };
            return new ModelSet(flowModel, skyModel, place, digests);
        }
        catch
        {
            flowModel.Dispose();
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
        Sky.Dispose();
    }
}
