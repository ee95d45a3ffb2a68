using System.Security.Cryptography;
using MovieData.Imaging.Frames;
using MovieData.Media.Films;
using MovieData.Media.Reading;

namespace MovieData.Decode;

/// <summary>MD5 of one coded view of one frame.</summary>
/// <param name="View">0: the first view as coded; 1: the second.</param>
/// <param name="Frame">Frame number, 0-based.</param>
/// <param name="Md5">Lower-case hex digest of the planes Y, U, V, tightly packed, yuv420p.</param>
public sealed record ViewDigest(int View, int Frame, string Md5);

/// <summary>
/// Digests of a film's coded frames, before view order, unsqueezing and crop: another decoder's must be equal.
/// </summary>
public static class FrameDump
{
    /// <summary>Pixel memory for the frames that a source holds back.</summary>
    private const long PoolBytesMax = 1L << 30;

    /// <summary>Digests of the asked frames, in order, view 0 before view 1.</summary>
    /// <param name="film">The film; mono films have view 0 only.</param>
    /// <param name="frames">Frame numbers, ascending; null for all.</param>
    /// <param name="threads">Decoder threads; 0 lets ffmpeg choose.</param>
    /// <param name="cancel">Stops the subprocesses.</param>
    /// <exception cref="DecodeException">A frame asked for does not exist or came out damaged, or a view has an odd
    /// edge, which yuv420p has not.</exception>
    public static IEnumerable<ViewDigest> Digests(
        Film film, IReadOnlyList<int>? frames, int threads, CancellationToken cancel)
    {
        var scaling = new ViewScaling(film, null, null);
        if (((scaling.View.Width | scaling.View.Height) & 1) != 0)
        {
            throw new DecodeException($"{film.Paths[0]}: a coded view is {scaling.View}: --md5 needs even edges; "
                + "use --out, which scales");
        }

        return film.OpenSource()
            .Read(new FrameRequest(scaling, new PlanePool(PoolBytesMax), threads) { Numbers = frames }, cancel)
            .SelectMany(frame => Digests(frame, frames is null));
    }

    /// <summary>Digests of a frame's views, and its end.</summary>
    /// <param name="frame">The frame; passes to this.</param>
    /// <param name="isEveryFrame">False where it was asked for by number.</param>
    /// <exception cref="DecodeException">It is missing or damaged.</exception>
    internal static ViewDigest[] Digests(SourceFrame frame, bool isEveryFrame)
    {
        using (frame)
        {
            return frame.Fault is { } fault
                ? throw new DecodeException($"{fault.Path}: {Words(fault, frame.Number, isEveryFrame)}")
                : [.. Enumerable.Range(0, frame.Views)
                    .Select(view => new ViewDigest(view, frame.Number, Digest(frame.View(view))))];
        }
    }

    private static string Words(FrameFault fault, int frame, bool isEveryFrame) => fault.State switch
    {
        FrameState.NotDecoded when isEveryFrame => $"no frame can be decoded: {fault.Complaint}",
        FrameState.NotDecoded => $"frame {frame} does not exist or cannot be decoded"
            + (fault.Complaint.Length > 0 ? $": {fault.Complaint}" : "; probe says how many frames there are"),
        FrameState.MissingView => $"frame {frame} has one view alone: {fault.Complaint}",
        _ => $"frame {frame} is damaged: {fault.Complaint}",
    };

    private static string Digest(ReadOnlyMemory<byte>[] planes)
    {
        using var md5 = IncrementalHash.CreateHash(HashAlgorithmName.MD5);
        Array.ForEach(planes, plane => md5.AppendData(plane.Span));
        return Convert.ToHexStringLower(md5.GetHashAndReset());
    }
}
