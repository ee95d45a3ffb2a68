using MovieData.Imaging.Frames;
using MovieData.Ledger;
using MovieData.Plan;

namespace MovieData.Shards;

/// <summary>
/// Holds what rows say of themselves against the ledger, the plan and each other. Names in a row become names of files
/// (exports), so no row is believed that is not of its segment.
/// </summary>
internal static class RowCheck
{
    /// <summary>What of a row contradicts the entry that names its file; null when all is well.</summary>
    public static string? FaultOf(SamplePlace place, SegmentEntry entry) =>
        place.Film != entry.Film || place.Split != entry.Split || place.Frame < 0
            || place.Id != SegmentWriter.IdOf(entry.Film, place.Frame)
            ? $"id, film, split and frame are not those of a sample of {entry.Film}, split {entry.Split}"
            : null;

    /// <summary>What of a row contradicts the plan; null when all is well.</summary>
    public static string? FaultOf(SamplePlace place, PlannedSample planned) =>
        (place.Frame, place.TimeS, place.Chapter, place.Shot, place.Clip)
            != (planned.Frame, planned.TimeS, planned.Chapter, planned.Shot, planned.Clip)
            ? $"frame {place.Frame} at {place.TimeS} s, chapter {place.Chapter}, shot {place.Shot}, clip {place.Clip}; "
                + $"the plan says frame {planned.Frame} at {planned.TimeS} s, chapter {planned.Chapter}, "
                + $"shot {planned.Shot}, clip {planned.Clip}"
            : null;

    /// <summary>
    /// What of a shard's row contradicts its row in the frames file, or does not lie in a view; null when all is well.
    /// </summary>
    public static string? FaultOf(SampleRow row, FrameRow frame, PixelSize view) =>
        row.CropX < 0 || row.CropY < 0 || row.CropX > view.Width - row.Width || row.CropY > view.Height - row.Height
            ? $"{row.Width}×{row.Height} px at {row.CropX}, {row.CropY} do not lie in a view of {view}"
            : row.Place != frame.Place
            ? "its id, film, split, chapter, shot, clip, frame or time is not that of the frames file"
            : Figure.All.FirstOrDefault(figure => !figure.Equals(row.Figures, frame.Figures)) is { } other
            ? $"its {other.Facts.Name} is not that of the frames file"
            : null;
}
