using System.Runtime.CompilerServices;

namespace MovieData.Tests;

/// <summary>
/// The one place where a test is skipped, and the list of who may be, for want of what. Any other skip fails the test;
/// <c>SkipTests</c> sees that nobody goes around it, and <c>tools/test.sh</c> counts.
/// </summary>
internal static class Skips
{
    /// <summary>In the reason of every skip, by which tools/test.sh knows them.</summary>
    public const string Phrase = "may be skipped without";

    /// <summary>A processor alone: these tests look at what is said where no GPU is.</summary>
    public const string NoGpu = "a machine without a GPU";

    /// <summary>PyTorch, onnx and OpenCV in Python (tools/flow-training/README.md).</summary>
    public const string PyTorch = "PyTorch";

    /// <summary>Debian's python3 with NumPy and Pillow.</summary>
    public const string NumPy = "NumPy and Pillow";

    /// <summary>Debian's python3 with OpenCV.</summary>
    public const string PythonOpenCv = "OpenCV in Python";

    /// <summary>TensorFlow, which no package of Debian, npm or NuGet brings.</summary>
    public const string TensorFlow = "TensorFlow";

    /// <summary>Hugging Face's datasets, likewise.</summary>
    public const string Datasets = "Hugging Face datasets";

    /// <summary>The right to mount a tmpfs: root, in a container that allows it.</summary>
    public const string Mount = "the right to mount a tmpfs";

    /// <summary>Debian's slurm-wlm and munge, and root, to start three nodes on one machine.</summary>
    public const string Slurm = "Slurm, and root to start its nodes";

    /// <summary>Debian's radosgw, ceph-mon, ceph-osd and ceph-common, and root, to start an S3 server.</summary>
    public const string Ceph = "Ceph's S3 server, and root to start it";

    /// <summary>A file of the kernel that not even root may read.</summary>
    public const string Unreadable = "a file that root may not read";

    /// <summary>
    /// Needs by the file that has them (without <c>.cs</c>). Folders are those of third-party data beside the
    /// repository: video (a film's demo clip, CC BY-NC-SA), pairs (Middlebury, KITTI: research only), cuts (clips of
    /// films), sky (CamVid, ADE20K: research only), lists (the MiDaS authors' frame lists), models (other projects'
    /// networks), mvc (two ITU-T conformance streams).
    /// </summary>
    public static IReadOnlyDictionary<string, string[]> Allowed { get; } = new Dictionary<string, string[]>
    {
        ["AuthorsSamplerTests"] = ["lists"],
        ["BadInputTests"] = ["video"],
        ["CephTests"] = [Ceph],
        ["CutDetectionTests"] = ["cuts", "sky"],
        ["DamagedCopiesTests"] = ["video", "cuts"],
        ["DamagedFilmTests"] = ["video", "cuts"],
        ["DepthTrainingTests"] = [PyTorch],
        ["DiskFullTests"] = [Mount],
        ["FilmProbeTests"] = ["video"],
        ["FlagEndpointTests"] = [Mount],
        ["FlowAccuracyTests"] = ["pairs"],
        ["FlowTrainingTests"] = [PyTorch],
        ["FrameExactnessTests"] = ["cuts"],
        ["FrameListTests"] = ["lists"],
        ["GpuCheckTests"] = [NoGpu],
        ["ModelsCommandTests"] = [NoGpu],
        ["MvcTruth"] = ["mvc"],
        ["OnePictureTests"] = ["pairs"],
        ["PackingProbeTests"] = ["video", "pairs", "cuts"],
        ["PairOffsetTests"] = ["cuts"],
        ["ReadingExamplesTests"] = [NumPy, PythonOpenCv, PyTorch, TensorFlow, Datasets],
        ["RealClipTests"] = ["video", "models"],
        ["SceneScanTests"] = ["cuts", "video"],
        ["MovieSkyTests"] = ["sky", "video", "pairs"],
        ["SkyPlainTests"] = ["sky", "video", "pairs"],
        ["SkyTrainingTests"] = [PyTorch],
        ["TimeShiftClipTests"] = ["video"],
        ["SlurmClusterTests"] = [Slurm],
        ["VerificationTests"] = [Unreadable],
        ["ViewOrderCheckTests"] = ["pairs", "video"],
    };

    /// <summary>
    /// Skips the calling test where what it needs is not there; fails it, in either case, where it may not be skipped.
    /// </summary>
    /// <param name="isThere">Whether it is.</param>
    /// <param name="need">What is needed, as <see cref="Allowed"/> has it.</param>
    /// <param name="file">The file that asks; the compiler's.</param>
    public static void Unless(bool isThere, string need, [CallerFilePath] string file = "")
    {
        string name = Path.GetFileNameWithoutExtension(file);
        Assert.True(
            Allowed.TryGetValue(name, out string[]? needs) && needs.Contains(need),
            $"{name} is not allowed to lack {need}: let the test make what it needs, or add it to Skips.Allowed");
        if (!isThere)
        {
            Assert.Skip($"{name} {Phrase} {need}");
        }
    }
}
