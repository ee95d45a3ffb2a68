using System.Globalization;
using System.Text.Json.Nodes;
using MovieData.Ledger;

namespace MovieData.Clusters;

/// <summary>Segments of one film in a row.</summary>
/// <param name="Film">Film id.</param>
/// <param name="First">First of them.</param>
/// <param name="End">The one after the last.</param>
public sealed record SegmentRun(string Film, int First, int End);

/// <summary>
/// What was left when jobs were sent, dealt to their tasks: a task has segments that follow each other, so that it
/// looks at one film or two and not at hundreds, and every task has as many samples as any other but for a segment.
/// Written once, by whoever comes first, and read by all tasks of a submission, however much is done meanwhile.
/// </summary>
/// <param name="Parts">By part, from the first.</param>
public sealed record Deal(IReadOnlyList<IReadOnlyList<SegmentRun>> Parts)
{
    private const string PartsField = "parts";

    /// <summary>Deals segments.</summary>
    /// <param name="pending">What is left, in the order of films and numbers.</param>
    /// <param name="count">Parts, positive.</param>
    public static Deal Of(IEnumerable<PlannedSegment> pending, int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(count);
        PlannedSegment[] all = [.. pending];
        long total = all.Sum(segment => (long)segment.Samples);
        var parts = new List<SegmentRun>[count];
        for (int part = 0; part < count; part++)
        {
            parts[part] = [];
        }

        long before = 0;
        foreach (PlannedSegment segment in all)
        {
            // Where its middle lies among all samples; a segment alone is never split.
            var middle = (Int128)((2 * before) + segment.Samples);
            List<SegmentRun> part = parts[Math.Min(count - 1, (int)(middle * count / (2 * Math.Max(1, total))))];
            before += segment.Samples;
            if (part is [.., var last] && last.Film == segment.Film && last.End == segment.Index)
            {
                part[^1] = last with { End = segment.Index + 1 };
            }
            else
            {
                part.Add(new SegmentRun(segment.Film, segment.Index, segment.Index + 1));
            }
        }

        return new Deal(parts);
    }

    /// <summary>Numbers of the parts that have something, from 1, ascending.</summary>
    public IEnumerable<int> Filled => Parts.Index().Where(part => part.Item.Count > 0).Select(part => part.Index + 1);

    /// <summary>The segments of a part, which is counted from 1.</summary>
    public IEnumerable<(string Film, int Index)> Of(int part) => Parts[part - 1].SelectMany(run =>
        Enumerable.Range(run.First, run.End - run.First).Select(index => (run.Film, index)));

    /// <summary>Reads the deal of a file, or makes and publishes it; of several that do so at once one is first.
    /// </summary>
    /// <param name="path">The file.</param>
    /// <param name="count">Parts.</param>
    /// <param name="pending">What is left now.</param>
    /// <exception cref="LedgerException">The file is damaged, or of other parts; or the disk refused.</exception>
    public static Deal ReadOrMake(string path, int count, Func<IEnumerable<PlannedSegment>> pending)
    {
        if (!File.Exists(path))
        {
            Of(pending(), count).Write(path);
        }

        Deal deal = Read(path);
        return deal.Parts.Count == count ? deal : throw new LedgerException(
            $"{path}: deals to {deal.Parts.Count} parts, not to {count}: run the same movie-data submit again");
    }

    /// <summary>Writes the file, unless it is there.</summary>
    /// <exception cref="LedgerException">The disk refused.</exception>
    public void Write(string path) => Publication.PublishIfAbsent(
        new FolderStore(Path.GetDirectoryName(path)!), path, SealedJson.Seal(ToJson()));

    /// <summary>Reads a file.</summary>
    /// <exception cref="LedgerException">It is not there, or damaged.</exception>
    public static Deal Read(string path)
    {
        JsonObject json = SealedJson.Read(path);
        try
        {
            return new Deal([.. json[PartsField]!.AsArray().Select(part =>
                (IReadOnlyList<SegmentRun>)[.. part!.AsArray().Select(run => Parse((string)run!))])]);
        }
        catch (Exception error) when (error is NullReferenceException or InvalidOperationException
            or FormatException or OverflowException or IndexOutOfRangeException)
        {
            throw new LedgerException($"{path}: a field is missing or of another form", error);
        }
    }

    private JsonObject ToJson() => new()
    {
        [PartsField] = new JsonArray([.. Parts.Select(part => new JsonArray([.. part.Select(run =>
            JsonValue.Create(string.Create(CultureInfo.InvariantCulture, $"{run.Film}/{run.First}-{run.End}")))]))]),
    };

    // A film's id has no slash.
    private static SegmentRun Parse(string text)
    {
        string[] fields = text.Split('/');
        string[] numbers = fields[1].Split('-');
        int Number(int place) => int.Parse(numbers[place], NumberStyles.None, CultureInfo.InvariantCulture);
        return OutputFolder.IsFilmId(fields[0])
            ? new SegmentRun(fields[0], Number(0), Number(1)) : throw new FormatException(text);
    }
}
