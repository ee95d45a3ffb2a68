using MovieData.Inference;
using MovieData.Runs;

namespace MovieData.Cli;

/// <summary>A run and its models: opened when there is something to do, and once.</summary>
/// <param name="open">Opens them.</param>
internal sealed class OpenedRun(Func<(DatasetRun Run, ModelPool Models)> open) : IDisposable
{
    private (DatasetRun Run, ModelPool Models)? _opened;

    /// <summary>Both; they stay this object's.</summary>
    public (DatasetRun Run, ModelPool Models) Open() => _opened ??= open();

    /// <inheritdoc/>
    public void Dispose() => _opened?.Models.Dispose();
}
