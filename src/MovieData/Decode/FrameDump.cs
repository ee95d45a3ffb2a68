using System.Security.Cryptography;
using MovieData.Frames;
using MovieData.Source;
using MovieData.Source.Mvc;

namespace MovieData.Decode;

/// <summary>MD5 of one coded view of one frame.</summary>
/// <param name="View">0: the first view as coded; 1: the second.</param>
/// <param name="Frame">Frame number, 0-based.</param>
/// <param name="Md5">Lower-case hex digest of the planes Y, U, V, tightly packed, yuv420p.</param>
public sealed record ViewDigest(int View, int Frame, string Md5);

/// <summary>
/// Digests of a film's coded pictures, before view order, unsqueezing and crop: another decoder's must be equal.
/// </summary>
public static class FrameDump
{
    /// <summary>Pixel memory for the pairs a decoder holds back.</summary>
    private const long MvcPoolBytesMax = 1L << 30;

    /// <summary>Digests of the asked frames, in order, view 0 before view 1.</summary>
    /// <param name="film">The film; mono films have view 0 only.</param>
    /// <param name="frames">Frame numbers, ascending; null for all.</param>
    /// <param name="threads">Decoder threads; 0 lets ffmpeg choose.</param>
    /// <param name="cancel">Stops the children.</param>
    /// <exception cref="DecodeException">A frame asked for does not exist or came out damaged.</exception>
    public static IEnumerable<ViewDigest> Digests(
        Film film, IReadOnlyList<int>? frames, int threads, CancellationToken cancel)
    {
        if (film.Layout == StereoLayout.Mvc)
        {
            return MvcDigests(film, frames, threads, cancel);
        }

        int given = 0;
        return DecoderDoubt
            .Settle(threads, count => PackedDigests(film, frames, count, cancel).Skip(given))
            .Select(digest =>
            {
                given++;
                return digest;
            });
    }

    /// <summary>
    /// The digests; with several threads a null ends them where the decoder complained, for only with one is it certain
    /// which picture the complaint is about.
    /// </summary>
    private static IEnumerable<ViewDigest?> PackedDigests(
        Film film, IReadOnlyList<int>? frames, int threads, CancellationToken cancel)
    {
        ViewScaling scaling = ViewScaling.Coded(film);
        bool alternates = film.Layout == StereoLayout.Alternating;
        var readers = new PictureReader[film.StreamIndexes.Count];
        var picture = new byte[scaling.PictureBytes];
        var digests = new List<ViewDigest>(2);
        try
        {
            int start = film.SkippedPictures;
            IReadOnlyList<int>? pictures = alternates
                ? frames?.SelectMany(n => (int[])[start + (2 * n), start + (2 * n) + 1]).ToList()
                : frames;
            for (int file = 0; file < readers.Length; file++)
            {
                readers[file] = PictureReader.OpenFrames(film, file, pictures, scaling, threads, cancel);
            }

            for (int picture0 = 0; picture0 < start && frames is null; picture0++)
            {
                // A second view without its first one: decoded, but of no frame.
                Pass(readers[0], picture0, picture);
            }

            for (int index = 0; frames is null || index < frames.Count; index++)
            {
                int frame = frames is null ? index : frames[index];
                digests.Clear();
                for (int part = 0; part < (alternates ? 2 : readers.Length); part++)
                {
                    PictureReader reader = readers[alternates ? 0 : part];
                    PictureState state = reader.AwaitFrame(alternates ? start + (2 * frame) + part : frame);
                    if (threads != 1 && reader.FirstComplaint.Length > 0)
                    {
                        yield return null;
                        yield break;
                    }

                    if (state == PictureState.NotDecoded && frames is null)
                    {
                        CheckEnd(film.NameOf(alternates ? 0 : part), frame, reader);
                        yield break;
                    }

                    Check(film.NameOf(alternates ? 0 : part), frame, state, reader.FirstComplaint);
                    reader.Read(picture);
                    digests.AddRange(Enumerable.Range(0, scaling.Views)
                        .Select(view => new ViewDigest(part + view, frame, Digest(picture, view, scaling))));
                }

                foreach (ViewDigest digest in digests)
                {
                    yield return digest;
                }
            }
        }
        finally
        {
            Array.ForEach(readers, r => r?.Dispose());
        }
    }

    private static void Pass(PictureReader reader, int number, byte[] buffer)
    {
        if (reader.AwaitFrame(number) != PictureState.NotDecoded)
        {
            reader.Read(buffer);
        }
    }

    private static IEnumerable<ViewDigest> MvcDigests(
        Film film, IReadOnlyList<int>? frames, int threads, CancellationToken cancel)
    {
        ViewScaling scaling = ViewScaling.Coded(film);
        var pool = new PlanePool(MvcPoolBytesMax);
        int next = 0;
        foreach (MvcPair pair in MvcSource.Of(film, cancel).Decode(frames?[0] ?? 0, threads, pool, cancel))
        {
            using (pair)
            {
                if (frames is not null && frames[next] != pair.Frame.Number)
                {
                    continue;
                }

                next++;
                if (pair.Fault != MvcFault.None)
                {
                    throw new DecodeException($"{film.NameOf(0)}: frame {pair.Frame.Number}: {pair.Fault}");
                }

                yield return new ViewDigest(0, pair.Frame.Number, Digest(pair.BaseView!.Pixels, 0, scaling));
                yield return new ViewDigest(1, pair.Frame.Number, Digest(pair.DependentView!.Pixels, 0, scaling));
            }

            if (next == frames?.Count)
            {
                yield break;
            }
        }

        if (next < frames?.Count)
        {
            throw new DecodeException($"{film.NameOf(0)}: frame {frames[next]} does not exist");
        }
    }

    /// <summary>An end without a frame, or one that is the decoder's failure, is no end of a film.</summary>
    private static void CheckEnd(string path, int frames, PictureReader reader)
    {
        reader.Finish();
        if (frames == 0)
        {
            throw new DecodeException($"{path}: no frame can be decoded: {reader.FirstComplaint}");
        }
    }

    private static void Check(string path, int frame, PictureState state, string complaint)
    {
        if (state != PictureState.Clean)
        {
            throw new DecodeException(state == PictureState.NotDecoded
                ? $"{path}: frame {frame} does not exist or cannot be decoded"
                    + (complaint.Length > 0 ? $": {complaint}" : "; probe says how many frames there are")
                : $"{path}: frame {frame} is damaged: {complaint}");
        }
    }

    private static string Digest(ReadOnlySpan<byte> picture, int view, ViewScaling scaling)
    {
        int luma = scaling.View.Width * scaling.View.Height;
        int chroma = luma / 4;
        using var md5 = IncrementalHash.CreateHash(HashAlgorithmName.MD5);
        md5.AppendData(picture.Slice(view * luma, luma));
        md5.AppendData(picture.Slice((scaling.Views * luma) + (view * chroma), chroma));
        md5.AppendData(picture.Slice((scaling.Views * (luma + chroma)) + (view * chroma), chroma));
        return Convert.ToHexStringLower(md5.GetHashAndReset());
    }
}
