using System.Text.Json.Nodes;
using MovieData.Decode;
using MovieData.Imaging.Frames;
using MovieData.Ledger;
using MovieData.Media.Films;
using MovieData.Media.Probe;
using MovieData.Pipelines;
using MovieData.Plan;
using MovieData.Staging;

namespace MovieData.Runs;

/// <summary>
/// The source of a film that a dataset has planned, at hand again: single planned frames of it are decoded as
/// <c>extract</c> and <c>decode</c> decode them, whether they were kept or rejected. The plan knows where each is, so
/// that nothing is scanned.
/// </summary>
public sealed class PlannedSource
{
    /// <summary>Pixel memory for the frames on their way.</summary>
    private const long PoolBytesMax = 512L << 20;

    private readonly Film _film;
    private readonly DecodeOptions _options;
    private readonly Dictionary<int, PlannedSample> _samples;

    private PlannedSource(Film film, DecodeOptions options, SamplePlan plan)
    {
        _film = film;
        _options = options;
        _samples = plan.Segments.SelectMany(segment => segment.Samples).ToDictionary(sample => sample.Frame);
    }

    /// <summary>Opens a source, and holds it against the fingerprint of the film that was planned.</summary>
    /// <param name="folder">The dataset.</param>
    /// <param name="film">Id of the film in it.</param>
    /// <param name="source">Where the film lies now.</param>
    /// <param name="cancel">Stops the subprocesses.</param>
    /// <exception cref="MovieDataException">It is another film, cannot be read, or the dataset is damaged.</exception>
    public static PlannedSource Open(
        OutputFolder folder, string film, SourceArgument source, CancellationToken cancel)
    {
        FilmOverrides stated = source.Overrides.Or(Stated(folder, film));
        Film now = FilmProbe.Probe(source, stated, quick: true, cancel);
        Film stored = FilmJson.Read(FilmRecord.ReadProbe(folder, film), now.Paths) with { Index = now.Index };
        FilmRecord.CheckFingerprint(folder, film, Planning.Fingerprint(stored));
        return new PlannedSource(
            stored,
            PipelineJson.Read(RunManifest.Read(folder).Pipeline, folder.Manifest).Decode,
            SamplePlanJson.Read(FilmRecord.ReadPlan(folder, film), film));
    }

    /// <summary>Decodes one planned frame: views in order, scaled and cropped. The caller disposes it.</summary>
    /// <param name="frame">Frame number, 0-based.</param>
    /// <param name="cancel">Stops the subprocesses.</param>
    /// <exception cref="DecodeException">It is not planned, or the film does not give it whole.</exception>
    public async Task<StereoFrame> DecodeAsync(int frame, CancellationToken cancel)
    {
        string name = $"{_film.NameOf(0)}: frame {frame}";
        PlannedSample sample = _samples.GetValueOrDefault(frame)
            ?? throw new DecodeException($"{name} is not planned");

        // Whatever the scan said of its views: a person wants to see them.
        var segment = new Segment(_film.Id, 0, [sample with { TimeShiftFrames = null }]);
        var rejections = new RejectionLog();
        var decode = new DecodeStage(_film, _options, new PlanePool(PoolBytesMax), rejections, threads: 0);
        StereoFrame? found = null;
        await foreach (StereoFrame one in StageChain.One(segment).Then(decode, 1, cancel).ConfigureAwait(false))
        {
            found?.Dispose();
            found = one;
        }

        Rejection? why = rejections.Find(frame);
        return found ?? throw new DecodeException(why is null
            ? $"{name} did not come out of the decoder"
            : $"{name} is {why.Rule}: {why.Note}");
    }

    /// <summary>What the probe of a planned film found or was told, which needs no looking for again.</summary>
    internal static FilmOverrides Stated(OutputFolder folder, string film)
    {
        JsonObject probe = FilmRecord.ReadProbe(folder, film);
        return new FilmOverrides(
            StereoWords.ParseLayout((string?)probe["layout"] ?? ""),
            StereoWords.ParseViewOrder((string?)probe["view_order"] ?? ""),
            Projection: StereoWords.ParseProjection((string?)probe["projection"] ?? ""));
    }
}
