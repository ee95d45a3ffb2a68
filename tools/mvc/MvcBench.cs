using System.Diagnostics;
using System.Globalization;
using MovieData.Imaging.Frames;
using MovieData.Mvc;

namespace MovieData.Tools;

/// <summary>
/// What tools/mvc/bench.sh measures with: <c>rewrite FILE</c> (rate and allocation of the rewriter alone, from memory),
/// <c>convert FILE OUT</c> (the rewritten stream as a file), <c>decode FILE THREADS</c> (both views, as an extraction
/// reads them).
/// </summary>
internal static class MvcBench
{
    private static int Main(string[] arguments)
    {
        switch (arguments)
        {
            case ["rewrite", string file]:
                Rewrite(File.ReadAllBytes(file));
                return 0;
            case ["convert", string file, string result]:
                Convert(file, result);
                return 0;
            case ["decode", string file, string threads]:
                Decode(file, int.Parse(threads, CultureInfo.InvariantCulture));
                return 0;
            default:
                Console.Error.WriteLine("usage: rewrite FILE | convert FILE OUT | decode FILE THREADS");
                return 2;
        }
    }

    private static void Rewrite(byte[] stream)
    {
        // Runs one to three warm up (the compiler's tiers); the best of the rest counts.
        double best = 0;
        double allocatedPerUnit = double.MaxValue;
        for (int run = 0; run < 8; run++)
        {
            var rewriter = new MvcRewriter(new MemoryStream(stream));
            long start = Stopwatch.GetTimestamp();
            TimeSpan cpuStart = Environment.CpuUsage.TotalTime;
            long allocated = 0;
            while (rewriter.Read())
            {
                while (rewriter.TryTakeFrame(out _))
                {
                }

                if (rewriter.AccessUnits == 100)
                {
                    allocated = GC.GetAllocatedBytesForCurrentThread();
                }
            }

            allocated = GC.GetAllocatedBytesForCurrentThread() - allocated;
            double perUnit = (double)allocated / (rewriter.AccessUnits - 100);
            double seconds = (Environment.CpuUsage.TotalTime - cpuStart).TotalSeconds;
            double elapsed = Stopwatch.GetElapsedTime(start).TotalSeconds;
            if (run >= 3)
            {
                best = Math.Max(best, stream.Length / seconds / 1e6);
                allocatedPerUnit = Math.Min(allocatedPerUnit, perUnit);
            }

            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"run {run}: {stream.Length / elapsed / 1e6:F0} MB/s elapsed, {stream.Length / seconds / 1e6:F0} MB "
                + $"per CPU second, {perUnit:F1} bytes allocated an access unit"));
        }

        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"rewriter alone: {best:F0} MB per CPU second, {allocatedPerUnit:F1} bytes allocated an access unit"));
    }

    private static void Convert(string file, string result)
    {
        using FileStream input = File.OpenRead(file);
        using FileStream output = File.Create(result);
        var rewriter = new MvcRewriter(input);
        bool more = true;
        while (more)
        {
            more = rewriter.Read();
            output.Write(rewriter.Written.Span);
            while (rewriter.TryTakeFrame(out _))
            {
            }
        }
    }

    private static void Decode(string file, int threads)
    {
        var pool = new PlanePool(1L << 30);
        MvcSource source = MvcSource.Open([file], CancellationToken.None);
        int pairs = 0;
        foreach (MvcPair pair in source.Decode(0, threads, pool, CancellationToken.None))
        {
            pairs += pair.Fault == MvcFault.None ? 1 : 0;
            pair.Dispose();
        }

        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{pairs} pairs"));
    }
}
