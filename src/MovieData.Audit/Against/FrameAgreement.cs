using MovieData.Audit.Look;
using MovieData.Audit.Report;
using MovieData.Imaging.Frames;
using MovieData.Imaging.Kernels;
using MovieData.Shards;

namespace MovieData.Audit.Against;

/// <summary>
/// How the disparity of frames that two datasets kept agrees: the same film extracted by another pipeline, network or
/// version. Each pixel of the first dataset is held against the pixel of the other that covers its middle in the view,
/// so crops and sizes of maps may differ.
/// </summary>
/// <param name="one">The dataset.</param>
/// <param name="other">The dataset beside it.</param>
/// <param name="pictures">Folder of the report's pictures.</param>
public sealed class FrameAgreement(KeptSamples one, KeptSamples other, string pictures)
{
    private readonly SheetWriter _sheets = new(one, pictures);
    private readonly Dictionary<(string, int), KeptSample> _theirs =
        other.Samples.ToDictionary(sample => (other.Films[sample.Film], sample.Frame));

    private readonly Counts _all = new();
    private readonly SortedDictionary<int, Counts> _byFilm = [];

    /// <summary>Why disparities cannot be held against each other; null: they can.</summary>
    public string? Fault =>
        one.Pipeline.Decode.View != other.Pipeline.Decode.View
            ? $"views were brought to {one.Pipeline.Decode.View} here and to {other.Pipeline.Decode.View} there "
                + "(decode.view_px): their px are others"
        : !one.HasLeftDisparity || !other.HasLeftDisparity
            ? "disparity stands at the right view alone in one of them (disparity.reference)"
        : null;

    /// <summary>Frames that both kept, as the first dataset has them.</summary>
    public IReadOnlyList<KeptSample> Common() =>
        [.. one.Samples.Where(sample => _theirs.ContainsKey((one.Films[sample.Film], sample.Frame)))];

    /// <summary>Compares frames; once an instance.</summary>
    /// <param name="drawn">Some of <see cref="Common"/>.</param>
    /// <param name="progress">Told of every frame.</param>
    /// <param name="cancel">Stops between frames.</param>
    /// <returns>Null where there is a <see cref="Fault"/>.</returns>
    /// <exception cref="MovieDataException">A shard of either is damaged.</exception>
    public AgreementReport? Run(
        IReadOnlyList<KeptSample> drawn, Action<AuditProgress> progress, CancellationToken cancel)
    {
        if (Fault is not null)
        {
            return null;
        }

        using var worst = new WorstStrips();
        foreach (KeptSample sample in drawn)
        {
            cancel.ThrowIfCancellationRequested();
            using ShardSample here = one.Read(sample);
            using ShardSample there = other.Read(_theirs[(one.Films[sample.Film], sample.Frame)]);
            Add(sample, here, there, worst);
            progress(new AuditProgress("common frames compared", _all.Disparity.Samples, drawn.Count));
        }

        return Report(worst);
    }

    private void Add(in KeptSample sample, ShardSample here, ShardSample there, WorstStrips worst)
    {
        var counts = new Counts();
        var codes = new Plane<byte>(here.Mask.Width, here.Mask.Height);
        here.Mask.Pixels.CopyTo(codes.Pixels);
        var first = new Plane<float>(here.Mask.Width, here.Mask.Height);
        here.Disparity.Pixels.CopyTo(first.Pixels);
        using var pair = new DisparityPair(
            first, codes, Overlaid(here, there, counts), DisparityScale.FactorOf(here.Mask.Size, here.Left.Size));
        counts.Disparity.Add(pair.Tally());
        _all.Add(counts);
        if (!_byFilm.TryGetValue(sample.Film, out Counts? film))
        {
            _byFilm[sample.Film] = film = new Counts();
        }

        film.Add(counts);
        string head = Strip.HeadOf(sample, here.Id);
        worst.Add(
            counts.Disparity.ShareOver ?? 0,
            sample,
            () => pair.Draw(counts.Disparity, head, here.Left, ("this dataset", "the other"), one.ViewWidth));
    }

    // The other's valid disparity at the pixels of this one, in this one's px; NaN where it has none, or no pixel.
    private static Plane<float> Overlaid(ShardSample here, ShardSample there, Counts counts)
    {
        PixelSize size = here.Mask.Size;
        var overlaid = new Plane<float>(size.Width, size.Height);
        float step = DisparityScale.FactorOf(size, here.Left.Size);
        float theirStep = DisparityScale.FactorOf(there.Mask.Size, there.Left.Size);
        for (int y = 0; y < size.Height; y++)
        {
            Span<float> row = overlaid.Row(y);
            int theirY = Place(y, here.Crop.Y, step, there.Crop.Y, theirStep);
            for (int x = 0; x < size.Width; x++)
            {
                int theirX = Place(x, here.Crop.X, step, there.Crop.X, theirStep);
                row[x] = float.NaN;
                if (theirX < 0 || theirX >= there.Mask.Width || theirY < 0 || theirY >= there.Mask.Height)
                {
                    continue;
                }

                byte code = there.Mask[theirX, theirY];
                counts.Common++;
                counts.SameCode += code == here.Mask[x, y] ? 1 : 0;
                row[x] = code == MaskCode.Valid
                    ? there.Disparity[theirX, theirY] * theirStep / step : float.NaN;
            }
        }

        return overlaid;

        // Middle of a pixel in the view, then the pixel of the other that covers it.
        static int Place(int at, int edge, float step, int theirEdge, float theirStep) =>
            (int)MathF.Floor((edge + ((at + 0.5f) * step) - theirEdge) / theirStep);
    }

    private AgreementReport Report(WorstStrips worst) => new()
    {
        Sampled = _all.Disparity.Samples,
        MedianPx = _all.Disparity.MedianPx,
        ShareWithinHalfPx = _all.Disparity.ShareWithin(0.5),
        ShareWithin1Px = _all.Disparity.ShareWithin(1),
        ShareWithin2Px = _all.Disparity.ShareWithin(2),
        ShareCompared = _all.Disparity.ShareCompared,
        MaskAgreement = _all.MaskAgreement,
        Films =
        [
            .. _byFilm.Select(film => new AgreementFilm(
                one.Films[film.Key],
                film.Value.Disparity.Samples,
                film.Value.Disparity.MedianPx,
                film.Value.Disparity.ShareWithin(2),
                film.Value.MaskAgreement)),
        ],
        Sheets = worst.Write(
            _sheets,
            "compare",
            "Disparity of both datasets",
            $"the common frames with the largest share of valid pixels that differ by more than 2 px, of "
                + $"{_all.Disparity.Samples} looked at"),
    };

    /// <summary>What is counted, of a frame, a film, or all.</summary>
    private sealed class Counts
    {
        public DifferenceTally Disparity { get; } = new();

        /// <summary>Pixels that both have.</summary>
        public long Common { get; set; }

        /// <summary>Those with the same code.</summary>
        public long SameCode { get; set; }

        public double? MaskAgreement => Common == 0 ? null : (double)SameCode / Common;

        public void Add(Counts counts)
        {
            Disparity.Add(counts.Disparity);
            Common += counts.Common;
            SameCode += counts.SameCode;
        }
    }
}
