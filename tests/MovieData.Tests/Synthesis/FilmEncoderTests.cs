using FFMpegCore;
using MovieData.Media.Processes;
using MovieData.Synthesis;

namespace MovieData.Tests.Synthesis;

[Slow]
public class FilmEncoderTests
{
    /// <summary>
    /// FFMpegCore joins arguments to one string: names that would end a quotation, be an option or a protocol, as the
    /// file that is read and as the one that is written, seen from the working folder.
    /// </summary>
    [Theory]
    [InlineData("x.mkv\" -y \"never.mkv")]
    [InlineData("x.mkv\\\" -y \\\"never.mkv")]
    [InlineData("quo\"te.mkv")]
    [InlineData("back\\\"slash.mkv")]
    [InlineData("end\\")]
    [InlineData("end\\\\")]
    [InlineData("-y.mkv")]
    [InlineData("http:x.mkv")]
    [InlineData("concat:a|b")]
    [InlineData("line\nbreak ")]
    [InlineData("%d 'one' $HOME `two`.mkv")]
    public void FileName_ThatCouldBeAnOption_IsThatFile(string name)
    {
        using var folder = new TemporaryFolder();
        FFMpegArguments[] inputs =
        [
            FFMpegArguments.FromFileInput(
                "color=size=64x64:rate=8:duration=0.5", verifyExists: false, input => input.ForceFormat("lavfi")),
            FFMpegArguments.FromFileInput(FilmEncoder.FileName(name), verifyExists: false),
        ];
        string[] outputs = [name, "copy of " + name];
        foreach ((FFMpegArguments input, string output) in inputs.Zip(outputs))
        {
            FFMpegArgumentProcessor ffmpeg = input
                .OutputToFile(FilmEncoder.FileName(output), true, options => options.ForceFormat("matroska"))
                .Configure(options => options.WorkingDirectory = folder.Path);
            FilmEncoder.Run(ffmpeg, FFmpegProcess.SilenceMax, TestContext.Current.CancellationToken);
        }

        Assert.Equal(
            outputs.Order(StringComparer.Ordinal),
            Directory.GetFileSystemEntries(folder.Path).Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Run_FFmpegThatFails_EndsWithItsWords()
    {
        using var folder = new TemporaryFolder();
        FFMpegArgumentProcessor ffmpeg = FFMpegArguments
            .FromFileInput(FilmEncoder.FileName(folder["nothing.mkv"]), verifyExists: false)
            .OutputToFile(FilmEncoder.FileName(folder["film.mkv"]));

        var error = Assert.Throws<FFmpegException>(
            () => FilmEncoder.Run(ffmpeg, FFmpegProcess.SilenceMax, TestContext.Current.CancellationToken));

        Assert.Equal(
            $"ffmpeg ended with code 1: file:{folder["nothing.mkv"]}: No such file or directory", error.Message);
    }
}
