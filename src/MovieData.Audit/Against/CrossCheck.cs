using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using MovieData.Audit.Look;
using MovieData.Audit.Report;
using MovieData.Disparity;
using MovieData.Flow;
using MovieData.Imaging.Frames;
using MovieData.Imaging.Kernels;
using MovieData.Inference;
using MovieData.Shards;
using MovieData.Staging;

namespace MovieData.Audit.Against;

/// <summary>
/// Stored disparity against what another flow network makes of the stored views: a check of labels that needs no truth.
/// Where two methods that fail differently agree, both are likely right; where they differ by more than 2 px, at least
/// one is wrong.
/// </summary>
/// <remarks>
/// The network sees the views as the shards have them, JPEG at <c>shards.jpeg_quality</c>, where the dataset's own saw
/// the decoded film: a small part of every difference is of that. Its pixels count where it passes the same residual
/// test. Right views of <c>flow.rectify</c> are stored levelled, so they are not levelled again.
/// </remarks>
/// <param name="dataset">Kept samples.</param>
/// <param name="network">The other network; stays the caller's.</param>
/// <param name="pictures">Folder of the report's pictures.</param>
public sealed class CrossCheck(KeptSamples dataset, ILoadedModel network, string pictures)
{
    /// <summary>Pixel memory; what is in flight takes some 50 MB a frame of 1880×800.</summary>
    private const long PoolBytesMax = 8L << 30;

    private readonly PlanePool _pool = new(PoolBytesMax);
    private readonly SheetWriter _sheets = new(dataset, pictures);
    private readonly ConcurrentDictionary<int, StoredMaps> _waiting = new();
    private readonly DifferenceTally _all = new();
    private readonly SortedDictionary<int, DifferenceTally> _byFilm = [];

    /// <summary>Estimates frames anew and compares them; once an instance.</summary>
    /// <param name="drawn">The frames.</param>
    /// <param name="progress">Told of every frame.</param>
    /// <param name="cancel">Cuts the network's run short.</param>
    /// <exception cref="MovieDataException">There is nothing to compare, a shard is damaged, or the network failed.
    /// </exception>
    public AgainstReport Run(
        IReadOnlyList<KeptSample> drawn, Action<AuditProgress> progress, CancellationToken cancel)
    {
        RequireViews();
        using var worst = new WorstStrips();
        FlowOptions options = dataset.Pipeline.Flow with { Rectify = Rectify.None };
        IAsyncEnumerable<StereoDisparity> estimates = FramesAsync(drawn, cancel)
            .Then(new FlowStage(options, network, Rectifier.None(_pool), _pool), 1, cancel)
            .Then(new DisparityStage(dataset.Pipeline.Disparity with { Reference = Reference.Left }, _pool), 1, cancel);
        try
        {
            foreach (StereoDisparity estimate in estimates.ToBlockingEnumerable(cancel))
            {
                using (estimate)
                {
                    Add(drawn[estimate.Frame.Number], estimate, worst);
                    progress(new AuditProgress($"frames estimated anew by {network.Entry.Name}", _all.Samples,
                        drawn.Count));
                }
            }

            return Report(worst);
        }
        finally
        {
            foreach (StoredMaps left in _waiting.Values)
            {
                left.Dispose();
            }
        }
    }

    private void RequireViews()
    {
        if (!dataset.Pipeline.Shards.Right)
        {
            throw new ModelException($"{dataset.Folder.Root}: its shards have no right views (shards.right: false): "
                + $"{network.Entry.Name} has nothing to estimate from; leave out --against");
        }

        if (!dataset.HasLeftDisparity)
        {
            throw new ModelException($"{dataset.Folder.Root}: disparity stands at the right view alone "
                + "(disparity.reference: right): there is nothing to compare at the left one; leave out --against");
        }
    }

