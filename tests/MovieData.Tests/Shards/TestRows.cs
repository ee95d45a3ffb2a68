using MovieData.Imaging.Frames;
using MovieData.Imaging.Kernels;
using MovieData.Ledger;
using MovieData.Plan;
using MovieData.Shards;
using MovieData.Tests.Pictures;
using MovieData.Tests.Pipelines;

namespace MovieData.Tests.Shards;

/// <summary>
/// Small segments with rows made of their frame numbers: real encoded pictures, every figure different.
/// </summary>
internal static class TestRows
{
    public const int Width = 32;
    public const int Height = 20;

    public static readonly IReadOnlyDictionary<string, string> Digests = new Dictionary<string, string>
    {
        ["pipeline"] = new('a', 64),
        ["model.flow"] = new('b', 64),
    };

    /// <summary>Frames 10, 16, 22, … of one clip.</summary>
    public static Segment Segment(string film, int index, int samples) =>
        new(film, index, [.. Enumerable.Range(0, samples).Select(i => Planned((index * 1000) + 10 + (6 * i)))]);

    public static FrameRow Frame(Segment segment, int frame, string? rule = null) => new()
    {
        Place = Place(segment, frame),
        Accepted = rule is null,
        Rule = rule,
        Value = rule is null ? null : 0.25,
        Limit = rule is null ? null : 0.1,
        FailedRules = rule,
        Note = rule == "damaged" ? "bild „kaputt“" : null,
        Figures = rule == "damaged" ? new() : Figures(frame),
    };

    public static SampleRow Sample(Segment segment, int frame, ViewFormat format = ViewFormat.Jpeg)
    {
        using var encoder = new SampleEncoder(PaperPipeline.Options.Shards with { ViewFormat = format });
        using Plane<Rgb24> left = TestPictures.Rgb(Width, Height, frame);
        using Plane<Rgb24> right = TestPictures.Rgb(Width, Height, frame + 1);
        using Plane<byte> mask = Mask(frame);
        using Plane<ushort> disparity = Disparity(mask);
        using Plane<float> residual = TestPictures.Floats(Width, Height, frame, 40);
        EncodedViews views = encoder.EncodeViews(left, right);
        EncodedMap pictures = encoder.EncodeMap(View.Left, disparity, mask, residual);
        return new SampleRow
        {
            Place = Place(segment, frame),
            Preview = encoder.EncodePreview(left, disparity).ToArray(),
            Left = views.Left.ToArray(),
            Right = views.Right.ToArray(),
            Disparity = pictures.Disparity.ToArray(),
            Mask = pictures.Mask.ToArray(),
            Residual = pictures.Residual.ToArray(),
            DisparityRight = frame % 4 == 0 ? pictures.Disparity.ToArray() : default,
            MaskRight = frame % 4 == 0 ? pictures.Mask.ToArray() : default,
            ResidualRight = frame % 4 == 0 ? pictures.Residual.ToArray() : default,
            Width = Width,
            Height = Height,
            CropX = 20,
            CropY = 140,
            Figures = Figures(frame),
        };
    }

    private static SamplePlace Place(Segment segment, int frame) => new()
    {
        Id = SegmentWriter.IdOf(segment.Film, frame),
        Film = segment.Film,
        Split = "train",
        Chapter = 2,
        Shot = 3,
        Clip = 1,
        Frame = frame,
        TimeS = frame / 24.0,
    };

    public static Plane<byte> Mask(int seed)
    {
        Plane<byte> mask = TestPictures.Grey8(Width, Height, seed);
        foreach (ref byte code in mask.Pixels)
        {
            code = (byte)(code % 6);
        }

        return mask;
    }

    public static Plane<ushort> Disparity(Plane<byte> mask)
    {
        var disparity = new Plane<ushort>(mask.Width, mask.Height);
        for (int i = 0; i < mask.Pixels.Length; i++)
        {
            disparity.Pixels[i] = mask.Pixels[i] switch
            {
                0 => DisparityCode.Encode((i % 60) - 30.25f),
                4 => DisparityCode.Encode(-30.25f),
                _ => 0,
            };
        }

        // The figures say the smallest valid disparity is −30.25: the first valid pixel has it.
        disparity.Pixels[mask.Pixels.IndexOf((byte)0)] = DisparityCode.Encode(-30.25f);
        return disparity;
    }

    /// <summary>
    /// Writes and commits a segment; every third sample is rejected by range, every fifth by damaged.
    /// </summary>
    public static bool Extract(OutputFolder folder, Segment segment, ViewFormat format = ViewFormat.Jpeg)
    {
        using var writer = new SegmentWriter(folder, segment, "train", Digests);
        AddAll(writer, segment, format);
        using FinishedSegment finished = writer.Complete();
        return finished.Commit(new RunLedger(folder));
    }

    /// <summary>Adds every planned sample.</summary>
    public static void AddAll(SegmentWriter writer, Segment segment, ViewFormat format = ViewFormat.Jpeg)
    {
        int i = 0;
        foreach (int frame in segment.Samples.Select(s => s.Frame))
        {
            string? rule = RuleOf(i++);
            writer.Add(Frame(segment, frame, rule), rule is null ? Sample(segment, frame, format) : null);
        }
    }

    /// <summary>Rule that rejects the i-th sample of every segment; null = kept.</summary>
    public static string? RuleOf(int i) => i % 3 == 2 ? "range" : i % 5 == 4 ? "damaged" : null;

    private static PlannedSample Planned(int frame) => new(frame, [frame], frame / 24.0, 2, 3, 1);

    private static SampleFigures Figures(int frame) => new()
    {
        VerticalFraction = 0.01 * (frame % 7),
        VerticalFractionRight = 0.02,
        VerticalPxMean = 0.3,
        VerticalPxMeanRight = 0.35,
        RangePx = 20 + (frame % 5),
        RangePxRight = 21,
        RangeExactPx = 60,
        RangeExactPxRight = 61.5,
        ConsistentFraction = 0.875,
        ConsistentFractionRight = 0.9,
        OccludedFraction = 0.05,
        OutOfViewFraction = 0.025,
        SkyFraction = 0.125,
        BarFraction = 0,
        SaturatedFraction = 0.015625,
        DisparityMin = -30.25,
        DisparityMax = null,
        DisparityMinRight = -30.25,
        PhotometricError = 0.0625 + (frame / 4096.0),
        ExposureDifference = -3.5,
        SharpnessDifference = 0.15,
        VerticalOffsetPx = frame % 2 == 0 ? 1.75 : null,
        VerticalRotation = -0.001,
        VerticalZoom = 0.002,
        RectifiedOffsetPx = -4.5,
        RectifiedRotation = 0.0005,
        RectifiedZoom = -0.0025,
        PerceptualHash = (0x8123_4567_89ab_cd00UL + (ulong)frame).ToString(
            "x16", System.Globalization.CultureInfo.InvariantCulture),
    };
}
