using MovieData.Audit.Look;
using MovieData.Audit.Report;

namespace MovieData.Audit.Against;

/// <summary>The frames with the largest share of something, drawn; a bounded number in memory. Owns their strips.
/// </summary>
internal sealed class WorstStrips : IDisposable
{
    /// <summary>Frames that are kept.</summary>
    public const int FramesMax = 8;

    private readonly List<(double Share, KeptSample Sample, Strip Strip)> _strips = [];

    /// <summary>Takes a frame that belongs to the worst so far. Of equal ones the first stays.</summary>
    /// <param name="share">How bad it is; 0 is not bad.</param>
    /// <param name="sample">The frame.</param>
    /// <param name="draw">Called when it is taken; what it returns passes over.</param>
    public void Add(double share, in KeptSample sample, Func<Strip> draw)
    {
        int place = _strips.FindIndex(strip => strip.Share < share);
        place = place < 0 ? _strips.Count : place;
        if (!(share > 0) || place == FramesMax)
        {
            return;
        }

        _strips.Insert(place, (share, sample, draw()));
        if (_strips.Count > FramesMax)
        {
            _strips[^1].Strip.Dispose();
            _strips.RemoveAt(FramesMax);
        }
    }

    /// <summary>Writes them, the worst first, a few a sheet.</summary>
    /// <param name="sheets">Writes files.</param>
    /// <param name="kind">Kind of the sheets, and first word of their files' names.</param>
    /// <param name="title">What they show.</param>
    /// <param name="reason">Why these frames.</param>
    public IReadOnlyList<LookSheet> Write(SheetWriter sheets, string kind, string title, string reason) =>
    [
        .. _strips.Chunk(SheetPlanner.StripsMax).Select((part, place) => sheets.Write(
            new SheetPlan(
                kind, title, reason, null, [.. part.Select(strip => new PlannedStrip(strip.Sample, null))]),
            [.. part.Select(strip => strip.Strip)],
            SheetWriter.NameOf(kind, place))),
    ];

    /// <inheritdoc/>
    public void Dispose()
    {
        _strips.ForEach(strip => strip.Strip.Dispose());
        _strips.Clear();
    }
}
