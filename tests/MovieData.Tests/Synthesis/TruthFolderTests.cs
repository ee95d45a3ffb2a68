using MovieData.Imaging.Frames;
using MovieData.Imaging.Pictures;
using MovieData.Media.Films;
using MovieData.Synthesis;

namespace MovieData.Tests.Synthesis;

public class TruthFolderTests
{
    [Fact]
    public void Truth_WrittenAndRead_IsTheSameFilm()
    {
        using var folder = new TemporaryFolder();
        var film = new SyntheticFilm(new SynthesisOptions
        {
            View = new(192, 108),
            Fps = 8,
            Seconds = 18,
            Seed = 7,
            ViewOrder = ViewOrder.RightFirst,
        });

        TruthFolder.Write(film, folder.Path, [folder["film.mkv"]]);
        SyntheticFilm read = TruthFolder.Read(folder.Path);

        Assert.Equal(film.Options, read.Options);
        int frame = film.Shots[1].FirstFrame + (film.Shots[1].Frames / 2);
        string stem = folder[Path.Combine("truth", $"garden-{frame:D5}-")];
        using Plane<float> disparity = PfmFile.Read(stem + "disparity.pfm");
        using SceneTruth truth = film.Truth(frame);
        Assert.True(disparity.Bytes.SequenceEqual(truth.Left.Disparity.Bytes));
        Assert.True(File.Exists(stem + "mask.png"));
    }

    [Fact]
    public async Task Read_PipeInItsPlace_IsNotWaitedFor()
    {
        using var folder = new TemporaryFolder();
        OddFiles.Pipe(folder["truth.json"]);
        CancellationToken cancel = TestContext.Current.CancellationToken;

        SynthesisException error = await Assert.ThrowsAsync<SynthesisException>(
            () => Task.Run(() => TruthFolder.Read(folder.Path), cancel).WaitAsync(OddFiles.Patience, cancel));

        Assert.Contains("a pipe or a device; expected a file", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("[1, 2")]
    [InlineData("{\"generator\": 99, \"options\": {}}")]
    [InlineData("{\"generator\": 2, \"options\": {\"seed\": -4}}")]
    public void Read_DamagedDescription_ThrowsNamingTheFile(string text)
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder["truth.json"], text);

        var error = Assert.Throws<SynthesisException>(() => TruthFolder.Read(folder.Path));

        Assert.Contains("truth.json", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
    }
}
