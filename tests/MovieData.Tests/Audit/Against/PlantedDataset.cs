using MovieData.Audit.Look;
using MovieData.Imaging.Frames;
using MovieData.Imaging.Kernels;
using MovieData.Shards;
using MovieData.Synthesis;
using MovieData.Tests.Audit.Look;
using MovieData.Tests.Pipelines;
using MovieData.Tests.Shards;
using MovieData.Tests.Synthesis;

namespace MovieData.Tests.Audit.Against;

/// <summary>
/// A dataset of eight samples, 376×160, all of frame 52 of the synthetic film, in its garden, whose stored disparity
/// and mask are the truth, changed by a test.
/// </summary>
internal static class PlantedDataset
{
    public static readonly PixelArea Crop = new(4, 28, 376, 160);

    /// <summary>The frame that all of them show; one of them is it.</summary>
    public const int ShownFrame = 52;

    // Textures take seconds: the frame is rendered once.
    private static readonly Lazy<(byte[] Left, byte[] Right, Plane<float> Disparity, Plane<byte> Mask)> Frame =
        new(Render);

    /// <summary>Makes it.</summary>
    /// <param name="root">A new folder.</param>
    /// <param name="change">Called with each frame's number, disparity in px, and mask.</param>
    /// <param name="pipeline">How the dataset says that it was made.</param>
    /// <param name="isHalf">Store disparity of half the size.</param>
    public static KeptSamples Make(
        string root,
        Action<int, Plane<float>, Plane<byte>> change,
        MovieData.Pipelines.Pipeline? pipeline = null,
        bool isHalf = false) =>
        SheetWriterTests.Kept(ForgedDataset.Make(root, row => RowOf(row, change, isHalf))) with
        {
            Pipeline = WithScale(pipeline ?? PaperPipeline.Options, isHalf ? 0.5 : 1),
        };

    private static MovieData.Pipelines.Pipeline WithScale(MovieData.Pipelines.Pipeline pipeline, double scale) =>
        pipeline with { Disparity = pipeline.Disparity with { OutputScale = scale } };

    private static SampleRow RowOf(SampleRow row, Action<int, Plane<float>, Plane<byte>> change, bool isHalf)
    {
        var mask = new Plane<byte>(Crop.Width, Crop.Height);
        var disparity = new Plane<float>(Crop.Width, Crop.Height);
        Frame.Value.Mask.Pixels.CopyTo(mask.Pixels);
        Frame.Value.Disparity.Pixels.CopyTo(disparity.Pixels);
        change(row.Place.Frame, disparity, mask);
        if (isHalf)
        {
            (disparity, mask) = (Half(disparity), Half(mask));
        }

        using var codes = new Plane<ushort>(mask.Width, mask.Height);
        using var residual = new Plane<float>(mask.Width, mask.Height);
        DisparityCode.Encode(disparity.Pixels, mask.Pixels, 0, codes.Pixels);
        using var encoder = new SampleEncoder(PaperPipeline.Options.Shards);
        EncodedMap map = encoder.EncodeMap(View.Left, codes, mask, residual);
        return row with
        {
            Left = Frame.Value.Left,
            Right = Frame.Value.Right,
            Disparity = map.Disparity.ToArray(),
            Mask = map.Mask.ToArray(),
            Residual = map.Residual.ToArray(),
            DisparityRight = default,
            MaskRight = default,
            ResidualRight = default,
            Width = Crop.Width,
            Height = Crop.Height,
            CropX = Crop.X,
            CropY = Crop.Y,
        };
    }

    private static (byte[] Left, byte[] Right, Plane<float> Disparity, Plane<byte> Mask) Render()
    {
        SyntheticFilm film = SyntheticSceneTests.Film;
        using Plane<Rgb24> left = Cut(film.Render(ShownFrame, View.Left));
        using Plane<Rgb24> right = Cut(film.Render(ShownFrame, View.Right));
        using SceneTruth truth = film.Truth(ShownFrame);
        using var encoder = new SampleEncoder(PaperPipeline.Options.Shards);
        EncodedViews views = encoder.EncodeViews(left, right);
        return (views.Left.ToArray(), views.Right.ToArray(), Cut(truth.Left.Disparity), truth.LeftMask(Crop));
    }

    private static Plane<T> Cut<T>(Plane<T> view)
        where T : unmanaged
    {
        var part = new Plane<T>(Crop.Width, Crop.Height);
        for (int y = 0; y < part.Height; y++)
        {
            view.Row(Crop.Y + y).Slice(Crop.X, Crop.Width).CopyTo(part.Row(y));
        }

        return part;
    }

    private static Plane<float> Half(Plane<float> full)
    {
        var half = new Plane<float>(full.Width / 2, full.Height / 2);
        for (int y = 0; y < half.Height; y++)
        {
            Resample.HalveRow(full.Row(2 * y), full.Row((2 * y) + 1), half.Row(y), 0.5f);
        }

        return half;
    }

    private static Plane<byte> Half(Plane<byte> full)
    {
        var half = new Plane<byte>(full.Width / 2, full.Height / 2);
        for (int y = 0; y < half.Height; y++)
        {
            MaskCode.HalveRow(full.Row(2 * y), full.Row((2 * y) + 1), half.Row(y));
        }

        return half;
    }
}
