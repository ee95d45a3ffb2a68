using MovieData.Pipelines;

namespace MovieData.Tests.Pipelines;

/// <summary>The paper's pipeline as shipped, of which tests change what they are about.</summary>
internal static class PaperPipeline
{
    public static Pipeline Options { get; } = PipelineFile.Read(
        Path.Combine(SharedFiles.RepositoryRoot, "pipelines", "midas-3d-movies.yaml"));
}
