using System.Globalization;
using MovieData.Imaging.Frames;
using OpenCvSharp;

namespace MovieData.Imaging.Pictures;

/// <summary>
/// Pictures that a user gives: whatever OpenCV reads (PNG, JPEG, TIFF, WebP, JPEG 2000, BMP, GIF, Netpbm, PFM, Radiance
/// HDR …), turned as their EXIF orientation says. What happened to the stored picture on the way is told.
/// </summary>
/// <remarks>
/// OpenCV reads a JPEG or PNG with damaged bytes without a word to us. They are held against their own check values
/// first; the other kinds have none, but are refused where they are cut off.
/// </remarks>
internal static class StillReader
{
    /// <summary>As stored in depth and number of channels, without alpha, palettes resolved, turned.</summary>
    private const ImreadModes AsStored = ImreadModes.AnyColor | ImreadModes.AnyDepth;

    private const ushort TiffExtraSamples = 338;

    /// <summary>Reads a picture as full-range 8-bit RGB.</summary>
    /// <param name="file">The whole file.</param>
    /// <param name="path">Its name, for messages.</param>
    /// <param name="say">Called with what was done to the stored picture.</param>
    /// <returns>A plane the caller owns.</returns>
    /// <exception cref="PictureException">Damaged, of an unknown kind, or beyond the size limits.</exception>
    public static Plane<Rgb24> Read(byte[] file, string path, Action<string> say)
    {
        OpenCv.Require();
        RequireUsable(file, path, say);
        using HeldMat stored = Decode(file, path, AsStored);
        int orientation = ExifOrientation.Of(file);
        if (orientation != 1)
        {
            say($"{path}: {ExifOrientation.WordsOf(orientation)}, as its EXIF orientation {orientation} says");
        }

        using HeldMat levels = ToLevels(stored.Mat, path, say);
        var picture = new Plane<Rgb24>(levels.Mat.Width, levels.Mat.Height);
        using HeldMat target = HeldMat.Over(picture);
        Cv2.CvtColor(
            levels.Mat,
            target.Mat,
            levels.Mat.Channels() == 1 ? ColorConversionCodes.GRAY2RGB : ColorConversionCodes.BGR2RGB);
        return picture;
    }

    /// <summary>What OpenCV would read without a word, and wrongly.</summary>
    private static void RequireUsable(byte[] file, string path, Action<string> say)
    {
        if (PngReader.IsPng(file))
        {
            PngReader.CheckChunks(file, path);
        }
        else if (PictureFile.IsJpeg(file))
        {
            RequireUsableJpeg(file, path, say);
        }
        else if (ExifOrientation.IsTiff(file))
        {
            RequireUsableTiff(file, path, say);
        }
        else if (file is [(byte)'P', >= (byte)'1' and <= (byte)'6', ..])
        {
            RequireUsableNetpbm(file, path);
        }
        else if (file.AsSpan().StartsWith((ReadOnlySpan<byte>)[0x76, 0x2F, 0x31, 0x01]))
        {
            throw new PictureException($"{path}: OpenEXR is not read: convert it to a 16-bit PNG or TIFF, or to PFM");
        }

        if (Animation.HoldsMore(file))
        {
            say($"warning: {path}: an animation, of which the first frame is read");
        }
    }

    private static void RequireUsableJpeg(byte[] file, string path, Action<string> say)
    {
        (int views, int pictures) = MultiPicture.Count(file, path);
        string word = ShellWord(path);
        string apart = $"exiftool -trailer:all= -o left.jpg {word}; exiftool -b -mpimage2 {word} > right.jpg";
        if (views > 1)
        {
            throw new PictureException($"{path}: holds {views} pictures (MPO), of which the first alone would be read: "
                + $"take them apart first: {apart}");
        }

        if (pictures > 1)
        {
            say($"warning: {path}: holds {pictures} pictures (MPO) and does not say of what; the first alone is read. "
                + $"Where they are both views, take them apart: {apart}");
        }

        using var jpeg = new JpegCoder();
        if (jpeg.RequireWhole(file, path))
        {
            say($"warning: {path}: a JPEG in CMYK, turned to RGB without its colour profile");
        }
    }

