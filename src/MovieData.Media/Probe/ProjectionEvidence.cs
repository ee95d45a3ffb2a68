using System.Globalization;
using MovieData.Imaging.Frames;
using MovieData.Media.Films;
using MovieData.Media.Reading;

namespace MovieData.Media.Probe;

/// <summary>
/// Weighs what is known of the projection: override, then the container's spherical mapping, then the file's name.
/// Without any of them a film is flat.
/// </summary>
/// <param name="Projection">By the first source of knowledge that says anything.</param>
/// <param name="Sentences">What is known, one sentence each; none for an ordinary film.</param>
/// <param name="Warnings">Contradictions, and what is not applied.</param>
internal sealed record ProjectionEvidence(
    Projection Projection, IReadOnlyList<string> Sentences, IReadOnlyList<string> Warnings)
{
    /// <summary>Words of a name that say how the views lie; 180 or 360 counts only beside one of them.</summary>
    private static readonly string[] LayoutWords =
        ["LR", "RL", "TB", "BT", "SBS", "FSBS", "HSBS", "OU", "HOU", "TAB", "HTAB", "3DH", "3DV", "VR", "X180"];

    /// <summary>Names of fisheye formats; MKX and VRCA are lenses, RF52 is Canon's dual fisheye.</summary>
    private static readonly string[] FisheyeWords = ["FISHEYE", "MKX200", "MKX220", "VRCA220", "RF52"];

    /// <summary>A tile's edge may be off by this share of the sphere: bounds are rounded to pixels.</summary>
    private const double BoundTolerance = 0.005;

    /// <summary>Weighs one film.</summary>
    /// <param name="path">The file.</param>
    /// <param name="stream">The stream that is read of it.</param>
    /// <param name="overrides">What the user states.</param>
    /// <exception cref="FilmException">A projection that is refused by name (fisheye, cubemap, tiles).</exception>
    public static ProjectionEvidence Weigh(string path, StreamFacts stream, FilmOverrides overrides)
    {
        var found = new List<(string From, Projection Projection)>();
        var warnings = new List<string>();
        if (overrides.Projection is { } stated)
        {
            found.Add(("stated by the user", stated));
        }

        if (stream.Spherical is { } mapping)
        {
            string from = $"spherical mapping '{mapping.Projection}' in the container";
            if (Of(mapping) is { } projection)
            {
                found.Add((from, projection));
            }
            else
            {
                warnings.Add(NotApplied(path, from, overrides.Projection));
            }

            if (mapping.Pose != (0, 0, 0))
            {
                warnings.Add(string.Create(CultureInfo.InvariantCulture, $"the container states a pose (yaw, pitch, ")
                    + string.Create(CultureInfo.InvariantCulture, $"roll {mapping.Pose}°), which is not applied"));
            }
        }

        if (stream.Spherical is null && (stream.Mp4?.Projection ?? stream.MatroskaProjection) is { } box)
        {
            string from = $"projection '{box}' in the container";
            if (OfBox(box) is { } boxed)
            {
                found.Add((from, boxed));
            }
            else
            {
                warnings.Add(NotApplied(path, from, overrides.Projection));
            }
        }

        (string? word, Projection? hint) = Hint(path);
        if (word is not null && hint is null && found.Count == 0)
        {
            throw Refused(path, $"file name has {word}");
        }

        if (hint is { } hinted)
        {
            found.Add(($"file name has {word}", hinted));
        }

        Projection decided = found.Select(one => one.Projection).FirstOrDefault();
        warnings.AddRange(found.Where(one => one.Projection != decided).Select(one =>
            $"projection {StereoWords.Of(decided)} ({found[0].From}) contradicts {StereoWords.Of(one.Projection)} "
            + $"({one.From}); the first is used"));
        return new ProjectionEvidence(decided, [.. Describe(found, decided)], warnings);
    }

    /// <summary>
    /// The word in a file's name that speaks of a projection, and which one: null for fisheye. Both null: none.
    /// </summary>
    internal static (string? Word, Projection? Projection) Hint(string path)
    {
        string[] words = Path.GetFileNameWithoutExtension(path).ToUpperInvariant().Split(
            [' ', '.', '_', '-', '(', ')', '[', ']', '+', ','], StringSplitOptions.RemoveEmptyEntries);
        if (words.FirstOrDefault(IsFisheye) is { } fisheye)
        {
            return (fisheye, null);
        }

        for (int at = 0; at < words.Length; at++)
        {
            bool isBesideLayout = (at > 0 && LayoutWords.Contains(words[at - 1]))
                || (at + 1 < words.Length && LayoutWords.Contains(words[at + 1]));
            Projection? hint = words[at] switch
            {
                "VR180" or "180X180" or "180VR" => Films.Projection.Vr180,
                "VR360" or "360X180" or "360VR" => Films.Projection.Equirect,
                "180" when isBesideLayout => Films.Projection.Vr180,
                "360" when isBesideLayout => Films.Projection.Equirect,
                _ => null,
            };
            if (hint is not null)
            {
                return (words[at], hint);
            }
        }

        return (null, null);
    }

    private static bool IsFisheye(string word) =>
        FisheyeWords.Any(name => word.StartsWith(name, StringComparison.Ordinal));

    private static IEnumerable<string> Describe(List<(string From, Projection Projection)> found, Projection decided)
    {
        foreach ((string from, Projection projection) in found)
        {
            yield return $"projection {StereoWords.Of(projection)}: {from}";
        }

        if (decided != Films.Projection.Flat)
        {
            yield return string.Create(
                CultureInfo.InvariantCulture,
                $"samples are flat views of {FlatView.HorizontalDegrees}° across, straight ahead (ffmpeg's v360); ")
                + "black bars are not measured";
        }
    }

    /// <summary>Tiles of an equirectangular picture: the middle half of it is VR180.</summary>
    private static Projection? Of(SphericalMapping mapping)
    {
        (double left, double top, double right, double bottom) = mapping.Cut;
        bool isMiddleHalf = Math.Abs(left - 0.25) < BoundTolerance && Math.Abs(right - 0.25) < BoundTolerance
            && top < BoundTolerance && bottom < BoundTolerance;
        return mapping.Projection switch
        {
            "equirectangular" => Films.Projection.Equirect,
            "half equirectangular" => Films.Projection.Vr180,
            "tiled equirectangular" when isMiddleHalf => Films.Projection.Vr180,
            "rectilinear" => Films.Projection.Flat,
            _ => null,
        };
    }

    /// <summary>What is not understood is refused, unless the user says what the pictures show.</summary>
    private static string NotApplied(string path, string from, Projection? stated) => stated is { } projection
        ? $"{from} is not applied: projection {StereoWords.Of(projection)} is stated by the user; look whether "
            + "straight lines come out straight"
        : throw Refused(path, from);

    /// <summary>Boxes that an ffmpeg may pass over; null: a mesh (<c>mshp</c>), a cubemap, fisheye or an unknown
    /// one.</summary>
    private static Projection? OfBox(string kind) => kind switch
    {
        "equi" or "equirectangular" => Films.Projection.Equirect,
        "hequ" => Films.Projection.Vr180,
        "rect" => Films.Projection.Flat,
        _ => null,
    };

    private static FilmException Refused(string path, string from) => new(
        $"{path}: {from}: fisheye, cubemap, mesh and tiled pictures are not read: convert to half "
        + $"equirectangular (ffmpeg's v360), or state --projection ({StereoWords.ProjectionChoices}) if that is wrong");
}

