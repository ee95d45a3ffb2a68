using MovieData.Imaging.Frames;
using MovieData.Media.Films;
using MovieData.Media.Reading;

namespace MovieData.Synthesis;

/// <summary>How the two views lie in the coded pictures of a synthetic film.</summary>
internal sealed class FramePacking(StereoLayout layout, ViewOrder order, PixelSize view)
{
    private readonly LayoutKind _kind = LayoutTable.Of(layout);

    /// <summary>Size of a coded picture.</summary>
    public PixelSize Picture => _kind.IsHalf ? view : new(
        view.Width * (_kind.Axes == ViewAxes.Across ? 2 : 1), view.Height * (_kind.Axes == ViewAxes.Down ? 2 : 1));

    /// <summary>Matroska's StereoMode by ffmpeg's name; null for two files.</summary>
    public string? StereoMode => _kind.Axes switch
    {
        ViewAxes.Across => order == ViewOrder.LeftFirst ? "left_right" : "right_left",
        ViewAxes.Down => order == ViewOrder.LeftFirst ? "top_bottom" : "bottom_top",
        _ => null,
    };

    /// <summary>
    /// Renders both views of a frame, each on a thread, into one packed picture, or two for two files.
    /// </summary>
    public void Render(SyntheticScene scene, int frame, Plane<Rgb24>[] pictures)
    {
        (View first, View second) = order == ViewOrder.LeftFirst ? (View.Left, View.Right) : (View.Right, View.Left);
        Parallel.Invoke(
            () => RenderHalf(scene, frame, first, 0, pictures),
            () => RenderHalf(scene, frame, second, 1, pictures));
    }

    private void RenderHalf(SyntheticScene scene, int frame, View eye, int place, Plane<Rgb24>[] pictures)
    {
        int stride = Picture.Width * 3;
        Span<byte> whole = pictures[_kind.IsPacked ? 0 : place].Bytes;
        if (_kind.IsHalf)
        {
            using Plane<Rgb24> full = scene.Render(frame, eye);
            Squeeze(full, place, whole, stride);
            return;
        }

        int start = _kind.Axes switch
        {
            ViewAxes.Across => place * view.Width * 3,
            ViewAxes.Down => place * view.Height * stride,
            _ => 0,
        };
        scene.Render(frame, eye, whole[start..], stride);
    }

    // The mean of two neighbours: what a half-resolution master does, without a filter's ringing.
    private void Squeeze(Plane<Rgb24> full, int place, Span<byte> whole, int stride)
    {
        bool across = _kind.Axes == ViewAxes.Across;
        int width = across ? view.Width / 2 : view.Width, height = across ? view.Height : view.Height / 2;
        int start = place * (across ? width * 3 : height * stride), step = across ? 3 : view.Width * 3;
        for (int y = 0; y < height; y++)
        {
            ReadOnlySpan<byte> from = full.Bytes[((across ? y : 2 * y) * view.Width * 3)..];
            Span<byte> to = whole.Slice(start + (y * stride), width * 3);
            for (int i = 0; i < to.Length; i++)
            {
                int at = across ? (i / 3 * 6) + (i % 3) : i;
                to[i] = (byte)((from[at] + from[at + step] + 1) / 2);
            }
        }
    }
}
