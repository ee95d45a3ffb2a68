using System.Globalization;
using System.Text.RegularExpressions;
using MovieData.Media.Films;

namespace MovieData.Media.Processes;

/// <summary>An ffmpeg or ffprobe as it describes itself, and what of it we cannot work with.</summary>
/// <param name="Program"><c>ffmpeg</c> or <c>ffprobe</c>.</param>
/// <param name="Banner">Its first line: <c>ffmpeg version 5.1.9-0+deb12u1 Copyright …</c>.</param>
/// <param name="Libavutil">Version of libavutil that it was built with; builds without a version number of their own
/// (<c>N-12345-g…</c>) have this one. Null where it states none.</param>
/// <param name="Filters">Names of its filters; empty for ffprobe.</param>
public sealed partial record FFmpegBuild(
    string Program, string Banner, Version? Libavutil, IReadOnlySet<string> Filters)
{
    /// <summary>The first version with everything we use (<c>-fps_mode</c>).</summary>
    public const string VersionMin = "5.1";

    /// <summary>What to do where it cannot.</summary>
    internal const string Advice =
        $"install a full build of ffmpeg {VersionMin} or newer, with its ffprobe, and put it first on PATH";

    private const string Hdr = "HDR films";
    private const string Spheres = "VR180 and equirectangular films";

    /// <summary>Filters that every film needs.</summary>
    internal static readonly IReadOnlyList<string> Needed =
    [
        "concat", "crop", "format", "metadata", "scale", "scdet", "select", "setparams", "setpts", "setsar",
        "showinfo", "signalstats", "split", "trim", "vstack",
    ];

    /// <summary>Filters that some films need; by what they are needed for.</summary>
    internal static readonly IReadOnlyDictionary<string, string[]> NeededForSome = new Dictionary<string, string[]>
    {
        [Hdr] = ["tonemap", "zscale"],
        [Spheres] = ["v360"],
    };

    /// <summary>libavutil of ffmpeg 5.1.</summary>
    private static readonly Version LibavutilMin = new(57, 28);

    private static readonly Lock Asking = new();
    private static (FFmpegBuild FFmpeg, FFmpegBuild FFprobe)? _found;

    /// <summary>Its version in its own words: <c>5.1.9-0+deb12u1</c>, <c>n7.1</c>, <c>N-109468-gd39b34</c>.</summary>
    public string Version => Banner.Split(' ').ElementAtOrDefault(2) ?? Banner;

    /// <summary>Why we cannot work with it, in one line; null where we can.</summary>
    public string? Fault =>
        Libavutil is null ? $"{Program} does not tell its version (it says: {Banner}); {Advice}"
        : Libavutil < LibavutilMin
            ? $"{Program} {Version} (libavutil {Libavutil}) is older than {VersionMin} (libavutil {LibavutilMin}); "
                + Advice
        : Missing(Needed) is { } missing ? $"{Program} {Version} is built without {missing}; {Advice}"
        : null;

    /// <summary>Both programs on PATH; asked once a process, at the same time.</summary>
    /// <exception cref="FFmpegException">One of them cannot be run at all.</exception>
    public static (FFmpegBuild FFmpeg, FFmpegBuild FFprobe) OnPath(CancellationToken cancel)
    {
        lock (Asking)
        {
            // What failed is asked again: it may have been killed.
            if (_found is not { } found)
            {
                Task<FFmpegBuild> ffprobe = Task.Run(() => Ask("ffprobe", "-version", cancel), cancel);
                FFmpegBuild ffmpeg = Ask("ffmpeg", "-filters", cancel);
                found = (ffmpeg, ffprobe.GetAwaiter().GetResult());
                _found = found;
            }

            return found;
        }
    }

    /// <summary>Call before the programs are used.</summary>
    /// <exception cref="FFmpegException">One of them is missing, too old, or built without what we use.</exception>
    public static void RequireUsable(CancellationToken cancel)
    {
        (FFmpegBuild ffmpeg, FFmpegBuild ffprobe) = OnPath(cancel);
        if ((ffmpeg.Fault ?? ffprobe.Fault) is { } fault)
        {
            throw new FFmpegException(fault) { IsOfProgram = true };
        }
    }

    /// <summary>Call before a film is scanned for hours.</summary>
    /// <exception cref="FilmException">ffmpeg is built without what this film needs.</exception>
    public static void RequireFor(Film film, CancellationToken cancel)
    {
        if (OnPath(cancel).FFmpeg.FaultFor(film.HighDynamicRange, film.Projection) is { } fault)
        {
            throw new FilmException($"{film.NameOf(0)}: {fault}");
        }
    }

    /// <summary>Why it cannot read a film of this kind; null where it can.</summary>
    internal string? FaultFor(bool isHdr, Projection projection)
    {
        string[] kinds = [.. NeededForSome.Keys.Where(kind => kind == Hdr ? isHdr : projection != Projection.Flat)];
        return kinds.Where(kind => Missing(NeededForSome[kind]) is not null)
            .Select(kind => $"{kind} need {Missing(NeededForSome[kind])}, which {Program} {Version} is built without; "
                + Advice)
            .FirstOrDefault();
    }

    /// <summary>Kinds of films that the ffmpeg on PATH cannot read, and why; none where it cannot be run.</summary>
    public static IReadOnlyDictionary<string, string> FaultsOfSome(CancellationToken cancel)
    {
        try
        {
            FFmpegBuild ffmpeg = OnPath(cancel).FFmpeg;
            return NeededForSome.Where(kind => ffmpeg.Missing(kind.Value) is not null)
                .ToDictionary(kind => kind.Key, kind => $"built without {ffmpeg.Missing(kind.Value)}; {Advice}");
        }
        catch (FFmpegException)
        {
            return new Dictionary<string, string>();
        }
    }

    /// <summary>Which of these it does not have, in words; null where it has all of them.</summary>
    public string? Missing(IEnumerable<string> filters)
    {
        string[] missing = Filters.Count == 0 ? [] : [.. filters.Where(name => !Filters.Contains(name))];
        return missing.Length == 0 ? null
            : $"the filter{(missing.Length > 1 ? "s" : "")} {string.Join(", ", missing)}";
    }

    /// <summary>Reads what a program says of itself.</summary>
    /// <param name="program"><c>ffmpeg</c> or <c>ffprobe</c>.</param>
    /// <param name="banner">Lines with its version and those of its libraries.</param>
    /// <param name="filters">What <c>-filters</c> lists; empty for ffprobe.</param>
    internal static FFmpegBuild Parse(string program, string banner, string filters)
    {
        string first = banner.Split('\n').FirstOrDefault(line => line.Contains(" version ", StringComparison.Ordinal))
            ?? banner.Split('\n')[0];
        Match library = LibavutilLine().Match(banner);
        static int Number(Group digits) => int.Parse(digits.ValueSpan, CultureInfo.InvariantCulture);
        return new FFmpegBuild(
            program,
            first.Trim(),
            library.Success ? new Version(Number(library.Groups[1]), Number(library.Groups[2])) : null,
            FilterLine().Matches(filters).Select(line => line.Groups[1].Value).ToHashSet(StringComparer.Ordinal));
    }

    private static FFmpegBuild Ask(string program, string question, CancellationToken cancel)
    {
        // -filters puts the banner on stderr and its list on stdout, -version all on stdout: one call tells all.
        var banner = new System.Text.StringBuilder();
        string said = FFmpegProcess.CaptureUnchecked(program, [question], line => banner.AppendLine(line), cancel);
        FFmpegBuild build = Parse(program, $"{banner}\n{said}", program == "ffmpeg" ? said : "");
        return build.Libavutil is null && question != "-version"
            ? build with { Libavutil = Ask(program, "-version", cancel).Libavutil }
            : build;
    }

    [GeneratedRegex(@"^ *libavutil +(\d+)\. *(\d+)\.", RegexOptions.CultureInvariant | RegexOptions.Multiline)]
    private static partial Regex LibavutilLine();

    [GeneratedRegex(@"^ [T.][S.][C.]? (\w+) +\S+->\S+", RegexOptions.CultureInvariant | RegexOptions.Multiline)]
    private static partial Regex FilterLine();
}
