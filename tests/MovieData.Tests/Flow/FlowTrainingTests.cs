using System.Globalization;
using System.Text.RegularExpressions;
using MovieData.Flow;
using MovieData.Imaging.Frames;
using MovieData.Inference;
using MovieData.Ledger;
using MovieData.Tests.Readers;
using static MovieData.Tests.Flow.FlowRuns;

namespace MovieData.Tests.Flow;

/// <summary>
/// <c>tools/flow-training</c>: the embedded models back to checkpoints, and a round as on a lent GPU, a few steps on
/// procedural textures only. <c>try.sh</c> there goes from nothing to both models.
/// </summary>
[Slow]
public sealed class FlowTrainingTests : IDisposable
{
    private const float EqualPx = 0.01f;

    // What may be sent to a lent machine, and come back from it.
    private const long PackedBytesMax = 55_000_000;
    private const long CarriedBytesMax = 16_000_000;

    private readonly TemporaryFolder _work = new();

    public void Dispose() => _work.Dispose();

    /// <summary>An embedded file restored to a checkpoint and exported again computes the same.</summary>
    [Theory]
    [LongData("movieflow")]
    [InlineData("movieflow-quality")]
    public void Restore_EmbeddedModel_GivesACheckpointOfIt(string name)
    {
        NeedPyTorch();
        string embedded = ModelCatalogue.Read(null).Find(name, ModelTask.Flow).Path;

        string restored = Python.Succeed(
        [
            [
                Script("restore.py"), "--onnx", embedded, "--textures", _work["textures"], "--pairs", "2", "--out",
                _work["net.pt"],
            ],
            [Script("export.py"), "--checkpoint", _work["net.pt"], "--weights", "net", "--out", _work["net.onnx"]],
        ]);

        Match unfolded = Regex.Match(restored, @"largest difference after unfolding: (\S+) px");
        Assert.InRange(float.Parse(unfolded.Groups[1].Value, CultureInfo.InvariantCulture), 0, EqualPx);
        (Plane<Rgb24> left, Plane<Rgb24> right) = TwoPictures(200, 90);
        using FlowField first = LeftToRight(name, embedded, left, right);
        using FlowField again = LeftToRight(name, _work["net.onnx"], left, right);
        Assert.Contains(first.U.Pixels.ToArray(), u => MathF.Abs(u) > 1);
        Assert.InRange(LargestDifference(first.U, again.U), 0, EqualPx);
        Assert.InRange(LargestDifference(first.V, again.V), 0, EqualPx);
    }

    /// <summary>
    /// What is packed for a machine without network trains a network there, at least a step within its time, goes on
    /// from what it carried, and what comes back runs in ONNX Runtime.
    /// </summary>
    [Theory]
    [InlineData("small", "movieflow")]
    [LongData("quality", "movieflow-quality")]
    public void Round_Packed_TrainsGoesOnAndIsExported(string network, string name)
    {
        NeedPyTorch();
        string pack = _work["round.tar.gz"];
        Python.Succeeds(Python.Program, Script("pack.py"), "--textures", _work["textures"], "--out", pack);
        Assert.InRange(new FileInfo(pack).Length, 1, PackedBytesMax);
        Python.Succeeds("tar", "xzf", pack, "-C", _work.Path);
        string round = _work["flow-training/round.sh"];
        string[] command =
        [
            "PYTHON=" + Python.Program, "sh", round, "--device", "cpu", "--seconds", "14", "--batch", "1", "--network",
            network,
        ];

        Python.Succeeds("env", command);
        Directory.Delete(_work["flow-training/work"], recursive: true);
        string second = Python.Succeeds("env", command);

        Assert.Matches(@"going on from round\.pt: step [1-9]", second);
        Assert.InRange(new FileInfo(_work["flow-training/round.pt"]).Length, 1, CarriedBytesMax);
        Python.Succeeds(
            Python.Program, Script("export.py"), "--checkpoint", _work["flow-training/round.pt"],
            "--out", _work["round.onnx"]);
        (Plane<Rgb24> left, Plane<Rgb24> right) = TwoPictures(200, 90);
        using FlowField flow = LeftToRight(name, _work["round.onnx"], left, right);
        Assert.Contains(flow.U.Pixels.ToArray(), u => MathF.Abs(u) > 0.1f);
    }

    private void NeedPyTorch()
    {
        Skips.Unless(Python.Has("torch", "onnx", "cv2"), Skips.PyTorch);
        Directory.CreateDirectory(_work["textures"]);
        File.WriteAllText(_work["textures/CREDITS.txt"], "");
    }

    private static float LargestDifference(Plane<float> one, Plane<float> other) =>
        one.Pixels.ToArray().Zip(other.Pixels.ToArray(), (a, b) => MathF.Abs(a - b)).Max();

    private static string Script(string name) =>
        Path.Combine(SharedFiles.RepositoryRoot, "tools/flow-training", name);

    private static FlowField LeftToRight(string name, string file, Plane<Rgb24> left, Plane<Rgb24> right)
    {
        ModelEntry entry = ModelCatalogue.Read(null).Find(name, ModelTask.Flow);
        using OnnxModel network = OnnxModel.Load(
            entry with { Path = file, Sha256 = RunLedger.DigestOf(file) }, ModelPlace.Cpu);
        (FlowField leftToRight, FlowField rightToLeft) = Run(network, left, right);
        rightToLeft.Dispose();
        return leftToRight;
    }
}
