using MovieData.Tests.Decode;

namespace MovieData.Tests.EndToEnd;

/// <summary><c>--decoder</c>: no byte depends on it, and what decoded a film is told.</summary>
[Slow]
public sealed class DecoderFlagTests(SmallFilm film) : IClassFixture<SmallFilm>
{
    [Fact]
    public async Task Extract_FilmThatAGpuDecodesAlike_HasTheSameBytesAndSaysSo()
    {
        (string bin, string dataset) = (film.At("bin"), await film.PlannedAsync("by-gpu"));

        CommandResult result = await OtherFFmpeg.RunAsync(
            bin, StandInGpu.Script(bin), "extract", "--pipeline", film.Pipeline, "--out", dataset, film.Path,
            "--device", "cpu", "--decoder", "cuda", "--limit", "1");

        Assert.True(result.Code == 0, result.Error);
        Assert.Contains(
            "film: decoded by the GPU: 12 of its frames came out as software decodes them",
            result.Error,
            StringComparison.Ordinal);
        string log = string.Concat(Directory.EnumerateFiles(Path.Combine(dataset, "log")).Select(File.ReadAllText));
        Assert.Contains("\"film\":\"film\",\"decoder\":\"cuda\"", log, StringComparison.Ordinal);

        // Three runs to prove it, and those of the segment.
        Assert.InRange(StandInGpu.RunsIn(bin), 4, 12);
        CommandLine.ShouldBePart(await film.ExtractedAsync("in-software"), dataset, segments: 1);
    }

    [Fact]
    public async Task Doctor_FFmpegThatOpensAGpu_SaysSo()
    {
        string bin = film.At("doctor");

        CommandResult result = await OtherFFmpeg.RunAsync(bin, StandInGpu.Script(bin), "doctor");

        Assert.Contains("ok       NVDEC          ffmpeg opens a GPU", result.Output, StringComparison.Ordinal);
    }
}
