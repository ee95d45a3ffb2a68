using System.Globalization;
using System.Text;
using MovieData.Imaging.Frames;
using MovieData.Imaging.Kernels;
using MovieData.Imaging.Pictures;
using MovieData.Ledger;
using MovieData.Shards;
using MovieData.Shards.ParquetFiles;

namespace MovieData.Export;

/// <summary>
/// The same rows in the layout of the MiDaS authors' script (lasinger/3DVideos2Stereo, get_disp_and_uncertainty.py):
/// <c>image_left/ image_right/ disparity/ uncertainty/ FILM/chapterN/out%08d</c> and <c>lists/SPLIT.txt</c>. Disparity
/// and uncertainty have half the size and half the values; disparity is a 16-bit PNG from its smallest to its largest
/// value with tEXt <c>offset</c> and <c>scale</c> (disp = offset + scale · v); uncertainty is round(10 · px), 255 at
/// most.
/// </summary>
/// <remarks>
/// Departures: the number in a name is our 0-based frame of the film; the JPEGs are the shard's own; their form has no
/// code for "no value", so pixels without one take the smallest disparity and uncertainty 255.
/// </remarks>
public static class MidasExport
{
    /// <summary>Exports every committed sample.</summary>
    /// <param name="source">The dataset.</param>
    /// <param name="target">An empty or missing folder.</param>
    /// <param name="cancel">Stops between samples.</param>
    /// <param name="selection">Which samples; null: all of them.</param>
    /// <returns>Samples written.</returns>
    /// <exception cref="MovieDataException">The target is not empty, the disk refused, or the dataset is
    /// damaged.</exception>
    public static long Run(
        OutputFolder source, OutputFolder target, CancellationToken cancel, ExportSelection? selection = null)
    {
        selection ??= new ExportSelection();
        ExportTarget.RequireEmpty(target);
        using var png = new PngWriter();
        long samples = 0;
        foreach (string split in OutputFolder.Splits)
        {
            using var list = new TemporaryStream(target, $"lists/{split}.txt");
            long before = samples;
            foreach (SampleRow row in selection.Rows(source, split))
            {
                cancel.ThrowIfCancellationRequested();
                SamplePlace place = row.Place;
                string name = string.Create(
                    CultureInfo.InvariantCulture, $"{place.Film}/chapter{place.Chapter}/out{place.Frame:D8}");
                WriteSample(target, name, row, png);
                list.Write(Encoding.UTF8.GetBytes(name + '\n'));
                samples++;
            }

            if (samples > before)
            {
                UnpublishedFile finished = list.Finish(samples - before);
                Publication.PublishIfAbsent(finished.TemporaryPath, target.Absolute(finished.Receipt.Name));
            }
        }

        return samples;
    }

    /// <summary>
    /// Half the size and half the values: means of 2 × 2 (bilinear at 0.5) over the pixels with a value.
    /// </summary>
    /// <param name="codes">Disparity codes at the shard's size.</param>
    /// <returns>Disparity in px of the half size, NaN without a value; the caller owns it.</returns>
    internal static Plane<float> HalveDisparity(Plane<ushort> codes)
    {
        var half = new Plane<float>(codes.Width / 2, codes.Height / 2);
        for (int y = 0; y < half.Height; y++)
        {
            for (int x = 0; x < half.Width; x++)
            {
                (float sum, int count) = (0, 0);
                for (int i = 0; i < 4; i++)
                {
                    float px = DisparityCode.Decode(codes[(2 * x) + (i & 1), (2 * y) + (i >> 1)]);
                    (sum, count) = float.IsNaN(px) ? (sum, count) : (sum + px, count + 1);
                }

                half[x, y] = count == 0 ? float.NaN : sum / count / 2;
            }
        }

        return half;
    }

