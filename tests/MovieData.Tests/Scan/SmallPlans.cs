using MovieData.Plan;
using MovieData.Tests.Pipelines;

namespace MovieData.Tests.Scan;

/// <summary>Plan options for tests.</summary>
internal static class SmallPlans
{
    /// <summary>The paper's.</summary>
    public static PlanOptions Paper { get; } =
        new(PaperPipeline.Options.Shots, PaperPipeline.Options.Sampling, Split.Train, 64);

    /// <summary>Every frame of every shot of a second or more at 24 fps, no chapter dropped.</summary>
    public static PlanOptions EveryFrame { get; } = Paper with
    {
        Shots = Paper.Shots with { Threshold = 1, DropFirstLastChapter = false },
        Sampling = Paper.Sampling with
        {
            BurstSeconds = 1 / 24.0,
            BurstEverySeconds = 1 / 24.0,
            FpsBySplit = new Dictionary<Split, double> { [Split.Train] = 24 },
            BurstFramesMin = 1,
            BurstOffsets = new Dictionary<Split, IReadOnlyList<int>> { [Split.Train] = [0] },
        },
    };
}
