using MovieData.Imaging.Frames;
using MovieData.Media.Films;
using MovieData.Media.Probe;
using MovieData.Media.Processes;

namespace MovieData.Media.Reading;

/// <summary>
/// A few luma pictures spread over a film, for questions that only pictures answer. Key pictures only, reached by
/// seeking: seconds even for a 2-hour film.
/// </summary>
/// <param name="Size">Size of every picture, coded pixels.</param>
/// <param name="Luma">Full-range luma (0 black, 255 white), row order, one array per picture; may be empty.</param>
internal sealed record StillPictures(PixelSize Size, IReadOnlyList<byte[]> Luma)
{
    /// <summary>Pictures asked for: enough for bars and packing, few enough for memory (100 MB of 8K) and
    /// time.</summary>
    public const int CountMax = 12;

    // Options of the filter scale that leave luma as it is coded: widened here, after its levels are counted.
    private const string AsCoded = "in_range=full:out_range=full";

    /// <summary>Why there is not one picture; null where there is.</summary>
    public string? Fault { get; private init; }

    /// <summary>
    /// How many pixels of all pictures have each coded luma of 8 bits, before limited range was widened to full; empty
    /// where that is not known.
    /// </summary>
    public IReadOnlyList<long> CodedLevels { get; private init; } = [];

    /// <summary>Decodes the key pictures at or before <see cref="CountMax"/> evenly spread times.</summary>
    /// <param name="file">The file.</param>
    /// <param name="stream">Video stream.</param>
    /// <param name="durationS">Length of the file in seconds.</param>
    /// <param name="isFullRange">Luma is coded from 0 to 255, not from 16 to 235.</param>
    /// <param name="cancel">Kills the subprocess.</param>
    /// <remarks>A damaged stretch gives fewer pictures, not an error: what depends on them says how many there
    /// were.</remarks>
    /// <exception cref="FFmpegException">The subprocess was killed or fell silent: that says nothing about the
    /// film.</exception>
    public static StillPictures Read(
        ContainerFacts file, StreamFacts stream, double durationS, bool isFullRange, CancellationToken cancel)
    {
        double[] timesS = PlayedSpan.Spread(file.Played, stream.StartS, durationS, CountMax);
        string whole = FormattableString.Invariant($"{stream.Size.Width}:{stream.Size.Height}");
        var graph = new SeekGraph(file.Input);
        foreach (double timeS in timesS)
        {
            graph.Add(timeS, SeekGraph.Key, n => FormattableString.Invariant($"[{n}:{stream.Index}]trim=end_frame=1,")
                + $"scale={whole}:{AsCoded},format=gray,setsar=1,setpts=0");
        }

        var pictures = new List<byte[]>();
        long[] levels = new long[256];
        string? fault = null;
        using FFmpegProcess process = FFmpegProcess.Start("ffmpeg", graph.Arguments(), cancel);
        while (pictures.Count < CountMax)
        {
            byte[] luma = new byte[stream.Size.Area];
            if (process.ReadFully(luma) < luma.Length)
            {
                cancel.ThrowIfCancellationRequested();
                process.RequireNotLost();
                fault = pictures.Count == 0 ? process.Failure($"sent none (code {process.Wait()})").Message : null;
                break;
            }

            Widen(luma, isFullRange, levels);
            pictures.Add(luma);
        }

        cancel.ThrowIfCancellationRequested();
        return new StillPictures(stream.Size, pictures) { Fault = fault, CodedLevels = levels };
    }

    /// <summary>Counts the coded levels of a picture, then widens limited range to full.</summary>
    private static void Widen(byte[] luma, bool isFullRange, long[] levels)
    {
        for (int pixel = 0; pixel < luma.Length; pixel++)
        {
            byte coded = luma[pixel];
            levels[coded]++;
            luma[pixel] = isFullRange ? coded : (byte)Math.Clamp((((coded - 16) * 255) + 109) / 219, 0, 255);
        }
    }

    /// <summary>The same area of every picture, copied out.</summary>
    public StillPictures Cut(PixelArea area) => new(area.Size, [.. Luma.Select(luma => Cut(luma, area))]);

    /// <summary>Every picture reduced to <paramref name="size"/>, each pixel the mean of the box it covers.</summary>
    public StillPictures Reduce(PixelSize size) => new(size, [.. Luma.Select(luma => Reduce(luma, size))]);

    private byte[] Cut(byte[] luma, PixelArea area)
    {
        byte[] cut = new byte[area.Size.Area];
        for (int y = 0; y < area.Height; y++)
        {
            Array.Copy(luma, ((area.Y + y) * Size.Width) + area.X, cut, y * area.Width, area.Width);
        }

        return cut;
    }

    private byte[] Reduce(byte[] luma, PixelSize size)
    {
        byte[] small = new byte[size.Area];
        for (int y = 0; y < size.Height; y++)
        {
            (int top, int bottom) = Box(y, size.Height, Size.Height);
            for (int x = 0; x < size.Width; x++)
            {
                (int left, int right) = Box(x, size.Width, Size.Width);
                int sum = 0;
                for (int row = top; row < bottom; row++)
                {
                    foreach (byte value in luma.AsSpan((row * Size.Width) + left, right - left))
                    {
                        sum += value;
                    }
                }

                small[(y * size.Width) + x] = (byte)(sum / ((right - left) * (bottom - top)));
            }
        }

        return small;
    }

    private static (int From, int To) Box(int index, int count, int length)
    {
        int from = (int)((long)index * length / count);
        return (from, Math.Max(from + 1, (int)((index + 1L) * length / count)));
    }
}
