using System.Globalization;
using System.Text.Json.Nodes;
using MovieData.Disparity;
using MovieData.Ledger;
using MovieData.Media.Films;
using MovieData.Pipelines;
using MovieData.Plan;
using MovieData.Shards;

namespace MovieData.Tests.Audit.Report;

/// <summary>A planned sample of a made dataset: what would have been measured on it.</summary>
internal sealed record MadeSample
{
    /// <summary>Left to right.</summary>
    public DirectionFigures Left { get; init; } = new(0.01, 0.2, 20, 40, 0.9);

    /// <summary>Right to left.</summary>
    public DirectionFigures Right { get; init; } = new(0.01, 0.2, 20, 40, 0.9);

    /// <summary>Share of black bars.</summary>
    public double BarFraction { get; init; }

    /// <summary>Photometric error.</summary>
    public double PhotometricError { get; init; } = 0.05;

    /// <summary>Hash of the left view.</summary>
    public ulong Hash { get; init; }

    /// <summary>Why it was never measured: <c>damaged</c>, <c>missing_view</c>; null: it was.</summary>
    public string? Lost { get; init; }

    /// <summary>Frames by which the scan saw the views out of step; null: in step.</summary>
    public int? ScanShift { get; init; }

    /// <summary>The figures as the disparity stage has them.</summary>
    public DisparityFigures Disparity => new(Left, Right, 0.05, 0.02, 0.1, BarFraction, -20, 15, 0, 0.9);

    /// <summary>The figures as a row has them.</summary>
    public SampleFigures ToFigures(ShotFigures? shot) => new()
    {
        DisparityMin = -20,
        DisparityMax = 15,
        ConsistentFraction = Left.ConsistentFraction,
        ConsistentFractionRight = Right.ConsistentFraction,
        VerticalFraction = Left.VerticalFraction,
        VerticalFractionRight = Right.VerticalFraction,
        RangePx = Left.RangePx,
        RangePxRight = Right.RangePx,
        RangeExactPx = Left.RangeExactPx,
        RangeExactPxRight = Right.RangeExactPx,
        VerticalPxMean = Left.MeanVerticalPx,
        VerticalPxMeanRight = Right.MeanVerticalPx,
        OccludedFraction = 0.05,
        OutOfViewFraction = 0.02,
        SkyFraction = 0.1,
        SkyConfidence = 0.9,
        BarFraction = BarFraction,
        SaturatedFraction = 0,
        PhotometricError = PhotometricError,
        ExposureDifference = 0.5,
        SharpnessDifference = 0.01,
        VerticalOffsetPx = 0.1,
        VerticalRotation = 0,
        VerticalZoom = 0,
        PerceptualHash = Hash.ToString("x16", CultureInfo.InvariantCulture),
        Shot = shot,
    };
}

/// <summary>A shot of a made dataset.</summary>
/// <param name="Figures">What the survey found; null: it was not surveyed.</param>
/// <param name="Samples">Its planned samples, six frames apart.</param>
internal sealed record MadeShot(ShotFigures? Figures, IReadOnlyList<MadeSample> Samples)
{
    /// <summary>Chapter, from 1.</summary>
    public int Chapter { get; init; } = 1;
}

/// <summary>A film of a made dataset.</summary>
/// <param name="Id">Film id.</param>
/// <param name="Shots">Its shots.</param>
internal sealed record MadeFilm(string Id, IReadOnlyList<MadeShot> Shots)
{
    private const int FramesApart = 6;

    /// <summary>Its split.</summary>
    public Split Split { get; init; } = Split.Train;

    /// <summary>Its view order.</summary>
    public ViewOrder Order { get; init; } = ViewOrder.LeftFirst;

    /// <summary>Its source, and the title of its chapters: text of anybody.</summary>
    public string Text { get; init; } = "film.mkv";

    /// <summary>The plan of its shots; a second between the samples of one and the next.</summary>
    public SamplePlan ToPlan(int samplesPerSegment)
    {
        var (shots, segments, current) = (new List<Shot>(), new List<Segment>(), new List<PlannedSample>());
        var figures = new Dictionary<int, ShotFigures>();
        int frame = 0;
        foreach ((int number, MadeShot shot) in Shots.Index())
        {
            int first = frame;
            foreach (MadeSample sample in shot.Samples)
            {
                current.Add(new PlannedSample(frame, [frame], frame / 24.0, shot.Chapter, number, number)
                {
                    TimeShiftFrames = sample.ScanShift,
                });
                frame += FramesApart;
            }

            frame += 24;
            shots.Add(new Shot(number, first, frame, shot.Chapter));
            if (shot.Figures is not null)
            {
                figures[number] = shot.Figures;
            }

            if (current.Count >= samplesPerSegment || (number == Shots.Count - 1 && current.Count > 0))
            {
                segments.Add(new Segment(Id, segments.Count, [.. current]));
                current.Clear();
            }
        }

        return new SamplePlan([.. shots.Skip(1).Select(shot => shot.FirstFrame)], shots, [], segments, [])
        {
            Figures = figures,
        };
    }