    /// <summary>Uncertainty at half size: 10 · (mean residual / 2), rounded; 255 where there is no disparity.</summary>
    internal static Plane<byte> HalveResidual(Plane<byte> residual, Plane<float> halfDisparity)
    {
        var half = new Plane<byte>(halfDisparity.Width, halfDisparity.Height);
        for (int y = 0; y < half.Height; y++)
        {
            for (int x = 0; x < half.Width; x++)
            {
                int sum = residual[2 * x, 2 * y] + residual[(2 * x) + 1, 2 * y]
                    + residual[2 * x, (2 * y) + 1] + residual[(2 * x) + 1, (2 * y) + 1];
                bool unknown = float.IsNaN(halfDisparity[x, y]);
                half[x, y] = unknown ? (byte)255 : (byte)MathF.Round(sum / 8f);
            }
        }

        return half;
    }

    private static void WriteSample(OutputFolder target, string name, SampleRow row, PngWriter png)
    {
        // Asked first: nothing of a dataset that cannot be exported is written.
        if (row.Disparity.IsEmpty)
        {
            throw new ParquetFileException(
                $"{row.Place.Id}: disparity stands at the right view alone (disparity.reference: right); the midas "
                + "form needs it at the left one: extract with reference left or both");
        }

        SampleCheck.RequireSizes(row, withViews: false);
        Write(target, $"image_left/{name}{PictureFile.ExtensionOf(row.Left.Span)}", row.Left.Span);
        if (!row.Right.IsEmpty)
        {
            Write(target, $"image_right/{name}{PictureFile.ExtensionOf(row.Right.Span)}", row.Right.Span);
        }

        using Plane<ushort> codes = PngReader.Read(row.Disparity.Span, $"{row.Place.Id} disparity").ToGrey16();
        bool fullSize = codes.Width == row.Width;
        using Plane<float> disparity = fullSize ? HalveDisparity(codes) : Decode(codes);
        using Plane<ushort> quantised = Quantise(disparity, out float offset, out float scale);
        KeyValuePair<string, string>[] text =
        [
            new("offset", offset.ToString("R", CultureInfo.InvariantCulture)),
            new("scale", scale.ToString("R", CultureInfo.InvariantCulture)),
        ];
        Write(target, $"disparity/{name}.png", png.Encode(quantised, text).Span);
        if (!row.Residual.IsEmpty)
        {
            using Plane<byte> residual = PngReader.Read(row.Residual.Span, $"{row.Place.Id} residual").ToGrey8();
            using Plane<byte> uncertainty = fullSize ? HalveResidual(residual, disparity) : Mark(residual, disparity);
            Write(target, $"uncertainty/{name}.png", png.Encode(uncertainty).Span);
        }
    }

    private static Plane<float> Decode(Plane<ushort> codes)
    {
        var disparity = new Plane<float>(codes.Width, codes.Height);
        for (int i = 0; i < codes.Pixels.Length; i++)
        {
            disparity.Pixels[i] = DisparityCode.Decode(codes.Pixels[i]);
        }

        return disparity;
    }

    private static Plane<byte> Mark(Plane<byte> residual, Plane<float> disparity)
    {
        var marked = new Plane<byte>(residual.Width, residual.Height);
        for (int i = 0; i < residual.Pixels.Length; i++)
        {
            marked.Pixels[i] = float.IsNaN(disparity.Pixels[i]) ? (byte)255 : residual.Pixels[i];
        }

        return marked;
    }

    private static Plane<ushort> Quantise(Plane<float> disparity, out float offset, out float scale)
    {
        (float least, float most) = (float.PositiveInfinity, float.NegativeInfinity);
        foreach (float px in disparity.Pixels)
        {
            // NaN compares false: pixels without a value do not count.
            least = px < least ? px : least;
            most = px > most ? px : most;
        }

        var codes = new Plane<ushort>(disparity.Width, disparity.Height);
        offset = least <= most ? least : 0;
        scale = most > least ? (most - least) / 65535 : 1;
        for (int i = 0; most > least && i < codes.Pixels.Length; i++)
        {
            float px = disparity.Pixels[i];
            codes.Pixels[i] = px > least ? (ushort)MathF.Round((px - least) / (most - least) * 65535) : (ushort)0;
        }

        return codes;
    }

    private static void Write(OutputFolder target, string name, ReadOnlySpan<byte> bytes)
    {
        string path = target.Absolute(name);
        byte[] content = bytes.ToArray();
        Publication.Guard(path, () =>
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllBytes(path, content);
        });
    }
}
