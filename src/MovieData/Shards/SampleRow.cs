using MovieData.Imaging.Kernels;

namespace MovieData.Shards;

/// <summary>Which sample a row is about: the first columns of either file.</summary>
public sealed record SamplePlace
{
    /// <summary>FILM/frame, the frame in 8 digits; unique in a dataset.</summary>
    public required string Id { get; init; }

    /// <summary>Film id.</summary>
    public required string Film { get; init; }

    /// <summary>train, validation or test.</summary>
    public required string Split { get; init; }

    /// <summary>1-based chapter; 0 when the film has none.</summary>
    public required int Chapter { get; init; }

    /// <summary>0-based shot.</summary>
    public required int Shot { get; init; }

    /// <summary>0-based clip.</summary>
    public required int Clip { get; init; }

    /// <summary>0-based frame, presentation order.</summary>
    public required int Frame { get; init; }

    /// <summary>Presentation time, seconds from the first picture.</summary>
    public required double TimeS { get; init; }
}

/// <summary>
/// One accepted sample as a row of a shard: every figure and the encoded pictures. A plain value; the pictures' memory
/// belongs to whoever made the row (usually a <see cref="SampleEncoder"/>) until the row is written.
/// </summary>
public sealed record SampleRow
{
    /// <summary>Which sample it is.</summary>
    public required SamplePlace Place { get; init; }

    /// <summary>
    /// The view beside its disparity in colours, small, JPEG: for people who look, not for networks. The left view, or
    /// the right one with <c>reference: right</c>. Empty when the pipeline leaves it out, and before data_version 11.
    /// </summary>
    public ReadOnlyMemory<byte> Preview { get; init; }

    /// <summary>Left view, JPEG 4:4:4.</summary>
    public required ReadOnlyMemory<byte> Left { get; init; }

    /// <summary>Right view, JPEG 4:4:4; empty when the pipeline leaves it out.</summary>
    public ReadOnlyMemory<byte> Right { get; init; }

    /// <summary>
    /// Disparity code at the left view's pixels, 16-bit PNG (<see cref="DisparityCode"/>); with
    /// <c>output_scale: 0.5</c> of half the views' width and height, in px of that size, like mask and residual.
    /// Empty, like those, with <c>reference: right</c>.
    /// </summary>
    public ReadOnlyMemory<byte> Disparity { get; init; }

    /// <summary>Mask code (CONTRACT.md: 0 valid … 5 black bar), 8-bit PNG.</summary>
    public ReadOnlyMemory<byte> Mask { get; init; }

    /// <summary>
    /// Left-right residual, 8-bit PNG, min(255, round(10 · px)); empty when the pipeline leaves it out.
    /// </summary>
    public ReadOnlyMemory<byte> Residual { get; init; }

    /// <summary>Disparity code at the right view's pixels; empty unless <c>reference</c> is right or both.</summary>
    public ReadOnlyMemory<byte> DisparityRight { get; init; }

    /// <summary>Mask code at the right view's pixels; empty like <see cref="DisparityRight"/>.</summary>
    public ReadOnlyMemory<byte> MaskRight { get; init; }

    /// <summary>Residual at the right view's pixels; empty like <see cref="DisparityRight"/>.</summary>
    public ReadOnlyMemory<byte> ResidualRight { get; init; }

    /// <summary>Width of the left view, px.</summary>
    public required int Width { get; init; }

    /// <summary>Height of the left view, px.</summary>
    public required int Height { get; init; }

    /// <summary>Left edge of the crop in the view, px.</summary>
    public required int CropX { get; init; }

    /// <summary>Top edge of the crop in the view, px.</summary>
    public required int CropY { get; init; }

    /// <summary>What was measured on the sample.</summary>
    public required SampleFigures Figures { get; init; }
}

/// <summary>One PLANNED sample as a row of a frames file: accepted or not, with every measured figure.</summary>
public sealed record FrameRow
{
    /// <summary>Which sample it is.</summary>
    public required SamplePlace Place { get; init; }

    /// <summary>True: the sample is in the shard. False: <see cref="Rule"/> says why not.</summary>
    public required bool Accepted { get; init; }

    /// <summary>
    /// First failed rule (vertical, range, consistency, duplicate, missing_view, damaged, black); null when accepted.
    /// </summary>
    public string? Rule { get; init; }

    /// <summary>What that rule measured, in its unit; null where it has no number.</summary>
    public double? Value { get; init; }

    /// <summary>What that rule allows; null where it has no number.</summary>
    public double? Limit { get; init; }

    /// <summary>All failed rules in rule order, joined by commas; null when accepted.</summary>
    public string? FailedRules { get; init; }

    /// <summary>More words, for example what the decoder said; may be null.</summary>
    public string? Note { get; init; }

    /// <summary>What was measured, as far as it could be.</summary>
    public required SampleFigures Figures { get; init; }
}
