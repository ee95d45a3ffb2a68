using MovieData.Media.Films;
using MovieData.Media.Probe;
using MovieData.Media.Processes;
using MovieData.Media.Reading;

namespace MovieData.Media.Scan;

/// <summary>
/// Holds a whole film against the frame-packing messages of its pictures: they must not change in mid-film, and views
/// that follow each other must take turns to the end. The probe has seen the first pictures only.
/// </summary>
internal static class PackingCheck
{
    /// <summary>Reads the coded pictures once more, without decoding them, where messages matter.</summary>
    /// <param name="film">The film.</param>
    /// <param name="pairing">How its views are paired.</param>
    /// <param name="times">Times of its pictures, as scanned.</param>
    /// <param name="cancel">Kills the process.</param>
    /// <exception cref="ScanException">The arrangement changes, or a picture is not of the view it is taken
    /// for.</exception>
    /// <exception cref="FFmpegException">The process was lost.</exception>
    public static void Require(
        Film film, Pairing pairing, IReadOnlyList<FrameTimes> times, CancellationToken cancel)
    {
        bool alternates = pairing == Pairing.InTurn;
        if (!PackingMessages.MayBeIn(film.Codec) || !(film.HasPackingMessages || alternates))
        {
            return;
        }

        IReadOnlyList<CodedPicture> coded =
            PackingMessages.Read(film.InputOf(0), film.StreamIndexes[0], film.Codec, null, cancel);
        if (film.HasPackingMessages && Change(coded) is { } change)
        {
            throw new ScanException($"{film.NameOf(0)}: {Place(change.At, times[0])}: the frame-packing message says "
                + $"{change.Now}, before that {change.Before}: the views lie otherwise from there on; cut the film "
                + "there into two, or take wrong messages out of it (ffmpeg -c copy -bsf:v filter_units=remove_types="
                + (film.Codec == "hevc" ? "39" : "6") + ")");
        }

        if (alternates)
        {
            if (coded.Any(one => one.Pts is null && Alternation.IsFirstView(one) is not null))
            {
                throw new ScanException($"{film.NameOf(0)}: the stream has no time stamps, so its frame-packing "
                    + "messages, which say which view a picture is of, cannot be laid to the pictures; remux it (for "
                    + "example to Matroska) first");
            }

            AlternatingPictures.CheckViews(film.NameOf(0), times[0], times[1], coded);
        }
    }

    /// <summary>The first picture in coded order whose message says another arrangement than those before it.</summary>
    internal static (CodedPicture At, PackingMessage Before, PackingMessage Now)? Change(
        IEnumerable<CodedPicture> coded)
    {
        PackingMessage? before = null;
        foreach (CodedPicture picture in coded)
        {
            if (picture.Message is not { } now || (now.IsCancel && now.Id != before?.Id))
            {
                continue;
            }

            if (before is not null && now.Kind != before.Kind)
            {
                return (picture, before, now);
            }

            before = now;
        }

        return null;
    }

    private static string Place(CodedPicture at, FrameTimes times)
    {
        if (at.Pts is not { } pts)
        {
            return "in mid-film";
        }

        int frame = 0;
        while (frame + 1 < times.Pts.Count && times.Pts[frame + 1] <= pts)
        {
            frame++;
        }

        return $"frame {frame}";
    }
}
