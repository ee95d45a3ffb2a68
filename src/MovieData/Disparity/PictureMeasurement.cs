using System.Buffers;
using MovieData.Flow;
using MovieData.Imaging.Frames;
using MovieData.Imaging.Kernels;

namespace MovieData.Disparity;

/// <summary>
/// Measures a pair's pictures: how well the flow explains them, how much the views differ, and a hash. Row by row with
/// scratch from the shared array pool; nothing is allocated once warm.
/// </summary>
internal static class PictureMeasurement
{
    /// <summary>Measures one pair.</summary>
    /// <param name="flow">Views and flow, of one size.</param>
    /// <param name="active">Picture inside black bars. Null: no bars.</param>
    /// <param name="mask">Codes of the left view by the residual test.</param>
    public static PictureFigures Measure(StereoFlow flow, PixelArea? active, Plane<byte> mask)
    {
        StereoFrame frame = flow.Frame;
        PixelArea picture = active ?? new PixelArea(0, 0, frame.Size.Width, frame.Size.Height);
        Span<long> cells = stackalloc long[PerceptualHash.Columns * PerceptualHash.Rows];
        cells.Clear();
        ViewSums left = SumView(frame.Left, picture, cells);
        ViewSums right = SumView(frame.Right, picture, default);
        double pixels = Math.Max(1, picture.Size.Area);
        long sharper = Math.Max(left.Detail, right.Detail);
        return new PictureFigures(
            PhotometricError.Mean(
                frame.Left.Pixels, frame.Right.Pixels, flow.LeftToRight.U.Pixels, mask.Pixels, frame.Size),
            (left.Luma - right.Luma) / pixels,
            sharper == 0 ? 0 : (left.Detail - right.Detail) / (double)sharper,
            PerceptualHash.Of(cells, picture.Width),
            VerticalFit.Fit(flow.LeftToRight.V.Pixels, mask.Pixels, frame.Size));
    }

    // Three rows of luma in turn: sharpness needs the rows above and below.
    private static ViewSums SumView(Plane<Rgb24> view, PixelArea picture, Span<long> cells)
    {
        int width = picture.Width;
        byte[] rows = ArrayPool<byte>.Shared.Rent(3 * width);
        long luma = 0;
        long detail = 0;
        for (int y = 0; y < picture.Height; y++)
        {
            Span<byte> row = rows.AsSpan(y % 3 * width, width);
            Luma.Row(view.Row(picture.Y + y).Slice(picture.X, width), row);
            luma += Luma.Sum(row);
            if (!cells.IsEmpty)
            {
                PerceptualHash.AddRow(y, picture.Height, row, cells);
            }

            if (y >= 2)
            {
                detail += Sharpness.RowSum(
                    rows.AsSpan((y - 2) % 3 * width, width), rows.AsSpan((y - 1) % 3 * width, width), row);
            }
        }

        ArrayPool<byte>.Shared.Return(rows);
        return new ViewSums(luma, detail);
    }

    private readonly record struct ViewSums(long Luma, long Detail);
}
