using MovieData.Decode;
using MovieData.Imaging.Frames;
using MovieData.Media.Films;
using MovieData.Media.Reading;
using MovieData.Tests.Decode;
using MovieData.Tests.Pipelines;
using MovieData.Tests.Probe;

namespace MovieData.Tests.Reading;

/// <summary>Spherical films decoded to flat views, against the pattern they were drawn from.</summary>
[Slow]
public sealed class FlatViewTests : IDisposable
{
    /// <summary>Mean difference of grey levels: rounding, resampling and the coarse sphere.</summary>
    private const double MeanErrorMax = 1.5;

    private static readonly PixelSize View = new(320, 180);
    private readonly SmallFilms _films = new();

    public void Dispose() => _films.Dispose();

    [Theory]
    [InlineData("VR180 side by side", StereoLayout.SbsFull, 1024, 1024, 180)]
    [LongData("VR180, half the width", StereoLayout.SbsHalf, 512, 1024, 180)]
    [LongData("VR180 top and bottom", StereoLayout.TabFull, 512, 512, 180)]
    [InlineData("sphere top and bottom", StereoLayout.TabFull, 1024, 512, 360)]
    [InlineData("sphere side by side, half", StereoLayout.SbsHalf, 1024, 1024, 360)]
    public async Task RunAsync_Sphere_GivesTheFlatViewsItWasDrawnFrom(
        string what, StereoLayout layout, int width, int height, int degrees)
    {
        string path = SphericalFilm.Write(
            _films, new(width, height), degrees, layout is StereoLayout.SbsFull or StereoLayout.SbsHalf, "film.mkv");
        Film film = Probe(path, layout, degrees == 180 ? Projection.Vr180 : Projection.Equirect);
        DecodeOptions options = PaperPipeline.Options.Decode with
        {
            View = View,
            Crop = new PixelSize(304, 128),
            CropOn = CropOn.Active,
        };
        PixelArea crop = options.PaperCrop;
        double[] left = SphericalFilm.Flat(true, View, crop);
        double[] right = SphericalFilm.Flat(false, View, crop);

        await foreach (StereoFrame frame in FrameExport.RunAsync(
            film, options, [1], 0, TestContext.Current.CancellationToken))
        {
            using (frame)
            {
                Assert.Equal(crop.Size, frame.Left.Size);
                Assert.True(Error(frame.Left, left) < MeanErrorMax, $"{what}: left {Error(frame.Left, left):F2}");
                Assert.True(Error(frame.Right, right) < MeanErrorMax, $"{what}: right {Error(frame.Right, right):F2}");
                Assert.InRange(Error(frame.Left, right), 20, 255);
            }
        }

        Assert.Null(film.Active);
    }

    [Fact]
    public void ReadAt_Sphere_GivesFlatViewsForTheSheetAndTheOrderCheck()
    {
        string path = SphericalFilm.Write(_films, new(1024, 1024), 180, true, "film.mkv");
        Film film = Probe(path, StereoLayout.SbsFull, Projection.Vr180);
        var whole = new PixelArea(0, 0, View.Width, View.Height);

        (Plane<Rgb24> first, Plane<Rgb24> second) =
            StillPairs.ReadAt(film, 0, View, TestContext.Current.CancellationToken)!.Value;

        // swscale's own conversion to RGB is two levels too dark.
        Assert.InRange(Error(first, SphericalFilm.Flat(true, View, whole)), 0, 2 * MeanErrorMax);
        Assert.InRange(Error(second, SphericalFilm.Flat(false, View, whole)), 0, 2 * MeanErrorMax);
        first.Dispose();
        second.Dispose();
    }

    [Theory]
    [InlineData(1920, 1080, 90, 58.7155)]
    [InlineData(1000, 1000, 90, 90)]
    public void VerticalDegrees_SquarePixels_FollowFromTheSize(int width, int height, double across, double down)
    {
        Assert.Equal(FlatView.HorizontalDegrees, across);
        Assert.Equal(down, FlatView.VerticalDegrees(new PixelSize(width, height)), 3);
    }

    [Fact]
    public void ForSamples_SphereTooCoarse_IsRefusedByItsAngles()
    {
        // 256 px over π radians are 81.5 px a radian; a flat view of 320 px over 90° needs 160.
        string path = SphericalFilm.Write(_films, new(256, 256), 180, true, "film.mkv");
        Film film = Probe(path, StereoLayout.SbsFull, Projection.Vr180);

        var error = Assert.Throws<DecodeException>(() => SampleScaling.For(
            film, PaperPipeline.Options.Decode with { View = View, Crop = new PixelSize(304, 128) }));

        Assert.Contains("(vr180), decode.view_px is 320×180: enlarging by 1.96", error.Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void RequireStereo_MvcSphere_IsRefused()
    {
        string path = SphericalFilm.Write(_films, new(256, 256), 180, true, "film.mkv");
        Film film = Probe(path, StereoLayout.SbsFull, Projection.Vr180) with { Layout = StereoLayout.Mvc };

        Assert.Contains("views are flat, not vr180", Assert.Throws<FilmException>(film.RequireStereo).Message,
            StringComparison.Ordinal);
    }

    private static Film Probe(string path, StereoLayout layout, Projection projection) => SmallFilms.Probe(
        path, new FilmOverrides(layout, ViewOrder.LeftFirst, Projection: projection));

    private static double Error(Plane<Rgb24> view, double[] expected) =>
        view.Pixels.ToArray().Zip(expected, (pixel, grey) => Math.Abs(pixel.G - grey)).Average();
}
