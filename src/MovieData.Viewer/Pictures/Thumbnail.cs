using MovieData.Imaging.Frames;
using MovieData.Imaging.Kernels;
using MovieData.Imaging.Pictures;

namespace MovieData.Viewer.Pictures;

/// <summary>Pictures of a grid: at most <see cref="WidthMax"/> wide.</summary>
internal static class Thumbnail
{
    /// <summary>Width of a thumbnail, px; smaller pictures stay as they are.</summary>
    public const int WidthMax = 240;

    private const int HeightMax = 240;
    private const int Quality = 80;

    /// <summary>A view, reduced; JPEG.</summary>
    /// <exception cref="PictureException">The picture is damaged.</exception>
    public static ReadOnlyMemory<byte> OfView(ReadOnlyMemory<byte> file, string name)
    {
        using Plane<Rgb24> view = PictureFile.DecodeRgb(file.Span, name);
        return OfView(view);
    }

    /// <summary>The same of a decoded view.</summary>
    public static ReadOnlyMemory<byte> OfView(Plane<Rgb24> view)
    {
        PixelSize size = SizeOf(view.Size);
        using var small = new Plane<Rgb24>(size.Width, size.Height);
        Resample.Picture(view.Pixels, view.Size, small.Pixels, size);
        using var jpeg = new JpegCoder();
        return jpeg.Encode(small, Quality).ToArray();
    }

    /// <summary>
    /// A disparity, reduced to every n-th pixel, no value being mixed with another: 8-bit grey PNG, 0 = no value, else
    /// 1…255 from the sample's <c>disparity_min</c> to its <c>disparity_max</c>.
    /// </summary>
    /// <param name="file">Disparity codes, 16-bit PNG.</param>
    /// <param name="minPx">Disparity of 1, px; NaN where the sample has none.</param>
    /// <param name="maxPx">Disparity of 255, px.</param>
    /// <param name="name">For messages.</param>
    /// <exception cref="PictureException">The picture is damaged.</exception>
    public static ReadOnlyMemory<byte> OfDisparity(ReadOnlyMemory<byte> file, double minPx, double maxPx, string name)
    {
        using Plane<ushort> codes = PngReader.Read(file.Span, name).ToGrey16();
        PixelSize size = SizeOf(codes.Size);
        using var small = new Plane<byte>(size.Width, size.Height);
        double scale = maxPx > minPx ? 254 / (maxPx - minPx) : 0;
        for (int y = 0; y < size.Height; y++)
        {
            ReadOnlySpan<ushort> row = codes.Row((int)((y + 0.5) * codes.Height / size.Height));
            for (int x = 0; x < size.Width; x++)
            {
                ushort code = row[(int)((x + 0.5) * codes.Width / size.Width)];
                small[x, y] = code == 0 ? (byte)0
                    : (byte)(1 + Math.Round(Math.Clamp((DisparityCode.Decode(code) - minPx) * scale, 0, 254)));
            }
        }

        using var writer = new PngWriter();
        return writer.Encode(small).ToArray();
    }

    private static PixelSize SizeOf(PixelSize size)
    {
        double by = Math.Min(1, Math.Min((double)WidthMax / size.Width, (double)HeightMax / size.Height));
        return new PixelSize(Math.Max(1, (int)(size.Width * by)), Math.Max(1, (int)(size.Height * by)));
    }
}
