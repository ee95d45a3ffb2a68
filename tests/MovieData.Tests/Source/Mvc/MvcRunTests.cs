using System.Security.Cryptography;
using MovieData.Source;
using MovieData.Source.Mvc;

namespace MovieData.Tests.Source.Mvc;

/// <summary>The way of the decode stage: an ffmpeg child with a filter graph of its own, fed by a run.</summary>
public class MvcRunTests
{
    [Theory]
    [InlineData("i_idr", new[] { 20, 21, 40 })]
    [InlineData("i2_opengop", new[] { 30, 44 })]
    [InlineData("q1_jmvc_ivfirst", new[] { 3, 9, 10, 25 })]
    [InlineData("b_hier", new[] { 0, 47 })]
    public async Task WriteTo_SelectedPictures_AreThoseOfTheFramesAskedFor(string name, int[] frames)
    {
        CancellationToken cancel = TestContext.Current.CancellationToken;
        MvcSource source = MvcSource.Open([MvcTruth.Stream(name)], cancel);
        SortedDictionary<(int Frame, int View), string> truth = MvcTruth.Digests(name);

        MvcRun run = source.Plan(frames, cancel);
        var labels = new List<int>();
        string selection = string.Join(
            '+', run.Frames.SelectMany(f => (int[])[f.BaseOutput, f.DependentOutput]).Select(n => $"eq(n,{n})"));
        using FFmpegProcess child = FFmpegProcess.Start(
            "ffmpeg",
            [
                "-nostdin", "-hide_banner", "-nostats", "-loglevel", "level+info", "-threads", "2", "-f", "h264", "-i",
                    "pipe:0",
                "-vf", $"select='{selection}',showinfo=checksum=0", "-fps_mode", "passthrough", "-f", "rawvideo",
                    "pipe:1",
            ],
            cancel,
            line =>
            {
                if (PictureLabel.TryParse(line, out int label))
                {
                    labels.Add(label);
                }
            },
            redirectInput: true);
        Task feeder = Task.Run(
            () =>
            {
                using Stream input = child.Input;
                run.WriteTo(input, cancel);
            },
            cancel);

        var picture = new byte[source.Size.Width * source.Size.Height * 3 / 2];
        foreach (int frame in frames)
        {
            for (int view = 0; view < 2; view++)
            {
                Assert.Equal(picture.Length, child.ReadFully(picture));
#pragma warning disable CA5351 // Not for security: the other decoder's digests are MD5.
                Assert.Equal(truth[(frame, view)], Convert.ToHexStringLower(MD5.HashData(picture)));
#pragma warning restore CA5351
            }
        }

        await feeder;
        child.WaitForSuccess();
        Assert.Equal(run.Frames.SelectMany(f => (int[])[f.BaseLabel, f.DependentLabel]), labels);
        Assert.Equal(frames, run.Frames.Select(planned => planned.Frame.Number));
    }
}
