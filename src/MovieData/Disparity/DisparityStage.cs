using System.Runtime.CompilerServices;
using MovieData.Flow;
using MovieData.Imaging.Frames;
using MovieData.Ledger;
using MovieData.Staging;

namespace MovieData.Disparity;

/// <summary>
/// A flow whose planes are not all of one size, a black-bar area outside it, or a map too small to be halved.
/// </summary>
public sealed class DisparityException(string message) : MovieDataException(message);

/// <summary>
/// Flow in, disparity out: residual test, masks, figures of flow and pictures, rules. A pair that fails a rule goes
/// on with its rejections; nothing is dropped. The flow's planes return to their pool before the pair is handed on.
/// </summary>
/// <param name="options">Limits and rules.</param>
/// <param name="pool">
/// Where disparity, mask and residual planes come from: 9 bytes a pixel of each reference view for each pair in flight.
/// </param>
/// <param name="active">
/// The film's picture inside black bars in crop pixels; everything outside it gets code 5. Null: no bars.
/// </param>
/// <param name="masksFrameBars">
/// True to look for bars in every frame as well: changing aspects, floating windows.
/// </param>
/// <param name="duplicates">Asked last about samples that passed; null: samples may look alike.</param>
public sealed class DisparityStage(
    DisparityOptions options,
    PlanePool pool,
    PixelArea? active = null,
    bool masksFrameBars = false,
    DuplicateCheck? duplicates = null)
    : IStage<StereoFlow, StereoDisparity>
{
    /// <inheritdoc/>
    /// <exception cref="DisparityException">A flow's planes differ in size, or the bars do not fit it.</exception>
    public async IAsyncEnumerable<StereoDisparity> RunAsync(
        IAsyncEnumerable<StereoFlow> input, [EnumeratorCancellation] CancellationToken cancel)
    {
        await foreach (StereoFlow flow in input.WithCancellation(cancel).ConfigureAwait(false))
        {
            yield return Process(flow, cancel);
        }
    }

    private StereoDisparity Process(StereoFlow flow, CancellationToken cancel)
    {
        DisparityMap? map = null;
        DisparityMap? rightMap = null;
        try
        {
            cancel.ThrowIfCancellationRequested();
            CheckSizes(flow);
            map = DisparityMap.Rent(pool, flow.Frame.Size);
            rightMap = options.Reference == Reference.Left ? null : DisparityMap.Rent(pool, flow.Frame.Size);
            PixelArea? picture = masksFrameBars
                ? FrameBars.Inside(flow.Frame, active ?? new(0, 0, flow.Frame.Size.Width, flow.Frame.Size.Height))
                : active;
            DisparityFigures figures = FlowMeasurement.Measure(flow, options, picture, map, rightMap);
            PictureFigures pictures = PictureMeasurement.Measure(flow, picture, map.Mask);
            flow.LeftToRight.Dispose();
            flow.RightToLeft.Dispose();
            IReadOnlyList<Rejection> rejections = Judge(flow.Frame.Number, figures, pictures);
            return new StereoDisparity(flow.Frame, map, rightMap, figures, pictures, rejections, options);
        }
        catch
        {
            map?.Dispose();
            rightMap?.Dispose();
            flow.Dispose();
            throw;
        }
    }

    private IReadOnlyList<Rejection> Judge(int frame, in DisparityFigures figures, in PictureFigures pictures)
    {
        IReadOnlyList<Rejection> failed = RuleCheck.Check(figures, options);
        return failed.Count == 0 && duplicates?.Check(frame, pictures.Hash) is { } duplicate ? [duplicate] : failed;
    }

    private void CheckSizes(StereoFlow flow)
    {
        PixelSize size = flow.Frame.Size;
        foreach (Plane<float> plane in (ReadOnlySpan<Plane<float>>)
            [flow.LeftToRight.U, flow.LeftToRight.V, flow.RightToLeft.U, flow.RightToLeft.V])
        {
            if (plane.Size != size)
            {
                throw new DisparityException($"frame {flow.Frame.Number}: flow of {plane.Size} for a view of {size}");
            }
        }

        if (active is { } area && (area.X < 0 || area.Y < 0 || area.Width < 0 || area.Height < 0
            || area.X + area.Width > size.Width || area.Y + area.Height > size.Height))
        {
            throw new DisparityException($"frame {flow.Frame.Number}: picture {area} lies outside the view of {size}");
        }
    }
}
