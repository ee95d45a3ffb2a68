using System.Runtime.CompilerServices;
using MovieData.Disparity;
using MovieData.Imaging.Frames;
using MovieData.Inference;
using MovieData.Staging;

namespace MovieData.Sky;

/// <summary>
/// Marks the sky where picture and stereo agree (mask code 4, <see cref="SkyRegions"/>) and codes the disparity, sky
/// filled as the pipeline says; both at each reference view.
/// </summary>
/// <param name="options">Section <c>sky</c>.</param>
/// <param name="network">The loaded sky network; stays the caller's.</param>
/// <param name="pool">Where planes come from.</param>
public sealed class SkyStage(SkyOptions options, OnnxModel network, PlanePool pool)
    : IStage<StereoDisparity, StereoSample>
{

    /// <inheritdoc/>
    /// <exception cref="ModelException">The network failed.</exception>
    public async IAsyncEnumerable<StereoSample> RunAsync(
        IAsyncEnumerable<StereoDisparity> input, [EnumeratorCancellation] CancellationToken cancel)
    {
        SkyModel? model = null;
        using var regions = new SkyRegions();
        try
        {
            await foreach (StereoDisparity disparity in input.WithCancellation(cancel).ConfigureAwait(false))
            {
                using var guard = new ItemGuard<StereoDisparity>(disparity);
                model ??= new SkyModel(network, disparity.Frame.Size);
                yield return guard.PassOn(Mark(model, regions, disparity, cancel));
            }
        }
        finally
        {
            model?.Dispose();
        }
    }

    private StereoSample Mark(
        SkyModel model, SkyRegions regions, StereoDisparity disparity, CancellationToken cancel)
    {
        PixelSize size = disparity.Frame.Size;
        using (Plane<byte> sky = pool.Rent<byte>(size.Width, size.Height))
        {
            model.Run(disparity.Frame.Left, sky, cancel);
            regions.Refuse(disparity.Frame.Left, sky, disparity.Map);
            disparity.ApplySky(sky.Pixels);
            if (disparity.RightMap is { } right)
            {
                model.Run(disparity.Frame.Right, sky, cancel);
                regions.Refuse(disparity.Frame.Right, sky, right);
                disparity.ApplySkyRight(sky.Pixels);
            }
        }

        disparity.ToOutputScale(pool);
        using var guard = new ItemGuard<Plane<ushort>>(Encode(disparity.Map));
        Plane<ushort>? rightCode = disparity.RightMap is { } rightMap ? Encode(rightMap) : null;
        return guard.PassOn(new StereoSample(disparity, guard.Item, rightCode));
    }

    private Plane<ushort> Encode(DisparityMap map)
    {
        Plane<ushort> code = pool.Rent<ushort>(map.Mask.Width, map.Mask.Height);
        using var guard = new ItemGuard<Plane<ushort>>(code);
        map.Encode(options.Fill == SkyFill.Minimum, code.Pixels);
        return guard.PassOn(code);
    }
}
