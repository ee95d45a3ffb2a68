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

    /// <summary>The embedded files restored to checkpoints and exported again compute the same.</summary>
    [Fact]
    public void Restore_EmbeddedModels_GivesCheckpointsOfThem()
    {
        NeedPyTorch();
        string[] names = ["movieflow", "movieflow-quality"];
        string Embedded(string name) => ModelCatalogue.Read(null).Find(name, ModelTask.Flow).Path;

        string restored = Python.Succeed([.. names.SelectMany(name => (string[][])
        [
            [
                Script("restore.py"), "--onnx", Embedded(name), "--textures", _work["textures"], "--pairs", "2",
                "--out", _work[$"{name}.pt"],
            ],
            [
                Script("export.py"), "--checkpoint", _work[$"{name}.pt"], "--weights", "net", "--out",
                _work[$"{name}.onnx"],
            ],
        ])]);

        MatchCollection unfolded = Regex.Matches(restored, @"largest difference after unfolding: (\S+) px");
        Assert.Equal(names.Length, unfolded.Count);
        Assert.All(unfolded, largest => Assert.InRange(
            float.Parse(largest.Groups[1].Value, CultureInfo.InvariantCulture), 0, EqualPx));
        (Plane<Rgb24> left, Plane<Rgb24> right) = TwoPictures(200, 90);
        foreach (string name in names)
        {
            using FlowField first = LeftToRight(name, Embedded(name), left, right);
            using FlowField again = LeftToRight(name, _work[$"{name}.onnx"], left, right);
            Assert.Contains(first.U.Pixels.ToArray(), u => MathF.Abs(u) > 1);
            Assert.InRange(LargestDifference(first.U, again.U), 0, EqualPx);
            Assert.InRange(LargestDifference(first.V, again.V), 0, EqualPx);
        }
    }

    /// <summary>
    /// What is packed for a machine without network trains the large network there, at least a step within its time,
    /// goes on from what it carried, and what comes back runs in ONNX Runtime.
    /// </summary>
    [Fact]
    public void Round_Packed_TrainsGoesOnAndIsExported()
    {
        NeedPyTorch();
        string pack = _work["round.tar.gz"];
        Python.Succeeds(Python.Program, Script("pack.py"), "--textures", _work["textures"], "--out", pack);
        Assert.InRange(new FileInfo(pack).Length, 1, PackedBytesMax);
        Python.Succeeds("tar", "xzf", pack, "-C", _work.Path);
        string round = _work["flow-training/round.sh"];
        string[] command =
            ["PYTHON=" + Python.Program, "sh", round, "--device", "cpu", "--seconds", "14", "--batch", "1"];

        Python.Succeeds("env", command);
        Directory.Delete(_work["flow-training/work"], recursive: true);
        string second = Python.Succeeds("env", command);

        Assert.Matches(@"going on from round\.pt: step [1-9]", second);
        Assert.InRange(new FileInfo(_work["flow-training/round.pt"]).Length, 1, CarriedBytesMax);
        Python.Succeeds(
            Python.Program, Script("export.py"), "--checkpoint", _work["flow-training/round.pt"],
            "--out", _work["round.onnx"]);
        (Plane<Rgb24> left, Plane<Rgb24> right) = TwoPictures(200, 90);
        using FlowField flow = LeftToRight("movieflow", _work["round.onnx"], left, right);
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
