using MovieData.Shards;

namespace MovieData.Audit.Look;

/// <summary>A kept sample, as its row in the frames file has it: what a sheet needs to choose it and to name it. A
/// figure that nobody measured is NaN.</summary>
/// <param name="Film">Index of its film in the list that goes with it.</param>
/// <param name="Segment">Segment whose shard holds it.</param>
/// <param name="Frame">Frame of the film, 0-based.</param>
/// <param name="Shot">Shot of the film, 0-based.</param>
/// <param name="TimeS">Time in the film, seconds.</param>
/// <param name="PhotometricError">Figure <c>photometric_error</c>, 0…1.</param>
/// <param name="ConsistentFraction">Figure <c>consistent_fraction</c>, 0…1.</param>
/// <param name="RangePx">Figure <c>range_px</c>.</param>
/// <param name="SkyFraction">Figure <c>sky_fraction</c>, 0…1.</param>
public readonly record struct KeptSample(
    int Film,
    int Segment,
    int Frame,
    int Shot,
    float TimeS,
    float PhotometricError,
    float ConsistentFraction,
    float RangePx,
    float SkyFraction)
{
    /// <summary>
    /// How well the views confirm its disparity: share of pixels on which both directions agree, times how alike the
    /// views are there: consistent_fraction · (1 − photometric_error), 0…1, larger = better. What was not measured
    /// counts as nothing.
    /// </summary>
    /// <remarks>
    /// Neither figure alone would do: flow that invents a smooth field agrees with itself, and a blank wall looks alike
    /// under any disparity. It ranks frames of one film for a look at them; no limit stands on it.
    /// </remarks>
    public float Score => float.IsNaN(ConsistentFraction) || float.IsNaN(PhotometricError)
        ? 0 : ConsistentFraction * (1 - PhotometricError);

    /// <summary>FILM/frame.</summary>
    /// <param name="films">Film ids.</param>
    public string IdIn(IReadOnlyList<string> films) => SegmentWriter.IdOf(films[Film], Frame);
}
