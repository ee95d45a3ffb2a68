using System.CommandLine;

namespace MovieData.Cli;

/// <summary>Flags of runs over a dataset's folder: those that <c>extract</c> and <c>submit</c> share.</summary>
internal static class RunFlags
{
    private const int MemoryMegabytesMin = 2048;
    private const int MemoryShare = 4;

    /// <summary>Default of <c>--memory-mb-max</c> on this machine, or in what its container leaves it.</summary>
    public static int MemoryMegabytes => (int)Math.Max(
        MemoryMegabytesMin, GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / MemoryShare / 1_000_000);

    /// <summary>Largest value of <c>--workers</c>.</summary>
    public const int WorkersMax = 64;

    /// <summary>The flag <c>--out</c>.</summary>
    public static Option<string> Out() => PathFlags.Dataset(new Option<string>("--out")
    {
        Description = "Output folder, or a place in an object store (AWS_ENDPOINT_URL, AWS_PROFILE and the others)",
        Required = true,
    });

    /// <summary>The flag <c>--frame-list</c>.</summary>
    public static Option<string?> List() => PathFlags.File(new Option<string?>("--frame-list")
    {
        Description = "Plan exactly the frames of a published list (FILM/chapterN/outM a line) instead of sampling",
        HelpName = "FILE",
    });

    /// <summary>The flag <c>--allow-platform</c>.</summary>
    public static Option<bool> AllowPlatform() => new("--allow-platform")
    {
        Description = "Go on in a folder that another platform began (bytes may differ between platforms)",
    };

    /// <summary>The flag <c>--workers</c>.</summary>
    public static Option<int?> Workers() =>
        ValueFlags.Integer(
            "--workers",
            "Segments extracted at once (default: 1, or one a GPU, and more, up to the cores, while flow waits for "
                + "frames)",
            1,
            WorkersMax);

    /// <summary>The flag <c>--memory-mb-max</c>.</summary>
    public static Option<int?> Memory() => ValueFlags.Integer(
        "--memory-mb-max",
        "Pixel memory of all workers together, MB (default: a quarter of the machine's, at least "
            + $"{MemoryMegabytesMin})",
        256,
        1 << 20);

    /// <summary>The flag <c>--stage-dir</c>.</summary>
    public static Option<string?> StageDir() => PathFlags.Folder(new Option<string?>("--stage-dir")
    {
        Description = "Folder on a disk of this machine: films are copied there before they are read, once for all "
            + "tasks of the machine, and stay for the next ones",
    });

    /// <summary>The flag <c>--stage-gb-max</c>.</summary>
    public static Option<int?> StageMax() => ValueFlags.Integer(
        "--stage-gb-max",
        "GB of films in --stage-dir; those used longest ago make room (default: all but 1 GB of its disk)",
        1,
        1_000_000);

    /// <summary>The flag <c>--patience</c>.</summary>
    public static Option<int?> Patience(int? minutes) => ValueFlags.Integer(
        "--patience",
        "Minutes without a new plan after which films that have none are left to another run (default: "
            + (minutes is null ? "none are waited for)" : $"{minutes})"),
        0,
        60 * 24 * 30);
}
