using MovieData.Audit.Against;
using MovieData.Audit.Look;
using MovieData.Audit.Report;
using MovieData.Export;
using MovieData.Inference;
using MovieData.Ledger;

namespace MovieData.Audit;

/// <summary>What is asked of an audit.</summary>
public sealed record AuditOptions
{
    /// <summary>The dataset.</summary>
    public required OutputFolder Dataset { get; init; }

    /// <summary>Where the report goes.</summary>
    public required string Out { get; init; }

    /// <summary>Audit what is there of a dataset that is not finished.</summary>
    public bool IsPartial { get; init; }

    /// <summary>The network to estimate a sample of frames anew with; null: none.</summary>
    public ModelEntry? Against { get; init; }

    /// <summary>Where that network runs.</summary>
    public ModelPlace Place { get; init; } = ModelPlace.Cpu;

    /// <summary>Frames that <see cref="Against"/>, <see cref="Truth"/> and <see cref="Compare"/> look at.</summary>
    public int Sample { get; init; } = 64;

    /// <summary>The synthetic film that one of the dataset's was made from; null: none.</summary>
    public SyntheticTruth? Truth { get; init; }

    /// <summary>Another dataset; null: none.</summary>
    public OutputFolder? Compare { get; init; }

    /// <summary>What people flagged; null: there is no file of flags.</summary>
    public Curation? Flags { get; init; }
}

/// <summary>The story of an audit: rows by columns, what they say, pictures of it, a report.</summary>
/// <param name="options">What is asked.</param>
/// <param name="progress">Told of every step.</param>
public sealed class AuditRun(AuditOptions options, Action<AuditProgress> progress)
{
    /// <summary>Audits the dataset and publishes the report.</summary>
    /// <exception cref="MovieDataException">The dataset is damaged, or the disk refused.</exception>
    public AuditDocument Run(CancellationToken cancel)
    {
        // A network that does not load is refused before a large dataset is read.
        using ILoadedModel? network = options.Against is null
            ? null : LoadedModel.Load(options.Against, options.Place);
        using AuditFolder report = AuditFolder.Begin(options.Out);
        DatasetRows dataset = DatasetRows.Read(options.Dataset, progress, cancel);
        AuditDocument document = AuditReport.Of(dataset);
        KeptSamples kept = KeptSamples.Of(dataset);
        document = document with
        {
            Against = network is null ? null : new CrossCheck(kept, network, report.Pictures).Run(
                SampleDraw.Draw(kept.Films, kept.Samples, options.Sample), progress, cancel),
            Truth = options.Truth?.Compare(kept, options.Sample, progress, cancel),
            Look = ContactSheets.Draw(kept, document.Shots, report.Pictures, progress, cancel),
            Curation = options.Flags is { } flags ? FlaggedRows.Of(dataset, flags) : null,
        };

        if (options.Compare is { } other)
        {
            DatasetRows others = DatasetRows.Read(other, progress, cancel);
            var agreement = new FrameAgreement(kept, KeptSamples.Of(others), report.Pictures);
            document = document with
            {
                Compare = Comparison.Of(dataset, others) with
                {
                    Agreement = agreement.Run(
                        SampleDraw.Draw(kept.Films, agreement.Common(), options.Sample), progress, cancel),
                    NoAgreement = agreement.Fault,
                },
            };
        }

        AuditJson.Write(document, report.Json);
        AuditJson.WritePage(document, report.Page);
        report.Publish();
        return document;
    }
}
