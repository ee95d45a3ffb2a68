using System.Buffers;
using MovieData.Imaging.Frames;
using MovieData.Imaging.Kernels;
using MovieData.Plan;

namespace MovieData.Flow;

/// <summary>
/// How each clip of a segment is misaligned vertically: a plane fitted to the right-to-left flow of a few of its
/// samples, the median of each parameter over them.
/// </summary>
/// <remarks>
/// A clip's samples lie in one segment, or the plan has cut the clip into parts that each count as a clip
/// (CONTRACT.md); so the fit depends on the plan and the film alone, never on workers, partitions or what was done
/// before. The plane stands at the right view's pixels because that is the view to be moved: no disparity is needed to
/// say by how much.
/// </remarks>
public static class ClipFit
{
    /// <summary>Samples of a clip that are looked at: evenly spread, the first and the last among them.</summary>
    public const int SamplesMax = 3;

    /// <summary>A plane that moves no pixel by more than this is left alone: resampling would only blur, px.</summary>
    public const double MovedPxMin = 0.25;

    /// <summary>A plane that moves a pixel by more is no misaligned rig but two unrelated views, px.</summary>
    public const double MovedPxMax = 32;

    /// <summary>Left-right residual of a pixel that is asked, px.</summary>
    private const float ResidualPxMax = 2;

    /// <summary>The few samples of each clip whose flow is needed, as a segment of their own.</summary>
    public static Segment SamplesOf(Segment segment) => segment with
    {
        Samples = [.. segment.Samples.GroupBy(sample => sample.Clip).SelectMany(clip => Spread([.. clip]))],
    };

    /// <summary>Fits the clips of a segment.</summary>
    /// <param name="segment">The whole segment.</param>
    /// <param name="flows">Flow of the frames of <see cref="SamplesOf"/>; those that could not be decoded are absent.
    /// Each is disposed.</param>
    /// <param name="cancel">Stops between frames.</param>
    /// <returns>By frame of the segment; without the frames of clips that need no correction.</returns>
    public static async Task<IReadOnlyDictionary<int, VerticalMisalignment>> RunAsync(
        Segment segment, IAsyncEnumerable<StereoFlow> flows, CancellationToken cancel)
    {
        var clipOf = segment.Samples.ToDictionary(sample => sample.Frame, sample => sample.Clip);
        var fits = new Dictionary<int, List<VerticalMisalignment>>();
        PixelSize size = default;
        await foreach (StereoFlow flow in flows.WithCancellation(cancel).ConfigureAwait(false))
        {
            using (flow)
            {
                size = flow.Frame.Size;
                VerticalMisalignment fit = Fit(flow);
                if (!double.IsNaN(fit.OffsetPx))
                {
                    int clip = clipOf[flow.Frame.Number];
                    (fits.TryGetValue(clip, out List<VerticalMisalignment>? list) ? list : fits[clip] = []).Add(fit);
                }
            }
        }

        var corrections = new Dictionary<int, VerticalMisalignment>();
        foreach ((int frame, int clip) in clipOf)
        {
            if (fits.TryGetValue(clip, out List<VerticalMisalignment>? list) && Correction(list, size) is { } plane)
            {
                corrections[frame] = plane;
            }
        }

        return corrections;
    }

    /// <summary>The plane of one frame, at the right view's pixels.</summary>
    internal static VerticalMisalignment Fit(StereoFlow flow)
    {
        PixelSize size = flow.RightToLeft.U.Size;
        int pixels = flow.RightToLeft.U.Pixels.Length;
        byte[] mask = ArrayPool<byte>.Shared.Rent(pixels);
        float[] residual = ArrayPool<float>.Shared.Rent(size.Width);
        for (int y = 0; y < size.Height; y++)
        {
            Consistency.Row(
                flow.RightToLeft.U.Row(y),
                flow.RightToLeft.V.Row(y),
                flow.LeftToRight.U.Row(y),
                View.Right,
                new ResidualLimit(ResidualPxMax, 0),
                mask.AsSpan(y * size.Width, size.Width),
                residual.AsSpan(0, size.Width));
        }

        VerticalMisalignment fit = VerticalFit.Fit(flow.RightToLeft.V.Pixels, mask.AsSpan(0, pixels), size);
        ArrayPool<byte>.Shared.Return(mask);
        ArrayPool<float>.Shared.Return(residual);
        return fit;
    }

    /// <summary>The plane to take out of a clip; null where there is nothing to mend, or nothing that can be.</summary>
    internal static VerticalMisalignment? Correction(IReadOnlyList<VerticalMisalignment> fits, PixelSize size)
    {
        var plane = new VerticalMisalignment(
            Median(fits.Select(fit => fit.OffsetPx)),
            Median(fits.Select(fit => fit.Rotation)),
            Median(fits.Select(fit => fit.Zoom)));
        double moved = Math.Abs(plane.OffsetPx) + (Math.Abs(plane.Rotation) * (size.Width - 1) / 2)
            + (Math.Abs(plane.Zoom) * (size.Height - 1) / 2);
        return moved is >= MovedPxMin and <= MovedPxMax && plane.Zoom > -0.5 ? plane : null;
    }

    private static IEnumerable<PlannedSample> Spread(PlannedSample[] clip)
    {
        int count = Math.Min(SamplesMax, clip.Length);
        return Enumerable.Range(0, count).Select(i => clip[count == 1 ? 0 : i * (clip.Length - 1) / (count - 1)]);
    }

    // The lower one of two in the middle: a value that was measured.
    private static double Median(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return sorted[(sorted.Length - 1) / 2];
    }
}
