namespace MovieData.Audit.Report;

/// <summary>Contact sheets.</summary>
/// <param name="Sheets">In the order in which they are shown.</param>
/// <param name="Notes">What has no picture, and why: a sentence each.</param>
public sealed record LookReport(IReadOnlyList<LookSheet> Sheets, IReadOnlyList<string> Notes);

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

/// <summary>
/// A seeded sample of the kept frames, estimated anew by another network from the stored views. Valid pixels are those
/// of mask code 0; compared are those of them at which the other network passes the residual test too.
/// </summary>
public sealed record AgainstReport
{
    /// <summary>The network.</summary>
    public required string Model { get; init; }

    /// <summary>Samples estimated anew.</summary>
    public required int Sampled { get; init; }

    /// <summary>Kept samples they were drawn from.</summary>
    public required int Kept { get; init; }

    /// <summary>Difference beyond which a pixel counts, px of the view.</summary>
    public required double ThresholdPx { get; init; }

    /// <summary>Share of the compared valid pixels beyond it; null without pixels.</summary>
    public required double? ShareOver { get; init; }

    /// <summary>Median difference of the compared valid pixels, px of the view; null without pixels.</summary>
    public required double? MedianPx { get; init; }

    /// <summary>Share of the valid pixels that are compared; null without pixels.</summary>
    public required double? ShareCompared { get; init; }

    /// <summary>The same by film.</summary>
    public required IReadOnlyList<AgainstFilm> Films { get; init; }

    /// <summary>By mask code of the stored pixels. Only codes 0 and 4 (the fill of the sky) have a disparity to
    /// compare.</summary>
    public required IReadOnlyDictionary<string, AgainstCode> MaskCodes { get; init; }

    /// <summary>Sheets that draw where they disagree, the worst frames first.</summary>
    public required IReadOnlyList<LookSheet> Sheets { get; init; }
}

/// <summary>A film in <see cref="AgainstReport"/>.</summary>
/// <param name="Id">Film id.</param>
/// <param name="N">Samples.</param>
/// <param name="ShareOver">Share of the compared valid pixels beyond the threshold.</param>
/// <param name="MedianPx">Median difference of the compared valid pixels, px of the view.</param>
/// <param name="ShareCompared">Share of the valid pixels that are compared.</param>
public sealed record AgainstFilm(string Id, int N, double? ShareOver, double? MedianPx, double? ShareCompared);

/// <summary>Pixels of one mask code in <see cref="AgainstReport"/>.</summary>
/// <param name="Pixels">How many.</param>
/// <param name="Compared">Those of them where both have a disparity.</param>
/// <param name="ShareOver">Share of those beyond the threshold; null without any.</param>
public sealed record AgainstCode(long Pixels, long Compared, double? ShareOver);

/// <summary>Disparity of a seeded sample of the kept frames against the exact truth of a synthetic film.</summary>
/// <param name="ThresholdPx">Error beyond which a pixel is bad, px of the view.</param>
/// <param name="Films">By film.</param>
/// <param name="WithoutTruth">Ids of sampled frames whose views are unrelated by design: they should not be there.
/// </param>
public sealed record TruthReport(
    double ThresholdPx, IReadOnlyList<TruthFilm> Films, IReadOnlyList<string> WithoutTruth);

/// <summary>A film in <see cref="TruthReport"/>.</summary>
/// <param name="Id">Film id.</param>
/// <param name="N">Samples.</param>
/// <param name="MeanPx">Mean |error| of the valid pixels, px of the view; null without pixels.</param>
/// <param name="Bad2">Share of the valid pixels beyond the threshold; null without pixels.</param>
/// <param name="Coverage">Share of the pixels that both views show, without sky, that are valid; null without
/// pixels.</param>
/// <param name="MaskCodes">By mask code of the stored pixels.</param>
public sealed record TruthFilm(
    string Id,
    int N,
    double? MeanPx,
    double? Bad2,
    double? Coverage,
    IReadOnlyDictionary<string, TruthCode> MaskCodes);

/// <summary>Pixels of one mask code in <see cref="TruthFilm"/>.</summary>
/// <param name="Pixels">How many.</param>
/// <param name="MeanPx">Mean |error| of those with a disparity, px of the view; null without any.</param>
/// <param name="ShareOver">Share of those beyond the threshold; null without any.</param>
/// <param name="TrueCodes">Pixels by the code that they should have.</param>
public sealed record TruthCode(
    long Pixels, double? MeanPx, double? ShareOver, IReadOnlyDictionary<string, long> TrueCodes);

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

    /// <summary>Why disparities are not held against each other; null: they are.</summary>
    public string? NoAgreement { get; init; }
}

/// <summary>
/// Disparity of a seeded sample of the frames that two datasets kept, at the pixels of this dataset that the other has
/// too. Valid pixels are those of mask code 0 here; compared are those of them that the other calls valid.
/// </summary>
public sealed record AgreementReport
{
    /// <summary>Frames looked at.</summary>
    public required int Sampled { get; init; }

    /// <summary>Median difference of the compared pixels, px of the view; null without pixels.</summary>
    public required double? MedianPx { get; init; }

    /// <summary>Share of them at most 0.5 px apart; null without pixels.</summary>
    public required double? ShareWithinHalfPx { get; init; }

    /// <summary>Share of them at most 1 px apart.</summary>
    public required double? ShareWithin1Px { get; init; }

    /// <summary>Share of them at most 2 px apart.</summary>
    public required double? ShareWithin2Px { get; init; }

    /// <summary>Share of the valid pixels that are compared; null without pixels.</summary>
    public required double? ShareCompared { get; init; }

    /// <summary>Share of the pixels of both with the same mask code; null without pixels.</summary>
    public required double? MaskAgreement { get; init; }

    /// <summary>By film.</summary>
    public required IReadOnlyList<AgreementFilm> Films { get; init; }

    /// <summary>Sheets that draw where they disagree, the worst frames first.</summary>
    public required IReadOnlyList<LookSheet> Sheets { get; init; }
}

/// <summary>A film in <see cref="AgreementReport"/>.</summary>
/// <param name="Id">Film id.</param>
/// <param name="N">Frames looked at.</param>
/// <param name="MedianPx">Median difference of the compared pixels, px of the view.</param>
/// <param name="ShareWithin2Px">Share of them at most 2 px apart.</param>
/// <param name="MaskAgreement">Share of the pixels of both with the same mask code.</param>
public sealed record AgreementFilm(
    string Id, int N, double? MedianPx, double? ShareWithin2Px, double? MaskAgreement);
