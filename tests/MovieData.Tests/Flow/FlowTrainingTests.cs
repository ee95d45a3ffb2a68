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
/// <c>tools/flow-training</c> from nothing to both embedded models, and a round as on a lent GPU: a few steps each, on
/// procedural textures only.
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

    /// <summary>
    /// The one command goes through all rounds, and what it exports runs in ONNX Runtime under the embedded entries;
    /// a file restored to a checkpoint and exported again computes the same.
    /// </summary>
    [Fact]
    public void Reproduce_AFewSteps_GivesBothModelsAndEachCanBeRestored()
    {
        NeedPyTorch();

        // In one process each round imports PyTorch once, not three times: most of what this test took.
        Python.Succeeds("env", "PROCESSES=1", "sh", Script("reproduce.sh"), _work.Path, "0.1");

        string[] names = ["movieflow", "movieflow-quality"];
        string restored = Python.Succeed([.. names.SelectMany(name => (string[][])
        [
            [
                Script("restore.py"), "--onnx", _work[$"{name}.onnx"], "--textures", _work["textures"], "--out",
                _work[$"{name}.pt"],
            ],
            [
                Script("export.py"), "--checkpoint", _work[$"{name}.pt"], "--weights", "net", "--out",
                _work[$"{name}-again.onnx"],
            ],
        ])]);
        MatchCollection unfolded = Regex.Matches(restored, @"largest difference after unfolding: (\S+) px");
        Assert.Equal(names.Length, unfolded.Count);
        Assert.All(unfolded, largest => Assert.InRange(
            float.Parse(largest.Groups[1].Value, CultureInfo.InvariantCulture), 0, EqualPx));

        (Plane<Rgb24> left, Plane<Rgb24> right) = TwoPictures(200, 90);
        foreach (string name in names)
        {
            using FlowField first = LeftToRight(name, $"{name}.onnx", left, right);
            using FlowField again = LeftToRight(name, $"{name}-again.onnx", left, right);
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
        using FlowField flow = LeftToRight("movieflow", "round.onnx", left, right);
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

    private FlowField LeftToRight(string name, string file, Plane<Rgb24> left, Plane<Rgb24> right)
    {
        ModelEntry entry = ModelCatalogue.Read(null).Find(name, ModelTask.Flow);
        using OnnxModel network = OnnxModel.Load(
            entry with { Path = _work[file], Sha256 = RunLedger.DigestOf(_work[file]) }, ModelPlace.Cpu);
        (FlowField leftToRight, FlowField rightToLeft) = Run(network, left, right);
        rightToLeft.Dispose();
        return leftToRight;
    }
}
