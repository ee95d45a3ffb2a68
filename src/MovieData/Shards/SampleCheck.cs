using MovieData.Imaging.Frames;
using MovieData.Imaging.Kernels;
using MovieData.Imaging.Pictures;
using MovieData.Shards.ParquetFiles;

namespace MovieData.Shards;

/// <summary>Decodes the pictures of a row and holds them against each other and against the row's figures.</summary>
public static class SampleCheck
{
    /// <summary>What is wrong with a row's pictures, in one line; null when all is well.</summary>
    public static string? FaultOf(SampleRow row)
    {
        try
        {
            RequireViewSizes(row);
            PictureFile.DecodeRgb(row.Left.Span, "left").Dispose();
            if (!row.Right.IsEmpty)
            {
                PictureFile.DecodeRgb(row.Right.Span, "right").Dispose();
            }

            return PreviewFault(row.Preview)
                ?? (row.Disparity.IsEmpty && row.DisparityRight.IsEmpty ? "neither view has a disparity" : null)
                ?? MapFault(row, row.Disparity, row.Mask, row.Residual, "", row.Figures.DisparityMin,
                    row.Figures.DisparityMax)
                ?? MapFault(row, row.DisparityRight, row.MaskRight, row.ResidualRight, "_right",
                    row.Figures.DisparityMinRight, row.Figures.DisparityMaxRight);
        }
        catch (PictureException error)
        {
            return error.Message;
        }
    }

    /// <summary>Holds the sizes that the headers of a row's pictures state against the row's own.</summary>
    /// <param name="row">The row; nothing of it is decoded.</param>
    /// <param name="withViews">False: only disparities, masks and residuals.</param>
    /// <exception cref="ParquetFileException">They differ.</exception>
    internal static void RequireSizes(SampleRow row, bool withViews)
    {
        try
        {
            if (withViews)
            {
                RequireViewSizes(row);
            }

            RequireMapSizes(row, row.Disparity, row.Mask, row.Residual, "");
            RequireMapSizes(row, row.DisparityRight, row.MaskRight, row.ResidualRight, "_right");
        }
        catch (PictureException error)
        {
            throw new ParquetFileException($"{row.Place.Id}: {error.Message}: damaged; run verify", error);
        }
    }

    // Held against its own limits: what it shows is no measurement.
    private static string? PreviewFault(ReadOnlyMemory<byte> file)
    {
        if (file.IsEmpty)
        {
            return null;
        }

        if (file.Length > PreviewEncoder.BytesMax)
        {
            return $"preview has {file.Length} bytes; expected {PreviewEncoder.BytesMax} at most";
        }

        PixelSize size = PictureFile.SizeOf(file.Span, "preview");
        if (PictureFile.ExtensionOf(file.Span) != ".jpg" || size.Width > 2 * PreviewEncoder.SidePxMax
            || size.Height > PreviewEncoder.SidePxMax)
        {
            return $"preview is a {PictureFile.ExtensionOf(file.Span)} of {size}; expected a .jpg of at most "
                + $"{2 * PreviewEncoder.SidePxMax}×{PreviewEncoder.SidePxMax}";
        }

        PictureFile.DecodeRgb(file.Span, "preview").Dispose();
        return null;
    }

    private static void RequireViewSizes(SampleRow row)
    {
        var size = new PixelSize(row.Width, row.Height);
        RequireSize(PictureFile.SizeOf(row.Left.Span, "left"), size, "left");
        if (!row.Right.IsEmpty)
        {
            RequireSize(PictureFile.SizeOf(row.Right.Span, "right"), size, "right");
        }
    }

    private static void RequireMapSizes(
        SampleRow row,
        ReadOnlyMemory<byte> disparity,
        ReadOnlyMemory<byte> mask,
        ReadOnlyMemory<byte> residual,
        string suffix)
    {
        if (disparity.IsEmpty)
        {
            return;
        }

        PixelSize size = PngReader.SizeOf(disparity.Span, $"disparity{suffix}");

        // output_scale is 1 or 0.5 (pipelines/README.md).
        if (size != new PixelSize(row.Width / 2, row.Height / 2))
        {
            RequireSize(size, new PixelSize(row.Width, row.Height), $"disparity{suffix}");
        }

        RequireSize(PngReader.SizeOf(mask.Span, $"mask{suffix}"), size, $"mask{suffix}");
        if (!residual.IsEmpty)
        {
            RequireSize(PngReader.SizeOf(residual.Span, $"residual{suffix}"), size, $"residual{suffix}");
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

        RequireMapSizes(row, disparityFile, maskFile, residualFile, suffix);
        using Plane<ushort> disparity = PngReader.Read(disparityFile.Span, $"disparity{suffix}").ToGrey16();
        using Plane<byte> mask = PngReader.Read(maskFile.Span, $"mask{suffix}").ToGrey8();
        if (!residualFile.IsEmpty)
        {
            PngReader.Read(residualFile.Span, $"residual{suffix}").ToGrey8().Dispose();
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

    private static void RequireSize(PixelSize size, PixelSize expected, string name)
    {
        if (size != expected)
        {
            throw new PictureException($"{name} is {size}, expected {expected}");
        }
    }
}