    /// <summary>A file's name as one word of a command line of POSIX shells, and no option of a program.</summary>
    internal static string ShellWord(string path)
    {
        string name = path.StartsWith('-') ? $"./{path}" : path;
        return name.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '/' or '_' or '-' or ',' or '+')
            ? name : $"'{name.Replace("'", "'\\''", StringComparison.Ordinal)}'";
    }

    private static void RequireUsableTiff(byte[] file, string path, Action<string> say)
    {
        if (ExifOrientation.HoldsMore(file))
        {
            say($"warning: {path}: a TIFF of several pictures, of which the first is read");
        }

        if (ExifOrientation.Value(file, TiffExtraSamples) is null)
        {
            return;
        }

        using HeldMat whole = Decode(file, path, ImreadModes.Unchanged);
        if (whole.Mat.Channels() == 4)
        {
            using HeldMat alpha = HeldMat.Empty();
            Cv2.ExtractChannel(whole.Mat, alpha.Mat, 3);
            alpha.Mat.MinMaxLoc(out double least, out double most);
            if (least < most)
            {
                throw new PictureException($"{path}: a TIFF with transparent parts, whose colours would come out "
                    + "darker than they are: save it without alpha");
            }
        }
    }

    // OpenCV scales neither 10 nor 12 bits to 16.
    private static void RequireUsableNetpbm(byte[] file, string path)
    {
        var header = new PictureHeader(file, path);
        string kind = header.Word();
        PictureLimits.Check(header.Number(), header.Number(), path);
        if (kind is not ("P1" or "P4") && header.Number() is > 255 and not 65535 and int most)
        {
            throw new PictureException($"{path}: the largest value is {most}; expected at most 255, or 65535");
        }
    }

    private static HeldMat Decode(byte[] file, string path, ImreadModes how)
    {
        if (file.Length == 0)
        {
            throw new PictureException($"{path}: an empty file; expected a picture");
        }

        try
        {
            var decoded = new HeldMat(Cv2.ImDecode(file, how));
            if (!decoded.Mat.Empty())
            {
                return decoded;
            }

            decoded.Dispose();
        }
        catch (OpenCVException error)
        {
            throw new PictureException(
                error.Message.Contains("CV_IO_MAX_IMAGE", StringComparison.Ordinal)
                    ? $"{path}: the header asks for more than {PictureLimits.SidePxMax} px a side, or more than "
                        + $"{PictureLimits.AreaPxMax} px at all"
                    : $"{path}: cannot be read: {error.Message}",
                error);
        }

        throw new PictureException(
            $"{path}: no picture that can be read: cut off, damaged, or none of PNG, JPEG, TIFF, WebP, JPEG 2000, BMP, "
            + "GIF, PNM, PFM, HDR");
    }

    /// <summary>Samples of any depth as 8 bits; 16 bits are rounded.</summary>
    private static HeldMat ToLevels(Mat stored, string path, Action<string> say)
    {
        if (stored.Depth() is MatType.CV_32F or MatType.CV_64F)
        {
            return Encode(stored, path, say);
        }

        HeldMat levels = HeldMat.Empty();
        if (stored.Depth() is MatType.CV_8U or MatType.CV_16U)
        {
            stored.ConvertTo(levels.Mat, MatType.CV_8U, stored.Depth() == MatType.CV_8U ? 1 : 1 / 257.0);
            return levels;
        }

        levels.Dispose();
        throw new PictureException(
            $"{path}: samples with a sign or of 32 bits; expected 8 or 16 bits without a sign, or floats");
    }

    /// <summary>
    /// Floats are linear light, 1 = white, as in PFM, HDR and rendered TIFF: coded as sRGB (IEC 61966-2-1).
    /// </summary>
    private static HeldMat Encode(Mat stored, string path, Action<string> say)
    {
        using var samples = new HeldMat(stored.Reshape(1));
        using HeldMat linear = HeldMat.Empty();
        samples.Mat.ConvertTo(linear.Mat, MatType.CV_32F);
        using HeldMat coded = HeldMat.Empty();
        coded.Mat.Create(linear.Mat.Rows, linear.Mat.Cols, MatType.CV_8UC1);
        long cut = 0;
        int rows = stored.Rows;
        for (int y = 0; y < rows; y++)
        {
            ReadOnlySpan<float> from = linear.Mat.RowSpan<float>(y);
            Span<byte> to = coded.Mat.RowSpan<byte>(y);
            for (int i = 0; i < to.Length; i++)
            {
                if (!float.IsFinite(from[i]))
                {
                    throw new PictureException($"{path}: row {y} holds a value that is no number; a picture of light "
                        + "has numbers only (is it a disparity map?)");
                }

                cut += from[i] is < 0 or > 1 ? 1 : 0;
                double share = Math.Clamp(from[i], 0, 1);
                double code = share <= 0.0031308 ? 12.92 * share : (1.055 * Math.Pow(share, 1 / 2.4)) - 0.055;
                to[i] = (byte)Math.Round(255 * code);
            }
        }

        double cutPercent = 100.0 * cut / linear.Mat.Total();
        say(string.Create(
            CultureInfo.InvariantCulture,
            $"{path}: floats, taken as linear light (1 = white) and coded as sRGB; {cutPercent:F1} % are cut to 0…1"));
        return new HeldMat(coded.Mat.Reshape(stored.Channels()));
    }
}
