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
/// <param name="networks">The loaded sky networks; they stay the caller's.</param>
/// <param name="pool">Where planes come from.</param>
public sealed class SkyStage(SkyOptions options, IReadOnlyList<OnnxModel> networks, PlanePool pool)
    : IStage<StereoDisparity, StereoSample>
{
    /// <inheritdoc/>
    /// <exception cref="ModelException">The network failed.</exception>
    public async IAsyncEnumerable<StereoSample> RunAsync(
        IAsyncEnumerable<StereoDisparity> input, [EnumeratorCancellation] CancellationToken cancel)
    {
        SkyVotes? votes = null;
        using var regions = new SkyRegions();
        try
        {
            await foreach (StereoDisparity disparity in input.WithCancellation(cancel).ConfigureAwait(false))
            {
                using var guard = new ItemGuard<StereoDisparity>(disparity);
                votes ??= new SkyVotes(options, networks, disparity.Frame.Size);
                yield return guard.PassOn(Mark(votes, regions, disparity, cancel));
            }
        }
        finally
        {
            votes?.Dispose();
        }
    }

    private StereoSample Mark(
        SkyVotes votes, SkyRegions regions, StereoDisparity disparity, CancellationToken cancel)
    {
        PixelSize size = disparity.Frame.Size;
        using (Plane<byte> sky = pool.Rent<byte>(size.Width, size.Height))
        {
            Find(votes, disparity, View.Left, sky, cancel);
            double confidence = regions.Refuse(disparity.Frame.Left, sky, disparity.Map);
            disparity.ApplySky(sky.Pixels, confidence);
            if (disparity.RightMap is { } right)
            {
                Find(votes, disparity, View.Right, sky, cancel);
                regions.Refuse(disparity.Frame.Right, sky, right);
                disparity.ApplySkyRight(sky.Pixels);
            }
        }

        disparity.ToOutputScale(pool);
        using var guard = new ItemGuard<Plane<ushort>>(Encode(disparity.Map));
        Plane<ushort>? rightCode = disparity.RightMap is { } rightMap ? Encode(rightMap) : null;
        return guard.PassOn(new StereoSample(disparity, guard.Item, rightCode));
    }

    private static void Find(
        SkyVotes votes, StereoDisparity disparity, View view, Plane<byte> sky, CancellationToken cancel)
    {
        StereoFrame frame = disparity.Frame;
        try
        {
            votes.Run(view == View.Left ? frame.Left : frame.Right, sky, cancel);
        }
        catch (ModelException error)
        {
            throw new ModelException($"frame {frame.Number}: {error.Message}", error);
        }
    }

    private Plane<ushort> Encode(DisparityMap map)
    {
        Plane<ushort> code = pool.Rent<ushort>(map.Mask.Width, map.Mask.Height);
        using var guard = new ItemGuard<Plane<ushort>>(code);
        map.Encode(options.Fill == SkyFill.Minimum, code.Pixels);
        return guard.PassOn(code);
    }
}
