using MovieData.Imaging.Frames;
using MovieData.Imaging.Kernels;
using MovieData.Pipelines;
using MovieData.Plan;
using MovieData.Shards;
using MovieData.Tests.Audit.Report;

namespace MovieData.Benchmarks;

/// <summary>
/// Writes a dataset of made-up figures and small pictures with so many planned samples, by the project's own writers:
/// <c>dotnet run -c Release --project tests/MovieData.Benchmarks -- audit-dataset DIR ROWS WIDTH</c>. Films have two
/// hours at a sample a second. tools/measure/audit-scale.sh times what an audit of it takes.
/// </summary>
internal static class AuditScale
{
    private const int RowsOfFilm = 7200;
    private const int Variants = 16;

    /// <summary>Writes the dataset; pictures are WIDTH px wide and half as high.</summary>
    public static void Write(string folder, int rows, int width)
    {
        Pipeline paper = PipelineFile.Read("pipelines/midas-3d-movies.yaml");
        Pipeline small = paper with
        {
            Decode = paper.Decode with { View = new(width, width / 2), Crop = new(width, width / 2) },
        };
        SampleRow[] pictures = [.. Enumerable.Range(0, Variants).Select(variant => Pictures(small, width, variant))];
        SampleRow Row(FrameRow row) => pictures[row.Place.Frame / 6 % Variants] with
        {
            Place = row.Place,
            Figures = row.Figures,
        };
        IEnumerable<MadeFilm> films = Enumerable.Range(0, (rows + RowsOfFilm - 1) / RowsOfFilm)
            .Select(film => FilmOf(film, Math.Min(RowsOfFilm, rows - (film * RowsOfFilm))));
        new MadeDataset(small, Row).Write(folder, films);
    }

    private static MadeFilm FilmOf(int number, int rows)
    {
        var dice = new Random(number);
        var shots = new List<MadeShot>();
        while (rows > 0)
        {
            MadeSample[] samples =
                [.. Enumerable.Range(0, Math.Min(rows, 1 + dice.Next(8))).Select(_ => SampleOf(dice))];
            shots.Add(new MadeShot(FiguresOf(dice), samples) { Chapter = 1 + (shots.Count / 100) });
            rows -= samples.Length;
        }

        return new MadeFilm($"film-{number:D4}", shots) { Split = (Split)(number % 10 == 9 ? 1 : 0) };
    }

    private static ShotFigures FiguresOf(Random dice)
    {
        double near = Round(dice.NextDouble() * 3);
        return new ShotFigures
        {
            TimeShiftFrames = dice.Next(3) > 0 ? null : Round(Math.Pow(dice.NextDouble(), 9)),
            LeftFirstProbability = Round(1 - Math.Pow(dice.NextDouble(), 99)),
            ConvertedScore = Round(dice.NextDouble() * 0.85),
            RotationDegrees = Round(Math.Pow(dice.NextDouble(), 9)),
            ZoomPercent = Round(Math.Pow(dice.NextDouble(), 9)),
            VerticalPermille = Round(dice.NextDouble()),
            NearPercent = near,
            MedianPercent = Round(near - 1),
            FarPercent = Round(near - (dice.NextDouble() * 4)),
            DepthJumpPercent = Round(dice.NextDouble() - 0.5),
            GainRed = Round(1 + (0.1 * dice.NextDouble())),
            GainGreen = Round(1 + (0.1 * dice.NextDouble())),
            GainBlue = Round(1 + (0.3 * dice.NextDouble())),
            BlurPx = Round(Math.Pow(dice.NextDouble(), 4)),
            WindowViolation = Round(Math.Pow(dice.NextDouble(), 4)),
            StripeLeftPx = 0,
            StripeRightPx = 0,
            DuplicateBits = dice.Next(2, 40),
        };
    }

    private static MadeSample SampleOf(Random dice)
    {
        Disparity.DirectionFigures Direction() => new(
            Math.Pow(dice.NextDouble(), 6),
            dice.NextDouble(),
            60 * dice.NextDouble(),
            150 * dice.NextDouble(),
            1 - Math.Pow(dice.NextDouble(), 3));
        return new MadeSample
        {
            Left = Direction(),
            Right = Direction(),
            PhotometricError = 0.3 * dice.NextDouble(),
            Hash = (ulong)dice.NextInt64(),
            Lost = dice.Next(500) == 0 ? "damaged" : null,
        };
    }

    private static double Round(double value) => Math.Round(value, 4);

    // Slanted ground below a far wall; a tenth of it sky.
    private static SampleRow Pictures(Pipeline pipeline, int width, int variant)
    {
        int height = width / 2;
        using var left = new Plane<Rgb24>(width, height);
        using var right = new Plane<Rgb24>(width, height);
        using var mask = new Plane<byte>(width, height);
        using var disparity = new Plane<ushort>(width, height);
        using var residual = new Plane<float>(width, height);
        for (int y = 0; y < height; y++)
        {
            for (int x = 0; x < width; x++)
            {
                left[x, y] = right[x, y] = new Rgb24((byte)(x * 255 / width), (byte)(y * 9), (byte)(variant * 16));
                bool isSky = y < height / 10;
                mask[x, y] = (byte)(isSky ? MaskCode.Sky : 0);
                disparity[x, y] = DisparityCode.Encode(isSky ? -20 : -20 + (35f * y / (height - 1)));
            }
        }

        disparity[0, height - 1] = DisparityCode.Encode(-20);
        using var encoder = new SampleEncoder(pipeline.Shards);
        EncodedViews views = encoder.EncodeViews(left, right);
        EncodedMap map = encoder.EncodeMap(View.Left, disparity, mask, residual);
        return new SampleRow
        {
            Place = new SamplePlace
            {
                Id = "",
                Film = "",
                Split = "",
                Chapter = 0,
                Shot = 0,
                Clip = 0,
                Frame = 0,
                TimeS = 0,
            },
            Left = views.Left.ToArray(),
            Right = views.Right.ToArray(),
            Disparity = map.Disparity.ToArray(),
            Mask = map.Mask.ToArray(),
            Residual = map.Residual.ToArray(),
            Width = width,
            Height = height,
            CropX = 0,
            CropY = 0,
            Figures = new SampleFigures(),
        };
    }
}
