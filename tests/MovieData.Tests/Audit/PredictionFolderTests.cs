using MovieData.Audit.Predictions;

namespace MovieData.Tests.Audit;

public sealed class PredictionFolderTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("hugo/00000123.npy")]
    [InlineData("hugo/123.pfm")]
    [InlineData("hugo_00000123.npz")]
    [InlineData("hugo_123.png")]
    public void Of_NameOfAnyForm_IsThatSample(string name)
    {
        Put(name);
        PredictionFolder folder = PredictionFolder.Open(_folder.Path);
        Assert.Equal(_folder[name], folder.Of("hugo/00000123"));
        folder.RequireFor(["hugo/00000123"], allowsMore: false);
    }

    [Fact]
    public void Of_FilmsWithUnderscores_StayApart()
    {
        Put("a_b/00000001.npy");
        Put("a_b_00000002.npy");
        PredictionFolder folder = PredictionFolder.Open(_folder.Path);
        Assert.Equal(_folder["a_b/00000001.npy"], folder.Of("a_b/00000001"));
        Assert.Equal(_folder["a_b_00000002.npy"], folder.Of("a_b/00000002"));
        Assert.Throws<PredictionException>(() => folder.Of("a/00000001"));
    }

    [Fact]
    public void Open_TwoFilesOfOneSample_NamesBoth()
    {
        Put("hugo/00000001.npy");
        Put("hugo_1.pfm");
        string message = Assert.Throws<PredictionException>(() => PredictionFolder.Open(_folder.Path)).Message;
        Assert.Contains("00000001.npy", message, StringComparison.Ordinal);
        Assert.Contains("hugo_1.pfm", message, StringComparison.Ordinal);
    }

    [Fact]
    public void RequireFor_MissingAndMore_AreNamed()
    {
        Put("hugo_1.npy");
        Put("hugo_9.npy");
        Put("readme.txt");
        PredictionFolder folder = PredictionFolder.Open(_folder.Path);
        string message = Assert.Throws<PredictionException>(
            () => folder.RequireFor(["hugo/00000001", "hugo/00000002"], allowsMore: true)).Message;
        Assert.Contains("no prediction of 1 of 2 samples (first hugo/00000002)", message, StringComparison.Ordinal);
        message = Assert.Throws<PredictionException>(
            () => folder.RequireFor(["hugo/00000001"], allowsMore: false)).Message;
        Assert.Contains("hugo_9.npy", message, StringComparison.Ordinal);
        folder.RequireFor(["hugo/00000001"], allowsMore: true);
    }

    private void Put(string name)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_folder[name])!);
        File.WriteAllText(_folder[name], "");
    }
}