/// <summary>What the container says of a sphere.</summary>
/// <param name="Projection">ffmpeg's word, for example <c>equirectangular</c>.</param>
/// <param name="Cut">Shares of the whole sphere's picture that are missing at its edges; 0 unless tiled.</param>
/// <param name="Pose">Orientation in degrees.</param>
public sealed record SphericalMapping(
    string Projection,
    (double Left, double Top, double Right, double Bottom) Cut,
    (double Yaw, double Pitch, double Roll) Pose)
{
    /// <summary>Reads an entry of ffprobe's side data; its bounds are pixels of the coded picture.</summary>
    public static SphericalMapping Parse(SideFacts entry, PixelSize coded)
    {
        double width = Math.Max(1, entry.GetDouble("bound_left") + coded.Width + entry.GetDouble("bound_right"));
        double height = Math.Max(1, entry.GetDouble("bound_top") + coded.Height + entry.GetDouble("bound_bottom"));
        return new SphericalMapping(
            entry.Word("projection") ?? "",
            (entry.GetDouble("bound_left") / width, entry.GetDouble("bound_top") / height,
                entry.GetDouble("bound_right") / width, entry.GetDouble("bound_bottom") / height),
            (entry.GetDouble("yaw"), entry.GetDouble("pitch"), entry.GetDouble("roll")));
    }
}
