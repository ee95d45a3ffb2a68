using System.Globalization;
using MovieData.Decode;
using MovieData.Imaging.Frames;
using MovieData.Media.Films;
using MovieData.Survey;
using MovieData.Synthesis;
using MovieData.Tests.Probe;

namespace MovieData.Tests.Survey;

/// <summary>
/// Clips whose right view runs ahead by a known time: rendered so, and a real one whose views are taken from different
/// frames. <c>tools/measure/time-shift.sh</c> runs the same over more of them.
/// </summary>
[Slow]
public sealed class TimeShiftClipTests
{
    private static readonly double[] Leads = [0, 0.25, -0.25, 0.5, -0.5, 1, -1, 2, -2];

    [Fact]
    public void Measure_RenderedClips_AreRightWithinATenthOfAFrame()
    {
        int count = Setting("MOVIEDATA_SHIFT_SCENES", 2);
        int leads = Setting("MOVIEDATA_SHIFT_LEADS", 4);
        var scenes = new SyntheticScenes(20270, SurveyedClips.View) { LiftSpeedMax = 160 };
        var told = new Tally();
        for (int index = 0; index < count; index++)
        {
            OrderedScene scene = scenes[index];
            foreach (double lead in Leads.Take(leads))
            {
                SyntheticScene ahead = scene.Scene.WithRightLead(lead);
                told.Add($"scene {index}", lead, SurveyedClips.Measured(
                    Frames.Select(frame => (Rendered(ahead, frame), (StereoFrame?)Rendered(ahead, frame + 1)))));
            }
        }

        told.RequireRight(measurableMin: 1);
    }

    /// <summary>Both shots of a real clip, with whole frames between the views.</summary>
    [Theory]
    [InlineData(new[] { 0, 1, -2 })]
    [LongData(new[] { 0, 1, -1, 2, -2 })]
    public async Task Measure_RealClip_IsRightWithinATenthOfAFrame(int[] leads)
    {
        string path = SharedFiles.Require("video/vdw_demo/rgbdemo.mp4");
        Film film = SmallFilms.Probe(path, new FilmOverrides(StereoLayout.SbsHalf, ViewOrder.LeftFirst));
        var options = new DecodeOptions
        {
            View = SurveyedClips.View,
            Crop = SurveyedClips.View,
            CropOn = CropOn.PaperCentre,
        };
        var frames = new List<StereoFrame>();
        await foreach (StereoFrame frame in FrameExport.RunAsync(
            film, options, null, 0, TestContext.Current.CancellationToken))
        {
            frames.Add(frame);
        }

        var told = new Tally();
        int clips = Setting("MOVIEDATA_SHIFT_CLIPS", 2);
        for (int clip = 0; clip < clips; clip++)
        {
            int first = 4 + (clip * (frames.Count - 40) / Math.Max(1, clips - 1));
            foreach (int lead in leads)
            {
                StereoFrame At(int frame) => new(
                    frame, Copy(frames[frame].Left), Copy(frames[frame + lead].Right));
                told.Add($"from frame {first}", lead, SurveyedClips.Measured(
                    ((int[])[first, first + 12]).Select(n => (At(n), (StereoFrame?)At(n + 1)))));
            }
        }

        frames.ForEach(frame => frame.Dispose());

        // Hardly anything goes up or down in it.
        told.RequireRight(measurableMin: 0);
    }

    private static readonly int[] Frames = [6, 24];

    private static StereoFrame Rendered(SyntheticScene scene, int frame) =>
        new(frame, scene.Render(frame, View.Left), scene.Render(frame, View.Right));

    private static Plane<Rgb24> Copy(Plane<Rgb24> picture)
    {
        var copy = new Plane<Rgb24>(picture.Width, picture.Height);
        picture.Pixels.CopyTo(copy.Pixels);
        return copy;
    }

    private static int Setting(string name, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), CultureInfo.InvariantCulture, out int value)
            ? value
            : otherwise;

    /// <summary>What was said of clips, and what is true.</summary>
    private sealed class Tally
    {
        private const double ErrorMax = 0.1;
        private readonly List<string> _lines = [];
        private int _measurable;
        private int _right;
        private int _calledShifted;

        public void Add(string name, double truth, ShotMeasurement clip)
        {
            TimeShift.Estimate? estimate = clip.TimeShift();
            bool isMeasurable = estimate is { IsMeasurable: true };
            bool isRight = isMeasurable && Math.Abs(estimate!.Value.Frames - truth) <= ErrorMax;
            _measurable += isMeasurable ? 1 : 0;
            _right += isRight ? 1 : 0;
            _calledShifted += isMeasurable && !isRight && truth == 0 ? 1 : 0;
            _lines.Add(string.Create(
                CultureInfo.InvariantCulture,
                $"{name} {truth,5:F2}: {estimate?.Frames,6:F3} ± {estimate?.Error:F3}, motion "
                + $"{estimate?.MotionPx:F2} px{(isMeasurable ? isRight ? "" : " WRONG" : " not measurable")}"));
        }

        public void RequireRight(int measurableMin)
        {
            string all = $"{_right} of {_measurable} measurable right, {_calledShifted} called shifted at 0, "
                + $"{_lines.Count} clips\n{string.Join('\n', _lines)}";
            TestContext.Current.TestOutputHelper?.WriteLine(all);
            Assert.True(_right >= 0.95 * _measurable && _calledShifted == 0 && _measurable >= measurableMin, all);
        }
    }
}
