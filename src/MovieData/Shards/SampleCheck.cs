using MovieData.Frames;
using MovieData.Kernels;
using MovieData.Pictures;

namespace MovieData.Shards;

/// <summary>Decodes the pictures of a row and holds them against each other and against the row's figures.</summary>
/// <remarks>Not thread-safe. Owns native memory.</remarks>
public sealed class SampleCheck : IDisposable
{
    private readonly JpegCoder _jpeg = new();

    /// <summary>What is wrong with a row's pictures, in one line; null when all is well.</summary>
    public string? FaultOf(SampleRow row)
    {
        try
        {
            CheckView(row, row.Left, "left");
            if (!row.Right.IsEmpty)
            {
                CheckView(row, row.Right, "right");
            }

            using Plane<ushort> disparity = PngReader.Read(row.Disparity.Span, "disparity").ToGrey16();
            using Plane<byte> mask = PngReader.Read(row.Mask.Span, "mask").ToGrey8();
            CheckSize(disparity.Size, row, "disparity");
            RequireSize(mask.Size, disparity.Size, "mask");
            if (!row.Residual.IsEmpty)
            {
                using Plane<byte> residual = PngReader.Read(row.Residual.Span, "residual").ToGrey8();
                RequireSize(residual.Size, disparity.Size, "residual");
            }

            return CodeFault(disparity, mask, row);
        }
        catch (PictureException error)
        {
            return error.Message;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _jpeg.Dispose();

    /// <summary>
    /// Holds codes against mask: v ≠ 0 for code 0, v = 0 for 1, 2, 3, 5, one fill for all of code 4; and the smallest
    /// and largest valid disparity against the row's figures.
    /// </summary>
    internal static string? CodeFault(Plane<ushort> disparity, Plane<byte> mask, SampleRow row)
    {
        (int least, int most, int sky) = (int.MaxValue, 0, -1);
        ReadOnlySpan<ushort> codes = disparity.Pixels;
        ReadOnlySpan<byte> kinds = mask.Pixels;
        for (int i = 0; i < codes.Length; i++)
        {
            ushort v = codes[i];
            byte kind = kinds[i];
            bool sound = kind switch
            {
                MaskCode.Valid => v != 0,
                MaskCode.Sky => sky < 0 || v == sky,
                < MaskCode.Count => v == 0,
                _ => false,
            };
            if (!sound)
            {
                return $"pixel ({i % mask.Width}, {i / mask.Width}) has mask {kind} and disparity code {v}";
            }

            if (kind == MaskCode.Valid)
            {
                (least, most) = (Math.Min(least, v), Math.Max(most, v));
            }
            else if (kind == MaskCode.Sky)
            {
                sky = v;
            }
        }

        if (sky > 0 && most > 0 && sky != least)
        {
            return $"sky is filled with code {sky}, the smallest valid code is {least}";
        }

        return Differs(row.Figures.DisparityMin, least) || Differs(row.Figures.DisparityMax, most)
            ? $"valid codes run from {least} to {most}, the row says {row.Figures.DisparityMin}…"
                + $"{row.Figures.DisparityMax} px"
            : null;
    }

    private static bool Differs(double? px, int code) =>
        px is { } value && code is > 0 and <= ushort.MaxValue && DisparityCode.Encode((float)value) != code;

    private void CheckView(SampleRow row, ReadOnlyMemory<byte> jpeg, string name)
    {
        using Plane<Rgb24> view = _jpeg.Decode(jpeg.Span, name);
        RequireSize(view.Size, new PixelSize(row.Width, row.Height), name);
    }

    private static void CheckSize(PixelSize size, SampleRow row, string name)
    {
        // output_scale is 1 or 0.5 (SPEC.md, pipeline files).
        if (size != new PixelSize(row.Width / 2, row.Height / 2))
        {
            RequireSize(size, new PixelSize(row.Width, row.Height), name);
        }
    }

    private static void RequireSize(PixelSize size, PixelSize expected, string name)
    {
        if (size != expected)
        {
            throw new PictureException($"{name} is {size}, expected {expected}");
        }
    }
}