    /// <summary>Its probe, as far as an audit reads it.</summary>
    public JsonObject ToProbe(SamplePlan plan) => new()
    {
        ["id"] = Id,
        ["source"] = Text,
        ["view_order"] = StereoWords.Of(Order),
        ["fps"] = 24,
        ["frames"] = plan.Shots[^1].EndFrame,
        ["duration_s"] = plan.Shots[^1].EndFrame / 24.0,
        ["chapters"] = new JsonArray(
            new JsonObject { ["start_s"] = 0, ["end_s"] = plan.Shots[^1].EndFrame / 24.0, ["title"] = Text }),
        ["warnings"] = new JsonArray(Text),
    };
}

/// <summary>
/// A dataset folder made of numbers by the project's own writers: every sample meets the pipeline's rules as in an
/// extraction, only that nothing was measured.
/// </summary>
/// <param name="pipeline">Whose rules decide.</param>
/// <param name="pictures">Makes the row of a kept sample: pictures for it.</param>
internal sealed class MadeDataset(Pipeline pipeline, Func<FrameRow, SampleRow> pictures)
{
    private static readonly Dictionary<string, string> Digests = new() { ["model.flow"] = new('b', 64) };

    /// <summary>Segments that are left undone at the end of each film.</summary>
    public int Undone { get; init; }

    /// <summary>A kept sample's row with a byte in place of each picture: nothing can look at them.</summary>
    public static SampleRow WithoutPictures(FrameRow row) => new()
    {
        Place = row.Place,
        Left = new byte[] { 1 },
        Width = 32,
        Height = 16,
        CropX = 0,
        CropY = 0,
        Figures = row.Figures,
    };

    /// <summary>Writes a dataset.</summary>
    public OutputFolder Write(string root, IEnumerable<MadeFilm> films)
    {
        var folder = new OutputFolder(root);
        JsonObject values = PipelineJson.Write(pipeline);
        var digests = new Dictionary<string, string>(Digests) { ["pipeline"] = SealedJson.DigestOf(values) };
        var platform = new Dictionary<string, string> { ["device"] = "cpu" };
        new RunManifest(SampleSchema.DataVersion, values, digests, platform).Bind(folder, allowPlatform: false);
        foreach (MadeFilm film in films)
        {
            SamplePlan plan = film.ToPlan(pipeline.Shards.SamplesPerSegment);
            JsonObject json = SamplePlanJson.Write(plan);
            json["split"] = film.Split.Word();
            FilmRecord.Publish(folder, film.Id, film.ToProbe(plan), json, [1, 2, 3, 4], new JsonObject
            {
                ["files"] = film.Text,
            });
            MadeSample[] samples = [.. film.Shots.SelectMany(shot => shot.Samples)];
            int first = 0;
            foreach (Segment segment in plan.Segments.SkipLast(Undone))
            {
                Write(folder, film, segment, samples.AsSpan(first, segment.Samples.Count), digests);
                first += segment.Samples.Count;
            }
        }

        return folder;
    }

    private void Write(
        OutputFolder folder,
        MadeFilm film,
        Segment segment,
        ReadOnlySpan<MadeSample> samples,
        Dictionary<string, string> digests)
    {
        using var writer = new SegmentWriter(folder, segment, film.Split.Word(), digests);
        DuplicateCheck? duplicates = pipeline.Disparity.DedupeHashBits == 0 ? null
            : new DuplicateCheck(pipeline.Disparity.DedupeHashBits, segment);
        for (int i = 0; i < samples.Length; i++)
        {
            FrameRow row = RowOf(film, segment.Samples[i], samples[i], duplicates);
            writer.Add(row, row.Accepted ? pictures(row) : null);
        }

        using FinishedSegment finished = writer.Complete();
        finished.Commit(new RunLedger(folder));
    }

    private FrameRow RowOf(MadeFilm film, PlannedSample planned, MadeSample sample, DuplicateCheck? duplicates)
    {
        ShotFigures? shot = film.Shots[planned.Shot].Figures;
        Rejection? early = (shot is null ? null : ShotRules.Check(shot, pipeline.Shots, film.Order))
            ?? (sample.ScanShift is { } shift ? new Rejection("time_shift", shift, 0, "by the scan")
                : sample.Lost is { } lost ? new Rejection(lost, double.NaN, double.NaN, "lost") : null);
        IReadOnlyList<Rejection> rejections =
            early is not null ? [early] : RuleCheck.Check(sample.Disparity, pipeline.Disparity);
        if (rejections.Count == 0 && duplicates?.Check(planned.Frame, sample.Hash) is { } duplicate)
        {
            rejections = [duplicate];
        }

        Rejection? first = rejections.Count == 0 ? null : rejections[0];
        return new FrameRow
        {
            Place = new SamplePlace
            {
                Id = SegmentWriter.IdOf(film.Id, planned.Frame),
                Film = film.Id,
                Split = film.Split.Word(),
                Chapter = planned.Chapter,
                Shot = planned.Shot,
                Clip = planned.Clip,
                Frame = planned.Frame,
                TimeS = planned.TimeS,
            },
            Accepted = first is null,
            Rule = first?.Rule,
            Value = Finite(first?.Value),
            Limit = Finite(first?.Limit),
            FailedRules = first is null ? null : string.Join(',', rejections.Select(one => one.Rule)),
            Figures = early is null ? sample.ToFigures(shot) : new SampleFigures { Shot = shot },
        };
    }

    private static double? Finite(double? value) => value is { } number && double.IsFinite(number) ? number : null;
}
