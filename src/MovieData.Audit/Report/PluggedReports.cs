namespace MovieData.Audit.Report;

/// <summary>Contact sheets.</summary>
/// <param name="Sheets">In the order in which they are shown.</param>
public sealed record LookReport(IReadOnlyList<LookSheet> Sheets);

/// <summary>A contact sheet: for each sample left view, anaglyph, disparity with its scale, mask.</summary>
public sealed record LookSheet
{
    /// <summary><c>best</c>, <c>median</c>, <c>worst</c> or <c>suspicion</c>.</summary>
    public required string Kind { get; init; }

    /// <summary>What it shows.</summary>
    public required string Title { get; init; }

    /// <summary>Why these samples.</summary>
    public required string Reason { get; init; }

    /// <summary>Film id; null: of several films.</summary>
    public required string? Film { get; init; }

    /// <summary>File relative to the report: <c>pictures/x.jpg</c>.</summary>
    public required string Picture { get; init; }

    /// <summary>Width of the picture, px.</summary>
    public required int Width { get; init; }

    /// <summary>Height of the picture, px.</summary>
    public required int Height { get; init; }

    /// <summary>Ids of the samples, from top to bottom.</summary>
    public required IReadOnlyList<string> Samples { get; init; }
}

/// <summary>What flags of people leave of the kept samples.</summary>
/// <param name="File">Name of the file of flags, without its path.</param>
/// <param name="Flags">Samples that are flagged.</param>
/// <param name="LeftOut">Kept samples that an export without flagged ones leaves out.</param>
/// <param name="Kept">Kept samples.</param>
/// <param name="Reasons">Left-out samples by reason; text of anybody.</param>
/// <param name="Films">Left-out samples by film.</param>
public sealed record CurationShares(
    string File,
    int Flags,
    int LeftOut,
    int Kept,
    IReadOnlyDictionary<string, int> Reasons,
    IReadOnlyDictionary<string, int> Films);

/// <summary>A sample of the kept frames, estimated anew by another network.</summary>
public sealed record AgainstReport
{
    /// <summary>The network.</summary>
    public required string Model { get; init; }

    /// <summary>Samples estimated anew.</summary>
    public required int Sampled { get; init; }

    /// <summary>Difference beyond which a pixel counts, px.</summary>
    public required double ThresholdPx { get; init; }

    /// <summary>Share of valid pixels beyond it; null without pixels.</summary>
    public required double? ShareOver { get; init; }

    /// <summary>The same by film.</summary>
    public required IReadOnlyList<AgainstFilm> Films { get; init; }

    /// <summary>By mask code: pixels, and their share beyond.</summary>
    public required IReadOnlyDictionary<string, AgainstCode> MaskCodes { get; init; }

    /// <summary>Sheets that draw where they disagree.</summary>
    public required IReadOnlyList<LookSheet> Sheets { get; init; }
}

/// <summary>A film in <see cref="AgainstReport"/>.</summary>
/// <param name="Id">Film id.</param>
/// <param name="N">Samples.</param>
/// <param name="ShareOver">Share of valid pixels beyond the threshold.</param>
/// <param name="MedianPx">Median difference of valid pixels, px.</param>
public sealed record AgainstFilm(string Id, int N, double? ShareOver, double? MedianPx);

/// <summary>Pixels of one mask code in <see cref="AgainstReport"/>.</summary>
/// <param name="Pixels">How many.</param>
/// <param name="ShareOver">Share beyond the threshold.</param>
public sealed record AgainstCode(long Pixels, double? ShareOver);

/// <summary>Disparity against the exact truth of synthetic films.</summary>
/// <param name="Films">By film.</param>
public sealed record TruthReport(IReadOnlyList<TruthFilm> Films);

/// <summary>A film in <see cref="TruthReport"/>.</summary>
/// <param name="Id">Film id.</param>
/// <param name="N">Samples.</param>
/// <param name="MaskCodes">By mask code: its pixels' errors.</param>
public sealed record TruthFilm(string Id, int N, IReadOnlyDictionary<string, TruthCode> MaskCodes);

/// <summary>Errors of the pixels of one mask code.</summary>
/// <param name="Pixels">How many.</param>
/// <param name="MedianPx">Median |error|, px.</param>
/// <param name="ShareOver">Share with |error| above 2 px.</param>
public sealed record TruthCode(long Pixels, double? MedianPx, double? ShareOver);

/// <summary>Another dataset beside this one.</summary>
public sealed record CompareReport
{
    /// <summary>Which.</summary>
    public required DatasetFacts Other { get; init; }

    /// <summary>Its counts.</summary>
    public required AuditTotals OtherTotals { get; init; }

    /// <summary>Its films.</summary>
    public required IReadOnlyList<FilmReport> OtherFilms { get; init; }

    /// <summary>Its figures.</summary>
    public required IReadOnlyDictionary<string, FigureReport> OtherFigures { get; init; }

    /// <summary>Planned frames by what became of them in either: <c>kept/kept</c>, <c>kept/range</c>, <c>kept/-</c>
    /// (not planned there), … This dataset first.</summary>
    public required IReadOnlyDictionary<string, long> Frames { get; init; }

    /// <summary>Frames that both kept.</summary>
    public required long CommonFrames { get; init; }

    /// <summary>How the disparity of frames that both kept agrees; null: not looked at.</summary>
    public AgreementReport? Agreement { get; init; }
}

/// <summary>Disparity of frames that two datasets kept.</summary>
/// <param name="Sampled">Frames looked at.</param>
/// <param name="MedianPx">Median |difference| of pixels that both call valid, px.</param>
/// <param name="ShareOver">Share of them beyond 2 px.</param>
/// <param name="MaskAgreement">Share of pixels with the same mask code.</param>
public sealed record AgreementReport(int Sampled, double? MedianPx, double? ShareOver, double? MaskAgreement);