    // The number of a frame is its place in the sample.
    private async IAsyncEnumerable<StereoFrame> FramesAsync(
        IReadOnlyList<KeptSample> drawn, [EnumeratorCancellation] CancellationToken cancel)
    {
        PixelSize? first = null;
        for (int place = 0; place < drawn.Count; place++)
        {
            cancel.ThrowIfCancellationRequested();
            ShardSample sample = dataset.Read(drawn[place]);
            first ??= sample.Left.Size;
            if (sample.Left.Size != first || sample.Right is null)
            {
                string found = sample.Right is null ? "it has no right view" : $"its views are {sample.Left.Size}";
                using (sample)
                {
                    throw new ModelException(
                        $"{sample.Id}: {found}, expected both views of {first}, as its dataset has them: run verify");
                }
            }

            _waiting[place] = new StoredMaps(sample.Id, sample.Disparity, sample.Mask);
            yield return new StereoFrame(place, sample.Left, sample.Right);
        }

        await Task.CompletedTask.ConfigureAwait(false);
    }

    private void Add(in KeptSample sample, StereoDisparity estimate, WorstStrips worst)
    {
        _waiting.Remove(estimate.Frame.Number, out StoredMaps? stored);
        estimate.ToOutputScale(_pool);
        if (stored!.Mask.Size != estimate.Map.Mask.Size)
        {
            using (stored)
            {
                throw new ModelException($"{stored.Id}: disparity of {stored.Mask.Size}, expected "
                    + $"{estimate.Map.Mask.Size} by its dataset's disparity.output_scale: run verify");
            }
        }

        using var pair = new DisparityPair(
            stored.Disparity,
            stored.Mask,
            Valid(estimate.Map),
            DisparityScale.FactorOf(stored.Mask.Size, estimate.Frame.Size));
        DifferenceTally tally = pair.Tally();
        _all.Add(tally);
        if (!_byFilm.TryGetValue(sample.Film, out DifferenceTally? film))
        {
            _byFilm[sample.Film] = film = new DifferenceTally();
        }

        film.Add(tally);
        string head = Strip.HeadOf(sample, stored.Id);
        worst.Add(
            tally.ShareOver ?? 0,
            sample,
            () => pair.Draw(tally, head, estimate.Frame.Left, ("stored", network.Entry.Name), dataset.ViewWidth));
    }

    private static Plane<float> Valid(DisparityMap map)
    {
        var known = new Plane<float>(map.Mask.Width, map.Mask.Height);
        for (int i = 0; i < known.Pixels.Length; i++)
        {
            known.Pixels[i] = map.Mask.Pixels[i] == MaskCode.Valid ? map.Disparity.Pixels[i] : float.NaN;
        }

        return known;
    }

    private AgainstReport Report(WorstStrips worst) => new()
    {
        Model = network.Entry.Name,
        Sampled = _all.Samples,
        Kept = dataset.Samples.Count,
        ThresholdPx = DifferenceTally.OverPx,
        ShareOver = _all.ShareOver,
        MedianPx = _all.MedianPx,
        ShareCompared = _all.ShareCompared,
        Films =
        [
            .. _byFilm.Select(film => new AgainstFilm(
                dataset.Films[film.Key], film.Value.Samples, film.Value.ShareOver, film.Value.MedianPx,
                film.Value.ShareCompared)),
        ],
        MaskCodes = Enumerable.Range(0, MaskCode.Count).Where(code => _all.PixelsOf((byte)code) > 0).ToDictionary(
            code => $"{code}",
            code => new AgainstCode(
                _all.PixelsOf((byte)code), _all.ComparedOf((byte)code), _all.ShareOverOf((byte)code))),
        Sheets = worst.Write(
            _sheets,
            "against",
            $"Stored disparity against {network.Entry.Name}",
            $"the frames with the largest share of valid pixels that differ by more than 2 px, of {_all.Samples} "
                + "estimated anew from the stored views"),
    };

    private sealed record StoredMaps(string Id, Plane<float> Disparity, Plane<byte> Mask) : IDisposable
    {
        public void Dispose()
        {
            Disparity.Dispose();
            Mask.Dispose();
        }
    }
}
