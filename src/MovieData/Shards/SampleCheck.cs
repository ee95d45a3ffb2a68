using MovieData.Frames;
using MovieData.Kernels;
using MovieData.Pictures;

namespace MovieData.Shards;

/// <summary>Decodes the pictures of a row and holds them against each other and against the row's figures.</summary>
public static class SampleCheck
{
    /// <summary>What is wrong with a row's pictures, in one line; null when all is well.</summary>
    public static string? FaultOf(SampleRow row)
    {
        try
        {
            CheckView(row, row.Left, "left");
            if (!row.Right.IsEmpty)
            {
                CheckView(row, row.Right, "right");
            }

            return row.Disparity.IsEmpty && row.DisparityRight.IsEmpty ? "neither view has a disparity"
                : MapFault(row, row.Disparity, row.Mask, row.Residual, "", row.Figures.DisparityMin,
                    row.Figures.DisparityMax)
                ?? MapFault(row, row.DisparityRight, row.MaskRight, row.ResidualRight, "_right",
                    row.Figures.DisparityMinRight, row.Figures.DisparityMaxRight);
        }
        catch (PictureException error)
        {
            return error.Message;
        }
    }

    // Disparity, mask and residual at one view; none of them is right where the pipeline leaves that view out.
    private static string? MapFault(
        SampleRow row,
        ReadOnlyMemory<byte> disparityFile,
        ReadOnlyMemory<byte> maskFile,
        ReadOnlyMemory<byte> residualFile,
        string suffix,
        double? min,
        double? max)
    {
        if (disparityFile.IsEmpty)
        {
            return maskFile.IsEmpty && residualFile.IsEmpty ? null
                : $"mask{suffix} or residual{suffix} stands without disparity{suffix}";
        }

        using Plane<ushort> disparity = PngReader.Read(disparityFile.Span, $"disparity{suffix}").ToGrey16();
        using Plane<byte> mask = PngReader.Read(maskFile.Span, $"mask{suffix}").ToGrey8();
        CheckSize(disparity.Size, row, $"disparity{suffix}");
        RequireSize(mask.Size, disparity.Size, $"mask{suffix}");
        if (!residualFile.IsEmpty)
        {
            using Plane<byte> residual = PngReader.Read(residualFile.Span, $"residual{suffix}").ToGrey8();
            RequireSize(residual.Size, disparity.Size, $"residual{suffix}");
        }

        return CodeFault(disparity, mask, min, max);
    }

    /// <summary>
    /// Holds codes against mask: v ≠ 0 for code 0, v = 0 for 1, 2, 3, 5, one fill for all of code 4; and the smallest
    /// and largest valid disparity against the row's figures, px.
    /// </summary>
    internal static string? CodeFault(Plane<ushort> disparity, Plane<byte> mask, double? min, double? max)
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

        if (sky > 0 && sky != least)
        {
            return $"sky is filled with code {sky}, "
                + (most > 0 ? $"the smallest valid code is {least}" : "no pixel is valid");
        }

        return !Differs(min, least) && !Differs(max, most) ? null
            : (most > 0 ? $"valid codes run from {least} to {most}" : "no pixel is valid")
                + $", the row says {min}…{max} px";
    }

    private static bool Differs(double? px, int code) =>
        px is { } value && DisparityCode.Encode((float)value) != code;

    private static void CheckView(SampleRow row, ReadOnlyMemory<byte> file, string name)
    {
        using Plane<Rgb24> view = PictureFile.DecodeRgb(file.Span, name);
        RequireSize(view.Size, new PixelSize(row.Width, row.Height), name);
    }

    private static void CheckSize(PixelSize size, SampleRow row, string name)
    {
        // output_scale is 1 or 0.5 (pipelines/README.md).
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
