using MovieData.Audit.Report;
using MovieData.Disparity;
using MovieData.Ledger;
using MovieData.Pipelines;
using MovieData.Shards;

namespace MovieData.Audit.Look;

/// <summary>The kept samples of a dataset whose pictures can be read.</summary>
/// <param name="Folder">The dataset.</param>
/// <param name="Pipeline">How it was made.</param>
/// <param name="Films">Film ids.</param>
/// <param name="Samples">Films, then segments, then frames in order.</param>
public sealed record KeptSamples(
    OutputFolder Folder, Pipeline Pipeline, IReadOnlyList<string> Films, IReadOnlyList<KeptSample> Samples)
{
    /// <summary>Width of the views before the crop, px.</summary>
    public int ViewWidth => Pipeline.Decode.View.Width;

    /// <summary>False where disparity stands at the right view alone (<c>disparity.reference: right</c>).</summary>
    public bool HasLeftDisparity => Pipeline.Disparity.Reference != Reference.Right;

    /// <summary>Those of a dataset; samples of shards that are missing are left out.</summary>
    public static KeptSamples Of(DatasetRows dataset)
    {
        var samples = new List<KeptSample>();
        HashSet<string> missing = [.. dataset.MissingFiles];
        for (int film = 0; film < dataset.Films.Count; film++)
        {
            Add(dataset.Films[film], film, missing, samples);
        }

        return new KeptSamples(
            dataset.Folder,
            PipelineJson.Read(dataset.Manifest.Pipeline, dataset.Folder.Manifest),
            [.. dataset.Films.Select(film => film.Film)],
            samples);
    }

    /// <summary>Id of a sample of it: FILM/frame.</summary>
    public string IdOf(in KeptSample sample) => sample.IdIn(Films);

    /// <summary>A sample with its pictures. The caller's.</summary>
    /// <exception cref="MovieDataException">It is not there, or damaged.</exception>
    public ShardSample Read(in KeptSample sample)
    {
        SegmentEntry entry = SegmentEntry.Read(Folder, Films[sample.Film], sample.Segment);
        return ShardSample.Read(Folder, entry, new HashSet<int> { sample.Frame }).Single();
    }

    private static void Add(FilmRows rows, int film, HashSet<string> missing, List<KeptSample> samples)
    {
        double[][] figures =
        [
            .. ((ReadOnlySpan<string>)["photometric_error", "consistent_fraction", "range_px", "sky_fraction"])
                .ToArray().Select(rows.Column),
        ];
        foreach (SegmentRows segment in rows.Segments)
        {
            if (segment.Entry?.Shard is not { } shard || missing.Contains(shard.Name))
            {
                continue;
            }

            for (int row = segment.FirstRow; row < segment.FirstRow + segment.Count; row++)
            {
                if (rows.Outcome[row] == RowOutcome.Kept)
                {
                    samples.Add(new KeptSample(
                        film,
                        segment.Entry.Segment,
                        rows.Frame[row],
                        rows.Shot[row],
                        (float)rows.TimeS[row],
                        (float)figures[0][row],
                        (float)figures[1][row],
                        (float)figures[2][row],
                        (float)figures[3][row]));
                }
            }
        }
    }
}
