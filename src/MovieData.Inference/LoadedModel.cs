using MovieData.Imaging.Pictures;

namespace MovieData.Inference;

/// <summary>
/// A model that is ready to run: a network (<see cref="OnnxModel"/>), or an engine that has no weights
/// (<see cref="BlockMatcher"/>).
/// </summary>
public interface ILoadedModel : IDisposable
{
    /// <summary>Its entry of the catalogue.</summary>
    ModelEntry Entry { get; }

    /// <summary>Where it runs.</summary>
    ModelPlace Place { get; }
}

/// <summary>
/// OpenCV's StereoSGBM as a flow model: the entry's numbers are all there is to it. It runs on the CPU, and its bits
/// are the same with any number of threads and any instruction set: it counts in whole numbers.
/// </summary>
public sealed class BlockMatcher : ILoadedModel
{
    internal BlockMatcher(ModelEntry entry, ModelPlace place)
    {
        OpenCv.Require();
        (Entry, Place) = (entry, place);
    }

    /// <inheritdoc/>
    public ModelEntry Entry { get; }

    /// <inheritdoc/>
    public ModelPlace Place { get; }

    /// <inheritdoc/>
    public void Dispose()
    {
    }
}

/// <summary>Loads an entry of either kind.</summary>
public static class LoadedModel
{
    /// <summary>Loads an entry.</summary>
    /// <exception cref="ModelException">The network is missing, damaged, or does not fit its entry.</exception>
    /// <exception cref="PictureException">OpenCV cannot be loaded.</exception>
    public static ILoadedModel Load(ModelEntry entry, ModelPlace place) =>
        entry.Matching is null ? OnnxModel.Load(entry, place) : new BlockMatcher(entry, place);
}
