using MovieData.Tests.Readers;

namespace MovieData.Tests.Sky;

/// <summary>The own tests of <c>tools/sky-training</c>: pieces of panoramas, checkpoints out of exports.</summary>
[Slow]
public sealed class SkyTrainingTests
{
    [Fact]
    public void Tests_OfTheTrainer_Pass()
    {
        Skips.Unless(Python.Has(["torch", "cv2", "numpy", "onnx"]), Skips.PyTorch);

        string said = Python.Succeeds(
            Python.Program, "-m", "unittest", "discover", "-s",
            Path.Combine(SharedFiles.RepositoryRoot, "tools/sky-training"));

        // A folder in which no test is found ends well, too.
        Assert.Contains("Ran 18 tests", said, StringComparison.Ordinal);
    }
}
