using System.Text.Json.Nodes;
using MovieData.Ledger;

namespace MovieData.Plan;

/// <summary>
/// How many samples each segment of a plan has, kept in <c>log/segments/FILM.json</c> with the digest of that plan: a
/// plan has megabytes, and of ten thousand films no command could read them all. Whoever finds the file missing, or
/// made from another plan, reads the plan and writes it again.
/// </summary>
public static class SegmentSizes
{
    private const string PlanField = "plan_sha256";
    private const string SamplesField = "samples";

    /// <summary>Where the file of a film lies.</summary>
    public static string PathOf(OutputFolder folder, string film) =>
        Path.Combine(folder.SegmentSizes, Path.GetFileName(folder.Film(film)) + ".json");

    /// <summary>Planned samples of each segment of a film, by its number.</summary>
    /// <param name="folder">The dataset.</param>
    /// <param name="film">The film.</param>
    /// <param name="keeps">False: nothing is written, for who only reads a dataset.</param>
    /// <exception cref="MovieDataException">The plan is missing or damaged.</exception>
    public static IReadOnlyList<int> Of(OutputFolder folder, string film, bool keeps = true)
    {
        string digest = DigestOf(folder.Store, FilmRecord.PlanPath(folder, film));
        if (Kept(folder, film, digest) is { } kept)
        {
            return kept;
        }

        int[] samples = Of(SamplePlanJson.Read(FilmRecord.ReadPlan(folder, film), film));
        if (keeps)
        {
            Keep(folder, film, digest, samples);
        }

        return samples;
    }

    /// <summary>Writes them down of a plan that was just made, for those who only count.</summary>
    /// <param name="folder">The dataset.</param>
    /// <param name="film">The film.</param>
    /// <param name="plan">Its plan.</param>
    /// <param name="seal">The seal of the plan's file.</param>
    public static void Keep(OutputFolder folder, string film, SamplePlan plan, string seal) =>
        Keep(folder, film, seal, Of(plan));

    private static int[] Of(SamplePlan plan) => [.. plan.Segments.Select(segment => segment.Samples.Count)];

    private static IReadOnlyList<int>? Kept(OutputFolder folder, string film, string digest)
    {
        string path = PathOf(folder, film);
        try
        {
            JsonObject? json = folder.Store.Exists(path) ? SealedJson.Read(folder.Store, path) : null;
            return (string?)json?[PlanField] == digest
                ? [.. json[SamplesField]!.AsArray().Select(count => (int)count!)] : null;
        }
        catch (Exception error) when (error is LedgerException or NullReferenceException or InvalidOperationException
            or FormatException)
        {
            return null;    // it is made again
        }
    }

    // A folder that nobody may write to is looked at all the same, only more slowly.
    private static void Keep(OutputFolder folder, string film, string digest, int[] samples)
    {
        try
        {
            Publication.Replace(folder.Store, PathOf(folder, film), SealedJson.Seal(new JsonObject
            {
                [PlanField] = digest,
                [SamplesField] = new JsonArray([.. samples.Select(count => JsonValue.Create(count))]),
            }));
        }
        catch (LedgerException)
        {
        }
    }

    // The digest that a plan carries at its end; whether it fits is for who reads the plan.
    private static string DigestOf(IDatasetStore store, string path)
    {
        try
        {
            using FileStream file = store.Open(path);
            byte[] end = new byte[(int)Math.Min(file.Length, SealedJson.EndBytes)];
            file.Seek(-end.Length, SeekOrigin.End);
            file.ReadExactly(end);
            return SealedJson.SealAtEnd(end) ?? throw new LedgerException(
                $"{path}: damaged: it does not end in a {SealedJson.SealField} field");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new LedgerException($"{path}: {error.Message}", error);
        }
    }
}
