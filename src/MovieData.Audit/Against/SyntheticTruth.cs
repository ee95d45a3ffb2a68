using MovieData.Audit.Look;
using MovieData.Audit.Report;
using MovieData.Imaging.Frames;
using MovieData.Ledger;
using MovieData.Pipelines;
using MovieData.Shards;
using MovieData.Synthesis;

namespace MovieData.Audit.Against;

/// <summary>
/// A film of <c>synth</c> and the film of a dataset that was made from it, for <c>truth</c> and <c>audit --truth</c>.
/// </summary>
/// <param name="Film">The synthetic film, whose truth is exact.</param>
/// <param name="FilmId">Its id in the dataset.</param>
public sealed record SyntheticTruth(SyntheticFilm Film, string FilmId)
{
    /// <summary>Containers round the times a rate is told from.</summary>
    private const double FpsTolerance = 0.01;

    /// <summary>Finds the film of a dataset that the truth can be of: the one of its length and rate.</summary>
    /// <param name="dataset">The dataset.</param>
    /// <param name="truth">Folder that <c>synth</c> wrote.</param>
    /// <exception cref="SynthesisException">It holds no description, or is not of one film of the dataset.</exception>
    public static SyntheticTruth Open(OutputFolder dataset, string truth)
    {
        SyntheticFilm film = TruthFolder.Read(truth);
        RequireSize(dataset, film.Options.View);
        return new SyntheticTruth(film, FilmOf(dataset, film));
    }

    /// <summary>Compares samples of a dataset with the truth.</summary>
    /// <param name="dataset">Kept samples.</param>
    /// <param name="count">Frames of the film to look at, drawn by seed; all of them where there are no more.</param>
    /// <param name="progress">Told of every frame.</param>
    /// <param name="cancel">Stops between frames.</param>
    /// <exception cref="MovieDataException">A shard is damaged, or a crop does not fit the film.</exception>
    public Report.TruthReport Compare(
        KeptSamples dataset,
        int count,
        Action<AuditProgress> progress,
        CancellationToken cancel)
    {
        IReadOnlyList<KeptSample> ours = SampleDraw.Draw(
            dataset.Films, [.. dataset.Samples.Where(sample => dataset.Films[sample.Film] == FilmId)], count);
        var comparison = new TruthComparison(Film);
        for (int done = 0; done < ours.Count; done++)
        {
            cancel.ThrowIfCancellationRequested();
            using ShardSample sample = dataset.Read(ours[done]);
            comparison.Add(sample.Frame, sample.Crop, sample.Mask, sample.Disparity);
            progress(new AuditProgress("frames held against the truth", done + 1, ours.Count));
        }

        Synthesis.TruthReport report = comparison.Report();
        return new Report.TruthReport(
            TruthFigures.BadPx,
            [FilmFigures(report.Total)],
            [.. report.WithoutTruth.Select(frame => SegmentWriter.IdOf(FilmId, frame))]);
    }

    private TruthFilm FilmFigures(TruthFigures total) => new(
        FilmId,
        total.Samples,
        Known(total.MeanAbsoluteErrorPx),
        Known(total.Bad2),
        Known(total.Coverage),
        total.Codes.Index().Where(code => code.Item.Pixels > 0).ToDictionary(
            code => $"{code.Index}",
            code => new TruthCode(
                code.Item.Pixels,
                Known(code.Item.AbsoluteErrorSum / code.Item.Known),
                Known((double)code.Item.Bad / code.Item.Known),
                code.Item.TrueCodes.Index().Where(should => should.Item > 0)
                    .ToDictionary(should => $"{should.Index}", should => should.Item))));

    private static double? Known(double value) => double.IsFinite(value) ? value : null;

    private static void RequireSize(OutputFolder dataset, PixelSize truth)
    {
        PixelSize size = PipelineJson.Read(RunManifest.Read(dataset).Pipeline, dataset.Manifest).Decode.View;
        if (size != truth)
        {
            throw new SynthesisException($"{dataset.Root}: its views were brought to {size} (decode.view_px), the "
                + $"truth is of {truth}: its px are others; extract with view_px [{truth.Width}, {truth.Height}]");
        }
    }

    private static string FilmOf(OutputFolder dataset, SyntheticFilm truth)
    {
        var films = FilmRecord.PlannedFilms(dataset)
            .Select(id => (Id: id, Facts: FilmFacts.Of(FilmRecord.ReadProbe(dataset, id)))).ToList();
        var fitting = films.Where(film => film.Facts.Frames == truth.Frames
            && film.Facts.Fps is { } fps && Math.Abs(fps - truth.Options.Fps) < FpsTolerance).ToList();
        return fitting.Count == 1 ? fitting[0].Id : throw new SynthesisException(
            $"{dataset.Root}: {fitting.Count} of its films have the truth's {truth.Frames} frames at "
            + $"{truth.Options.Fps} fps, expected 1 (there: "
            + string.Join(", ", films.Select(film => $"{film.Id}, {film.Facts.Frames} at {film.Facts.Fps:F3}"))
            + "): give the folder that the film of this synth was extracted into");
    }
}
