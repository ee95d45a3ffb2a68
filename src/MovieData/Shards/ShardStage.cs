using System.Runtime.CompilerServices;
using MovieData.Disparity;
using MovieData.Frames;
using MovieData.Ledger;
using MovieData.Shots;
using MovieData.Sky;
using MovieData.Staging;

namespace MovieData.Shards;

/// <summary>
/// Writes the samples of one segment: accepted ones into its shard, a row for every planned one into its frames file.
/// Yields the finished, not yet committed segment when the last sample is through.
/// </summary>
public sealed class ShardStage : IStage<StereoSample, FinishedSegment>
{
    private readonly OutputFolder _folder;
    private readonly Segment _segment;
    private readonly string _split;
    private readonly PixelArea _crop;
    private readonly ShardOptions _options;
    private readonly IReadOnlyDictionary<string, string> _digests;
    private readonly RejectionLog _rejections;

    /// <summary>A writer for one segment.</summary>
    /// <param name="segment">The planned segment.</param>
    /// <param name="split">Its split.</param>
    /// <param name="crop">Crop inside the view, for the rows.</param>
    /// <param name="options">Encodings.</param>
    /// <param name="folder">The dataset.</param>
    /// <param name="digests">sha256 of pipeline and models, for the files' metadata.</param>
    /// <param name="rejections">Planned samples that never became a frame.</param>
    public ShardStage(
        Segment segment,
        Split split,
        PixelArea crop,
        ShardOptions options,
        OutputFolder folder,
        IReadOnlyDictionary<string, string> digests,
        RejectionLog rejections)
    {
        _segment = segment;
        _split = split.ToString().ToLowerInvariant();
        _crop = crop;
        _options = options;
        _folder = folder;
        _digests = digests;
        _rejections = rejections;
    }

    /// <inheritdoc/>
    /// <exception cref="LedgerException">The disk refused.</exception>
    public async IAsyncEnumerable<FinishedSegment> RunAsync(
        IAsyncEnumerable<StereoSample> input, [EnumeratorCancellation] CancellationToken cancel)
    {
        using var writer = new SegmentWriter(_folder, _segment, _split, _digests);
        using var encoder = new SampleEncoder(_options);
        int next = 0;
        await foreach (StereoSample sample in input.WithCancellation(cancel).ConfigureAwait(false))
        {
            using (sample)
            {
                next = AddMissing(writer, next, sample.Disparity.Frame.Number);
                Add(writer, encoder, _segment.Samples[next++], sample);
            }
        }

        AddMissing(writer, next, int.MaxValue);
        yield return writer.Complete();
    }

    // Planned samples before the given frame that no stage handed on: the log must know why.
    private int AddMissing(SegmentWriter writer, int next, int untilFrame)
    {
        while (next < _segment.Samples.Count && _segment.Samples[next].Frame < untilFrame)
        {
            PlannedSample planned = _segment.Samples[next++];
            Rejection reason = _rejections.Find(planned.Frame) ?? throw new InvalidOperationException(
                $"segment {_segment.Name}: planned frame {planned.Frame} was lost without a reason");
            writer.Add(RowOf(planned, [reason], new SampleFigures()), null);
        }

        return next;
    }

    private void Add(SegmentWriter writer, SampleEncoder encoder, PlannedSample planned, StereoSample sample)
    {
        StereoDisparity disparity = sample.Disparity;
        SampleFigures figures = FiguresOf(disparity.Figures);
        FrameRow frame = RowOf(planned, disparity.Rejections, figures);
        if (!frame.Accepted)
        {
            writer.Add(frame, null);
            return;
        }

        EncodedPictures pictures = encoder.Encode(
            disparity.Frame.Left, disparity.Frame.Right, sample.Code, disparity.Map.Mask, disparity.Map.Residual);
        writer.Add(frame, new SampleRow
        {
            Id = frame.Id,
            Film = frame.Film,
            Split = frame.Split,
            Chapter = frame.Chapter,
            Shot = frame.Shot,
            Clip = frame.Clip,
            Frame = frame.Frame,
            TimeS = frame.TimeS,
            Left = pictures.Left,
            Right = pictures.Right,
            Disparity = pictures.Disparity,
            Mask = pictures.Mask,
            Residual = pictures.Residual,
            Width = disparity.Frame.Size.Width,
            Height = disparity.Frame.Size.Height,
            CropX = _crop.X,
            CropY = _crop.Y,
            Figures = figures,
        });
    }

    private FrameRow RowOf(PlannedSample planned, IReadOnlyList<Rejection> rejections, SampleFigures figures) => new()
    {
        Id = SegmentWriter.IdOf(_segment.Film, planned.Frame),
        Film = _segment.Film,
        Split = _split,
        Chapter = planned.Chapter,
        Shot = planned.Shot,
        Clip = planned.Clip,
        Frame = planned.Frame,
        TimeS = planned.TimeS,
        Accepted = rejections.Count == 0,
        Rule = rejections.Count == 0 ? null : rejections[0].Rule,
        Value = rejections.Count == 0 ? null : Finite(rejections[0].Value),
        Limit = rejections.Count == 0 ? null : Finite(rejections[0].Limit),
        FailedRules = rejections.Count == 0 ? null : string.Join(',', rejections.Select(r => r.Rule)),
        Note = rejections.Count == 0 || rejections[0].Note.Length == 0 ? null : rejections[0].Note,
        Figures = figures,
    };

    private static SampleFigures FiguresOf(in DisparityFigures figures) => new()
    {
        VerticalFraction = figures.LeftToRight.VerticalFraction,
        VerticalFractionRight = figures.RightToLeft.VerticalFraction,
        VerticalPxMean = Finite(figures.LeftToRight.MeanVerticalPx),
        RangePx = figures.LeftToRight.RangePx,
        RangePxRight = figures.RightToLeft.RangePx,
        RangeExactPx = figures.LeftToRight.RangeExactPx,
        ConsistentFraction = figures.LeftToRight.ConsistentFraction,
        ConsistentFractionRight = figures.RightToLeft.ConsistentFraction,
        OccludedFraction = figures.OccludedFraction,
        OutOfViewFraction = figures.OutOfViewFraction,
        SkyFraction = figures.SkyFraction,
        BarFraction = figures.BarFraction,
        DisparityMin = Finite(figures.DisparityMinPx),
        DisparityMax = Finite(figures.DisparityMaxPx),
    };

    // A figure that does not exist is null in the files, not NaN: every reader knows null.
    private static double? Finite(double value) => double.IsFinite(value) ? value : null;
}
