using MovieData.Imaging.Frames;
using MovieData.Imaging.Kernels;
using MovieData.Imaging.Pictures;

namespace MovieData.Shards;

/// <summary>
/// Makes the small picture of a sample that a person looks at: the view beside its disparity in colours, 8-bit JPEG.
/// File browsers and the viewer of Hugging Face draw it; a 16-bit PNG they draw as flat grey. No network learns from
/// it.
/// </summary>
/// <remarks>
/// Colours are those of <see cref="ColourMap"/>: far dark blue, near dark red, between the smallest and the largest
/// disparity of this sample but for half a per cent at either end; no value grey. Only whole numbers, so equal
/// planes give equal bytes. Not thread-safe; its planes are used again from sample to sample.
/// </remarks>
internal sealed class PreviewEncoder : IDisposable
{
    /// <summary>No preview has more bytes.</summary>
    public const int BytesMax = 30_000;

    /// <summary>No half of a preview is wider or higher, px.</summary>
    public const int SidePxMax = 480;

    // Such a picture takes less than BytesMax whatever it shows (TurboJpeg.BytesMax), so that every sample gets one.
    private const int SidePxMin = 30;

    private const int Codes = ushort.MaxValue + 1;

    /// <summary>Share of the values at either end that may lie beyond the colours: 1 in so many.</summary>
    private const int TailParts = 200;

    /// <summary>
    /// The colours span at least the width over this, or noise of a flat scene would look like depth: 0.5 % of the
    /// width, below which stereo counts as weak (MSU VQMT3D; MiDaS's 10 px).
    /// </summary>
    private const int SpanParts = 200;

    /// <summary>Codes in a px (CONTRACT.md, "Disparity and residual").</summary>
    private const int CodesPerPx = (int)DisparityCode.StepsPerPx;

    private static readonly int[] Qualities = [85, 75, 65, 55, 45, 35, 25];

    private readonly JpegCoder _jpeg = new();
    private readonly int[] _counts = new int[Codes];
    private uint[] _levelSums = [];
    private uint[] _codeSums = [];
    private ushort[] _emptyCounts = [];
    private Plane<Rgb24>? _view;
    private Plane<ushort>? _codes;
    private Plane<Rgb24>? _page;

    /// <summary>Makes a preview.</summary>
    /// <param name="view">The view.</param>
    /// <param name="codes">Disparity code at its pixels, 0 = no value; of the view's size or smaller.</param>
    /// <returns>A JPEG of at most <see cref="BytesMax"/> bytes, valid until the next call: the first that is small
    /// enough of qualities from 85 down, then of half the size.</returns>
    /// <exception cref="PictureException">libjpeg-turbo or OpenCV is missing.</exception>
    public ReadOnlyMemory<byte> Encode(Plane<Rgb24> view, Plane<ushort> codes)
    {
        for (int side = SidePxMax; ; side /= 2)
        {
            Compose(view, codes, side);
            foreach (int quality in Qualities)
            {
                ReadOnlyMemory<byte> file = _jpeg.Encode(_page!, quality);
                if (file.Length <= BytesMax)
                {
                    return file;
                }
            }

            if (side <= SidePxMin)
            {
                throw new PictureException($"a preview of {_page!.Size} takes more than {BytesMax} bytes");
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _jpeg.Dispose();
        _view?.Dispose();
        _codes?.Dispose();
        _page?.Dispose();
    }

    private void Compose(Plane<Rgb24> view, Plane<ushort> codes, int sideMax)
    {
        // A block of the map is a whole number of its pixels wide where it divides the map; the view follows it.
        int factor = (Math.Max(codes.Width, codes.Height) + sideMax - 1) / sideMax;
        var half = new PixelSize(Math.Max(1, codes.Width / factor), Math.Max(1, codes.Height / factor));
        Fit(ref _view, half);
        Fit(ref _codes, half);
        Fit(ref _page, half with { Width = 2 * half.Width });
        Fit(ref _levelSums, 3 * view.Width);
        Fit(ref _codeSums, codes.Width);
        Fit(ref _emptyCounts, codes.Width);
        BlockMeans.Colours(view, _view!, _levelSums);
        BlockMeans.Codes(codes, _codes!, _codeSums, _emptyCounts);
        (int least, int span) = ColouredCodes(CodesPerPx * codes.Width / SpanParts);
        IReadOnlyList<Rgb24> colours = ColourMap.Turbo;
        int top = colours.Count - 1;
        for (int y = 0; y < half.Height; y++)
        {
            Span<Rgb24> row = _page!.Row(y);
            _view!.Row(y).CopyTo(row);
            ReadOnlySpan<ushort> means = _codes!.Row(y);
            for (int x = 0; x < means.Length; x++)
            {
                row[half.Width + x] = means[x] == 0 ? ColourMap.NoValue
                    : colours[Math.Clamp((((means[x] - least) * top) + (span / 2)) / span, 0, top)];
            }
        }
    }

    // Code of the first colour, and how many codes the colours span; at least spanMin, around the values' middle.
    private (int Least, int Span) ColouredCodes(int spanMin)
    {
        Array.Clear(_counts);
        int values = 0;
        foreach (ushort code in _codes!.Pixels)
        {
            _counts[code]++;
            values += code == 0 ? 0 : 1;
        }

        _counts[0] = 0;
        int tail = values / TailParts;
        (int least, int most) = (CodeOf(tail), CodeOf(Math.Max(0, values - 1 - tail)));
        spanMin = Math.Max(1, spanMin);
        return most - least >= spanMin ? (least, most - least) : (((least + most) / 2) - (spanMin / 2), spanMin);
    }

    // The value at this place when all are in order; 0 when there are none.
    private int CodeOf(int place)
    {
        int code = 0;
        for (int seen = 0; code < Codes - 1 && seen + _counts[code] <= place; code++)
        {
            seen += _counts[code];
        }

        return code;
    }

    private static void Fit<T>(ref Plane<T>? plane, PixelSize size)
        where T : unmanaged
    {
        if (plane?.Size != size)
        {
            plane?.Dispose();
            plane = new Plane<T>(size.Width, size.Height);
        }
    }

    private static void Fit<T>(ref T[] room, int length) => room = room.Length < length ? new T[length] : room;
}
