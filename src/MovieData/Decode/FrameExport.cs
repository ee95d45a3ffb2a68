using System.Globalization;
using System.Runtime.CompilerServices;
using MovieData.Imaging.Frames;
using MovieData.Ledger;
using MovieData.Media.Films;
using MovieData.Media.Scan;
using MovieData.Plan;
using MovieData.Staging;

namespace MovieData.Decode;

/// <summary>
/// Chosen frames of a film as the samples of a dataset would see them: scaled, cropped, views in order.
/// </summary>
public static class FrameExport
{
    /// <summary>Pixel memory for the frames on their way.</summary>
    private const long PoolBytesMax = 2L << 30;

    /// <summary>Decodes frames by their numbers; the caller disposes each.</summary>
    /// <param name="film">The film, of two views.</param>
    /// <param name="options">View size and crop.</param>
    /// <param name="frames">Frame numbers, ascending; null for all.</param>
    /// <param name="threads">Decoder threads; 0 lets ffmpeg choose.</param>
    /// <param name="cancel">Stops the subprocesses.</param>
    /// <exception cref="DecodeException">A frame does not exist, is damaged, or the film does not fit.</exception>
    public static async IAsyncEnumerable<StereoFrame> RunAsync(
        Film film,
        DecodeOptions options,
        IReadOnlyList<int>? frames,
        int threads,
        [EnumeratorCancellation] CancellationToken cancel)
    {
        // The scan is the one decode that tells each frame's exact time stamp.
        SceneScores scores = SceneScan.Run(film, ScorePicture.View, null, cancel);
        int[] wanted = frames is null ? [.. Enumerable.Range(0, scores.Frames)] : [.. frames];
        if (wanted.Length == 0 || wanted[^1] >= scores.Frames)
        {
            throw new DecodeException(string.Create(
                CultureInfo.InvariantCulture,
                $"{film.NameOf(0)}: frame {wanted.LastOrDefault()} does not exist; the film has {scores.Frames}"));
        }

        var segment = new Segment(film.Id, 0, [.. wanted.Select(frame => new PlannedSample(
            frame, [.. scores.Pictures.Select(p => p.Pts[frame])], scores.TimeS(frame), 0, 0, 0))]);
        var rejections = new RejectionLog();
        var decode = new DecodeStage(film, options, new PlanePool(PoolBytesMax), rejections, threads);
        await foreach (StereoFrame frame in StageChain.One(segment).Then(decode, 2, cancel).ConfigureAwait(false))
        {
            yield return frame;
        }

        foreach (int frame in wanted)
        {
            if (rejections.Find(frame) is { } rejection)
            {
                throw new DecodeException($"{film.NameOf(0)}: frame {frame} is {rejection.Rule}: {rejection.Note}");
            }
        }
    }
}
