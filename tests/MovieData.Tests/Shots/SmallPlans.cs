using MovieData.Shots;

namespace MovieData.Tests.Shots;

/// <summary>Plan options for tests that look at frames, not at rules.</summary>
internal static class SmallPlans
{
    /// <summary>Every frame of every shot of a second or more at 24 fps, no chapter dropped.</summary>
    public static PlanOptions EveryFrame { get; } = new(
        new ShotOptions("ffmpeg-scene", 1, ScorePicture.View, 1, DropFirstLastChapter: false),
        new SamplingOptions(
            BurstSeconds: 1 / 24.0,
            BurstEverySeconds: 1 / 24.0,
            FpsBySplit: new Dictionary<Split, double> { [Split.Train] = 24 },
            BurstFramesMin: 1,
            BurstOffsets: new Dictionary<Split, IReadOnlyList<int>> { [Split.Train] = [0] },
            SkipCutFrame: false,
            SkipBlack: false),
        Split.Train,
        64);
}
