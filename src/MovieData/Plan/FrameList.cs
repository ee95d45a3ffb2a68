using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using MovieData.Native;

namespace MovieData.Plan;

/// <summary>One line of a published list, <c>film/chapterN/outM</c>.</summary>
/// <param name="Chapter">1-based, as on the disc.</param>
/// <param name="Number">M: the M-th picture of the chapter as cut by its start time, from 1.</param>
public readonly record struct ListedFrame(int Chapter, int Number);

/// <summary>
/// A list of the frames of a dataset, as the MiDaS authors published theirs (lists/train.txt, …): instead of sampling,
/// exactly these frames are planned.
/// </summary>
public sealed partial class FrameList
{
    /// <summary>Lines of the longest list that is read; the authors' longest has 75,074.</summary>
    public const int LinesMax = 10_000_000;

    private const int LineCharsMax = 1024;

    private readonly string _path;
    private readonly Dictionary<string, List<ListedFrame>> _byFilm = [];

    private FrameList(string path) => _path = path;

    /// <summary>Names of the films in the list, in its order.</summary>
    public IReadOnlyCollection<string> Films => _byFilm.Keys;

    /// <summary>Reads a list; empty lines are passed over.</summary>
    /// <exception cref="PlanException">It cannot be read, holds a line of another form (file and line are named), one
    /// frame twice, or nothing.</exception>
    public static FrameList Read(string path)
    {
        var list = new FrameList(path);
        var seen = new HashSet<(string, ListedFrame)>();
        int number = 0;
        using StreamReader text = Open(path);
        foreach (string line in RegularFile.Lines(text, LineCharsMax))
        {
            if (++number > LinesMax || line.Length > LineCharsMax)
            {
                throw new PlanException($"{path}:{number}: " + (number > LinesMax
                    ? $"more than {LinesMax} lines" : $"a line of more than {LineCharsMax} characters")
                    + ": this is no frame list");
            }

            if (string.IsNullOrWhiteSpace(line))
            {
                continue;
            }

            Match match = Form().Match(line.Trim());
            if (!match.Success
                || !int.TryParse(match.Groups["chapter"].ValueSpan, CultureInfo.InvariantCulture, out int chapter)
                || !int.TryParse(match.Groups["number"].ValueSpan, CultureInfo.InvariantCulture, out int picture)
                || chapter < 1 || picture < 1)
            {
                throw new PlanException(
                    $"{path}:{number}: {Shown(line)}: expected FILM/chapterN/outM with N and M from 1, for example "
                    + "exodus/chapter2/out00000005");
            }

            string film = match.Groups["film"].Value;
            var frame = new ListedFrame(chapter, picture);
            if (!seen.Add((film, frame)))
            {
                throw new PlanException($"{path}:{number}: {Shown(line)} stands in the list twice");
            }

            if (!list._byFilm.TryGetValue(film, out List<ListedFrame>? frames))
            {
                list._byFilm[film] = frames = [];
            }

            frames.Add(frame);
        }

        return list._byFilm.Count > 0 ? list : throw new PlanException($"{path}: the list is empty");
    }

    /// <summary>Frames of a film in the list's order.</summary>
    /// <param name="film">Name in the list; it is the film's id.</param>
    /// <exception cref="PlanException">The list has none; the message names its films.</exception>
    public IReadOnlyList<ListedFrame> Of(string film) => _byFilm.TryGetValue(film, out List<ListedFrame>? frames)
        ? frames
        : throw new PlanException(
            $"{_path} has no frame of {film}: give each film its name in the list (--film NAME=SOURCE); names there: "
            + string.Join(", ", _byFilm.Keys));

    /// <summary>sha256 over the film's frames, in ascending order: equal lists of a film make equal plans.</summary>
    public string DigestOf(string film)
    {
        IEnumerable<string> lines = Of(film).OrderBy(frame => frame.Chapter).ThenBy(frame => frame.Number)
            .Select(frame => string.Create(CultureInfo.InvariantCulture, $"{frame.Chapter}/{frame.Number}\n"));
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Concat(lines))));
    }

    private static StreamReader Open(string path)
    {
        try
        {
            return new StreamReader(path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new PlanException($"{path}: the frame list cannot be read: {error.Message}");
        }
    }

    private static string Shown(string line) => line.Length <= 80 ? line : $"{line[..80]}…";

    [GeneratedRegex(@"^(?<film>[^/\s]+)/chapter(?<chapter>[0-9]{1,9})/out(?<number>[0-9]{1,9})(\.[a-z]+)?$")]
    private static partial Regex Form();
}
