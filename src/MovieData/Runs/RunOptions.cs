using MovieData.Media.Reading;
using MovieData.Plan;

namespace MovieData.Runs;

/// <summary>How a run is carried out. Nothing here changes a byte of the dataset.</summary>
/// <param name="Split">Split of films that films.yaml gives none.</param>
/// <param name="Workers">Segments extracted at once.</param>
/// <param name="PartitionIndex">This run's part of the segments, from 1.</param>
/// <param name="PartitionCount">Parts the segments are dealt out to.</param>
/// <param name="SegmentsMax">At most so many segments in this run; null for all.</param>
/// <param name="MemoryBytesMax">Pixel memory of all workers.</param>
/// <param name="AllowPlatform">Go on in a folder that another platform began.</param>
public sealed record RunOptions(
    Split Split,
    int Workers,
    int PartitionIndex,
    int PartitionCount,
    int? SegmentsMax,
    long MemoryBytesMax,
    bool AllowPlatform)
{
    /// <summary>Segments extracted at once at most, where their number follows what the stages need
    /// (<see cref="WorkerGrowth"/>); not fewer than <see cref="Workers"/>.</summary>
    public int WorkersMax { get; init; } = Workers;

    /// <summary>The segments of this run, whatever its partition; null: those of the partition.</summary>
    public IReadOnlySet<(string Film, int Index)>? Only { get; init; }

    /// <summary>Whether temporary files of processes that are gone are looked for first.</summary>
    public bool Sweeps { get; init; } = true;

    /// <summary>Whether the stack trace of a failure is told, and not only logged.</summary>
    public bool TellsTraces { get; init; }

    /// <summary>What decodes films.</summary>
    public DecoderKind Decoder { get; init; }

    /// <summary>Folder on a disk of this machine that films are copied to before they are read; null: none.</summary>
    public string? StageFolder { get; init; }

    /// <summary>Bytes of all films in <see cref="StageFolder"/>; null: as many as its disk has.</summary>
    public long? StageBytesMax { get; init; }
}
