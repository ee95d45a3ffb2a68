using MovieData.Imaging.Frames;
using MovieData.Imaging.Kernels;
using MovieData.Imaging.Pictures;

namespace MovieData.Viewer.Pictures;

/// <summary>
/// The photometric error of every pixel of a kept sample, from its stored pictures: the kernel behind the figure
/// <c>photometric_error</c>, of the disparity picture's size.
/// </summary>
internal static class PhotometricLayer
{
    /// <summary>Name of the layer.</summary>
    public const string Name = "photometric";

    /// <summary>Makes the picture: 8-bit grey PNG of <see cref="PhotometricErrorMap"/>'s values.</summary>
    /// <param name="id">FILM/frame, for messages.</param>
    /// <param name="pictures">Pictures of the row by column: left, right, disparity and mask are read.</param>
    /// <exception cref="PictureException">A picture is damaged, or they are not of one size.</exception>
    public static ReadOnlyMemory<byte> Make(
        string id, Func<string, ReadOnlyMemory<byte>> pictures)
    {
        using Plane<ushort> codes = PngReader.Read(pictures("disparity").Span, $"{id} disparity").ToGrey16();
        using Plane<byte> mask = PngReader.Read(pictures("mask").Span, $"{id} mask").ToGrey8();
        using Plane<Rgb24> left = View(pictures("left"), codes.Size, $"{id} left");
        using Plane<Rgb24> right = View(pictures("right"), codes.Size, $"{id} right");
        if (mask.Size != codes.Size)
        {
            throw new PictureException($"{id}: mask is {mask.Size}, disparity {codes.Size}: damaged; run verify");
        }

        // Flow is minus disparity; what has no value is read at its own place, and masked afterwards.
        using var u = new Plane<float>(codes.Width, codes.Height);
        for (int i = 0; i < codes.Pixels.Length; i++)
        {
            u.Pixels[i] = codes.Pixels[i] == 0 ? 0 : -DisparityCode.Decode(codes.Pixels[i]);
        }

        using var map = new Plane<byte>(codes.Width, codes.Height);
        PhotometricErrorMap.Write(left.Pixels, right.Pixels, u.Pixels, mask.Pixels, codes.Size, map.Pixels);
        using var writer = new PngWriter();
        return writer.Encode(map).ToArray();
    }

    // With output_scale 0.5 the disparity is half as wide and high as the views.
    private static Plane<Rgb24> View(ReadOnlyMemory<byte> picture, PixelSize size, string name)
    {
        Plane<Rgb24> view = PictureFile.DecodeRgb(picture.Span, name);
        if (view.Size == size)
        {
            return view;
        }

        using (view)
        {
            var small = new Plane<Rgb24>(size.Width, size.Height);
            Resample.Picture(view.Pixels, view.Size, small.Pixels, size);
            return small;
        }
    }
}
