using System.Runtime.CompilerServices;
using MovieData.Disparity;
using MovieData.Flow;
using MovieData.Imaging.Frames;
using MovieData.Imaging.Kernels;
using MovieData.Ledger;
using MovieData.Plan;
using MovieData.Sky;
using MovieData.Staging;

namespace MovieData.Shards;

/// <summary>What a segment's rows say besides its samples.</summary>
/// <param name="Split">Split of the film.</param>
/// <param name="Crop">Crop inside the view.</param>
/// <param name="Corrections">By frame: plane taken out of the right view (<see cref="Rectifier"/>).</param>
/// <param name="Shots">By shot: what the survey found (<see cref="SamplePlan.Figures"/>).</param>
/// <param name="Digests">sha256 of pipeline and models, for the files' metadata.</param>
public sealed record SegmentPlace(
    Split Split,
    PixelArea Crop,
    IReadOnlyDictionary<int, VerticalMisalignment> Corrections,
    IReadOnlyDictionary<int, ShotFigures> Shots,
    IReadOnlyDictionary<string, string> Digests);

/// <summary>
/// Writes the samples of one segment: accepted ones into its shard, a row for every planned one into its frames file.
/// Yields the finished, not yet committed segment when the last sample is through.
/// </summary>
public sealed class ShardStage : IStage<StereoSample, FinishedSegment>
{
    private readonly Segment _segment;
    private readonly SegmentPlace _place;
    private readonly string _split;
    private readonly ShardOptions _options;
    private readonly OutputFolder _folder;
    private readonly RejectionLog _rejections;
    private readonly Action<bool> _sampleSeen;

    /// <summary>A writer for one segment.</summary>
    /// <param name="segment">The planned segment.</param>
    /// <param name="place">Split, crop and digests.</param>
    /// <param name="options">Encodings.</param>
    /// <param name="folder">The dataset.</param>
    /// <param name="rejections">Planned samples that never became a frame.</param>
    /// <param name="sampleSeen">Called once per planned sample; the argument is whether it was kept.</param>
    public ShardStage(
        Segment segment,
        SegmentPlace place,
        ShardOptions options,
        OutputFolder folder,
        RejectionLog rejections,
        Action<bool> sampleSeen)
    {
        _segment = segment;
        _place = place;
        _split = place.Split.Word();
        _options = options;
        _folder = folder;
        _rejections = rejections;
        _sampleSeen = sampleSeen;
    }

    /// <inheritdoc/>
    /// <exception cref="LedgerException">The disk refused.</exception>
    public async IAsyncEnumerable<FinishedSegment> RunAsync(
        IAsyncEnumerable<StereoSample> input, [EnumeratorCancellation] CancellationToken cancel)
    {
        using var writer = new SegmentWriter(_folder, _segment, _split, _place.Digests);
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
            writer.Add(RowOf(planned, [reason], new SampleFigures { Shot = ShotOf(planned) }), null);
            _sampleSeen(false);
        }

        return next;
    }

    private void Add(SegmentWriter writer, SampleEncoder encoder, PlannedSample planned, StereoSample sample)
    {
        StereoDisparity disparity = sample.Disparity;
        SampleFigures figures = SampleFigures.Of(disparity)
            .Rectified(_place.Corrections.TryGetValue(planned.Frame, out VerticalMisalignment plane) ? plane : null);
        figures = figures with { Shot = ShotOf(planned) };
        FrameRow frame = RowOf(planned, disparity.Rejections, figures);
        _sampleSeen(frame.Accepted);
        if (!frame.Accepted)
        {
            writer.Add(frame, null);
            return;
        }

        EncodedViews views = encoder.EncodeViews(disparity.Frame.Left, disparity.Frame.Right);
        (DisparityMap map, DisparityMap? rightMap) = (disparity.Map, disparity.RightMap);
        EncodedMap left = disparity.WritesLeft
            ? encoder.EncodeMap(View.Left, sample.Code, map.Mask, map.Residual) : default;
        EncodedMap right = rightMap is not null
            ? encoder.EncodeMap(View.Right, sample.RightCode!, rightMap.Mask, rightMap.Residual) : default;
        ReadOnlyMemory<byte> preview = disparity.WritesLeft
            ? encoder.EncodePreview(disparity.Frame.Left, sample.Code)
            : encoder.EncodePreview(disparity.Frame.Right, sample.RightCode!);
        writer.Add(frame, new SampleRow
        {
            Place = frame.Place,
            Preview = preview,
            Left = views.Left,
            Right = views.Right,
            Disparity = left.Disparity,
            Mask = left.Mask,
            Residual = left.Residual,
            DisparityRight = right.Disparity,
            MaskRight = right.Mask,
            ResidualRight = right.Residual,
            Width = disparity.Frame.Size.Width,
            Height = disparity.Frame.Size.Height,
            CropX = _place.Crop.X,
            CropY = _place.Crop.Y,
            Figures = figures,
        });
    }

    private ShotFigures? ShotOf(PlannedSample planned) => _place.Shots.GetValueOrDefault(planned.Shot);

    private FrameRow RowOf(PlannedSample planned, IReadOnlyList<Rejection> rejections, SampleFigures figures) => new()
    {
        Place = new SamplePlace
        {
            Id = SegmentWriter.IdOf(_segment.Film, planned.Frame),
            Film = _segment.Film,
            Split = _split,
            Chapter = planned.Chapter,
            Shot = planned.Shot,
            Clip = planned.Clip,
            Frame = planned.Frame,
            TimeS = planned.TimeS,
        },
        Accepted = rejections.Count == 0,
        Rule = rejections.Count == 0 ? null : rejections[0].Rule,
        Value = rejections.Count == 0 ? null : Finite(rejections[0].Value),
        Limit = rejections.Count == 0 ? null : Finite(rejections[0].Limit),
        FailedRules = rejections.Count == 0 ? null : string.Join(',', rejections.Select(r => r.Rule)),
        Note = rejections.Count == 0 || rejections[0].Note.Length == 0 ? null : rejections[0].Note,
        Figures = figures,
    };

    // A figure that does not exist is null in the files, not NaN: every reader knows null.
    private static double? Finite(double value) => double.IsFinite(value) ? value : null;
}
