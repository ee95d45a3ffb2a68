using System.Diagnostics;
using System.Globalization;
using MovieData.Imaging.Frames;
using MovieData.Imaging.Kernels;
using MovieData.Shards;
using MovieData.Shards.ParquetFiles;

namespace MovieData.Benchmarks;

/// <summary>
/// What a shard costs: rate and peak memory of writing and reading Parquet, and the CPU time of encoding a sample. Run
/// by <c>dotnet run -c Release --project tests/MovieData.Benchmarks -- parquet|encode</c>.
/// </summary>
internal static class ShardThroughput
{
    private const int BlobBytes = 2_000_000;
    private const long TotalBytes = 4_000_000_000;

    /// <summary>
    /// 4 GB in rows of one 2 MB picture into memory-backed storage, without sha256; then read back, row group by row
    /// group. The shard that a user's memory must hold is never larger.
    /// </summary>
    public static void Parquet()
    {
        string path = Path.Combine("/dev/shm", $"movie-data-{Environment.ProcessId}.parquet");
        try
        {
            using (Stream nowhere = Stream.Null)
            {
                Write("nowhere", nowhere);
            }

            using (var file = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, 0))
            {
                Write("memory-backed file", file);
            }

            Say($"parquet: peak {PeakMb():F0} MB after writing");
            Read(path);
        }
        finally
        {
            File.Delete(path);
        }

        Say($"parquet: peak {PeakMb():F0} MB after reading");
    }

    private static void Read(string path)
    {
        var clock = Stopwatch.StartNew();
        using ParquetFileReader reader = ParquetFileReader.Open(path);
        long bytes = 0;
        for (int group = 0; group < reader.RowGroups; group++)
        {
            bytes += reader.Read(group, 0).Sum(cell => (long)cell.Bytes.Length);
        }

        Say($"parquet read: {bytes / 1e9 / clock.Elapsed.TotalSeconds:F2} GB/s, {reader.RowGroups} row groups");
    }

    private static void Write(string where, Stream output)
    {
        byte[] blob = Film.Bytes(BlobBytes, 1);
        var clock = Stopwatch.StartNew();
        TimeSpan before = Process.GetCurrentProcess().TotalProcessorTime;
        using var writer = new ParquetFileWriter(output, new ParquetColumns([new("left", ParquetKind.Picture)]), []);
        for (long written = 0; written < TotalBytes; written += BlobBytes)
        {
            writer.Write([ParquetCell.Of(blob, "left.jpg")]);
        }

        writer.Complete();
        double cpu = (Process.GetCurrentProcess().TotalProcessorTime - before).TotalSeconds;
        double gigabytes = TotalBytes / 1e9;
        Say($"parquet to {where}: {gigabytes / clock.Elapsed.TotalSeconds:F2} GB/s, {gigabytes / cpu:F2} GB per CPU s");
    }

    /// <summary>CPU time of each picture of a sample of 1880 × 800, fastest of many on one thread.</summary>
    public static void Encode()
    {
        using Plane<Rgb24> left = Film.Picture(0);
        using Plane<float> disparity = Film.Flow(1).U;
        using var mask = new Plane<byte>(Film.Width, Film.Height);
        using var code = new Plane<ushort>(Film.Width, Film.Height);
        using var residual = new Plane<float>(Film.Width, Film.Height);
        var random = new Random(1);
        for (int i = 0; i < mask.Pixels.Length; i++)
        {
            // Occlusion beside the bar, sky at the top, ragged edges: what masks of films look like.
            int x = (i % Film.Width) + random.Next(6);
            int y = (i / Film.Width) + (int)(12 * Math.Sin(x / 40.0));
            mask.Pixels[i] = y < 120 ? MaskCode.Sky : x is > 760 and < 800 ? MaskCode.Occluded : MaskCode.Valid;
            residual.Pixels[i] = random.NextSingle() * 0.6f;
        }

        DisparityCode.Encode(disparity.Pixels, mask.Pixels, DisparityCode.Encode(-20f), code.Pixels);
        var all = new ShardOptions
        {
            SamplesPerSegment = 64,
            ViewFormat = ViewFormat.Jpeg,
            JpegQuality = 95,
            Right = true,
            Residual = true,
        };
        using var full = new SampleEncoder(all);
        using var must = new SampleEncoder(all with { Right = false, Residual = false });
        EncodedViews views = full.EncodeViews(left, left);
        EncodedMap pictures = full.EncodeMap(View.Left, code, mask, residual);
        using var small = new SampleEncoder(all with { Preview = true });
        int previewBytes = small.EncodePreview(left, code).Length;
        void Encode(SampleEncoder encoder)
        {
            encoder.EncodeViews(left, left);
            encoder.EncodeMap(View.Left, code, mask, residual);
        }

        double mustMs = Fastest(() => Encode(must));
        double fullMs = Fastest(() => Encode(full));
        Say($"encode: left + disparity + mask {mustMs:F1} ms CPU; with right and residual {fullMs:F1} ms");
        double previewMs = Fastest(() => small.EncodePreview(left, code));
        Say($"encode: preview {previewMs:F2} ms CPU, {previewBytes / 1e3:F1} kB");
        Say($"encode: left {views.Left.Length / 1e3:F0} KB, disparity {pictures.Disparity.Length / 1e3:F0} KB");
        Say($"encode: mask {pictures.Mask.Length / 1e3:F0} KB, residual {pictures.Residual.Length / 1e3:F0} KB");
    }

    private static double Fastest(Action work)
    {
        double fastest = double.PositiveInfinity;
        for (int i = 0; i < 15; i++)
        {
            TimeSpan before = Process.GetCurrentProcess().TotalProcessorTime;
            for (int j = 0; j < 5; j++)
            {
                work();
            }

            TimeSpan spent = Process.GetCurrentProcess().TotalProcessorTime - before;
            fastest = Math.Min(fastest, spent.TotalMilliseconds / 5);
        }

        return fastest;
    }

    /// <summary>Largest resident memory of this process so far (VmHWM), MB.</summary>
    private static double PeakMb()
    {
        string line = File.ReadLines("/proc/self/status").First(l => l.StartsWith("VmHWM:", StringComparison.Ordinal));
        return double.Parse(
            line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) / 1e3;
    }

    private static void Say(FormattableString line) => Console.WriteLine(line.ToString(CultureInfo.InvariantCulture));
}
