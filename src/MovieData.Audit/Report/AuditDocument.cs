namespace MovieData.Audit.Report;

/// <summary>
/// What an audit says of a dataset: the content of <c>audit.json</c>, and of the data in <c>index.html</c>. Names of
/// fields are those of the properties in snake_case (<see cref="AuditJson"/>). Equal datasets give equal bytes: nothing
/// in it is of a clock or of a place on a disk. A number that nobody could measure is null, never 0.
/// </summary>
public sealed record AuditDocument
{
    /// <summary>Version of this layout; raised when a field changes its meaning.</summary>
    public int Format { get; init; } = 1;

    /// <summary>Which dataset.</summary>
    public required DatasetFacts Dataset { get; init; }

    /// <summary>Counts over all films.</summary>
    public required AuditTotals Totals { get; init; }

    /// <summary>Films in ordinal order of their ids.</summary>
    public required IReadOnlyList<FilmReport> Films { get; init; }

    /// <summary>Shots with planned samples, by film and number. <c>index.html</c> holds a part of many
    /// (<see cref="AuditJson.PageShotsMax"/>).</summary>
    public required IEnumerable<ShotReport> Shots { get; init; }

    /// <summary>By name of the figure: how it is distributed.</summary>
    public required IReadOnlyDictionary<string, FigureReport> Figures { get; init; }

    /// <summary>Every rule of the pipeline with a threshold, also those that are off, in the order in which they are
    /// asked.</summary>
    public required IReadOnlyList<ThresholdReport> Thresholds { get; init; }

    /// <summary>What shots are suspected of, by which limits, and how many could be asked.</summary>
    public required IReadOnlyList<SuspicionKindReport> SuspicionKinds { get; init; }

    /// <summary>Yield as the thresholds decide it, and what it takes to ask for other thresholds.</summary>
    public required WhatIfReport WhatIf { get; init; }

    /// <summary>Contact sheets; null: none were drawn.</summary>
    public LookReport? Look { get; init; }

    /// <summary>What people flagged; null: there is no file of flags.</summary>
    public CurationShares? Curation { get; init; }

    /// <summary>Disparity against another network's (<c>--against</c>); null: not asked for.</summary>
    public AgainstReport? Against { get; init; }

    /// <summary>Disparity against a synthetic film's truth (<c>--truth</c>); null: not asked for.</summary>
    public TruthReport? Truth { get; init; }

    /// <summary>Beside another dataset (<c>--compare</c>); null: not asked for.</summary>
    public CompareReport? Compare { get; init; }

    /// <summary>What the data are made of and by what.</summary>
    public required ProvenanceReport Provenance { get; init; }
}

/// <summary>Which dataset is audited.</summary>
/// <param name="Name">Name of its folder, without the path.</param>
/// <param name="DataVersion">As its manifest says.</param>
/// <param name="MovieData">Version of the program that audits.</param>
/// <param name="Complete">True where nothing that was planned is missing.</param>
/// <param name="SegmentsDone">Segments with an entry in the ledger.</param>
/// <param name="SegmentsTotal">Planned segments.</param>
/// <param name="MissingFiles">Frames files and shards that the ledger names and that are not there.</param>
public sealed record DatasetFacts(
    string Name,
    int DataVersion,
    string MovieData,
    bool Complete,
    int SegmentsDone,
    int SegmentsTotal,
    int MissingFiles);

/// <summary>Samples: planned = kept + Σ rejected + failed + pending.</summary>
public sealed record AuditTotals
{
    /// <summary>Planned films.</summary>
    public required int Films { get; init; }

    /// <summary>Planned samples.</summary>
    public required long Planned { get; init; }

    /// <summary>Samples that passed.</summary>
    public required long Kept { get; init; }

    /// <summary>Rejected samples by first failed rule, in ordinal order.</summary>
    public required IReadOnlyDictionary<string, long> Rejected { get; init; }

    /// <summary>Samples of segments that failed.</summary>
    public required long Failed { get; init; }

    /// <summary>Samples that no run has finished, and those whose frames file is missing.</summary>
    public required long Pending { get; init; }

    /// <summary>Shots with planned samples.</summary>
    public required int Shots { get; init; }

    /// <summary>Of them, those with a suspicion.</summary>
    public required int SuspiciousShots { get; init; }

    /// <summary>Suspicious shots by kind; a kind without any is left out. What could not be measured is told by
    /// <see cref="AuditDocument.SuspicionKinds"/>.</summary>
    public required IReadOnlyDictionary<string, int> Suspicions { get; init; }
}

/// <summary>What the data are made of: the manifest, the plans' warnings.</summary>
public sealed record ProvenanceReport
{
    /// <summary>The pipeline with every value, as a pipeline file.</summary>
    public required string PipelineYaml { get; init; }

    /// <summary>sha256 by name: <c>pipeline</c>, <c>model.flow</c>, …</summary>
    public required IReadOnlyDictionary<string, string> Digests { get; init; }

    /// <summary>Names of the networks that the pipeline asks for: <c>flow: movieflow</c>.</summary>
    public required IReadOnlyList<string> Models { get; init; }

    /// <summary>Device, versions, instruction sets (CONTRACT.md, "Equal bytes").</summary>
    public required IReadOnlyDictionary<string, string> Platform { get; init; }

    /// <summary>Where each film came from.</summary>
    public required IReadOnlyList<FilmSourceReport> Films { get; init; }

    /// <summary>What a person should know of the dataset as a whole.</summary>
    public required IReadOnlyList<string> Warnings { get; init; }
}

/// <summary>A film's files.</summary>
/// <param name="Id">Film id.</param>
/// <param name="Source">Names of its files.</param>
/// <param name="Fingerprint">Identity of their bytes, as the plan has it.</param>
public sealed record FilmSourceReport(string Id, string Source, string Fingerprint);
