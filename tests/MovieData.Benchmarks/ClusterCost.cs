using System.Globalization;
using MovieData.Pipelines;
using MovieData.Plan;

namespace MovieData.Benchmarks;

/// <summary>
/// What datasets of several sizes cost: hours, bytes, files and money, for films of two hours by the paper's pipeline,
/// out of constants that were measured (or, where no GPU was at hand, published). A table for the README.
/// </summary>
internal static class ClusterCost
{
    /// <summary>Films whose plans give the mean.</summary>
    private const int Films = 50;

    /// <summary>Seconds of a pair, both directions, at 1880 × 800: SEA-RAFT M on an RTX 3090, as published.</summary>
    private const double GpuSeconds = 0.287;

    /// <summary>Core-seconds of a pair with the embedded network: 1.1 s a megapixel on two cores.</summary>
    private const double CoreSeconds = 2 * 1.1 * 1.504;

    /// <summary>Core-seconds of a pair beside its flow, and of a film's scan at 3840 × 1080.</summary>
    private const double CoreSecondsBeside = 0.6, CoreSecondsOfScan = 172_800 / 60.0;

    /// <summary>Bytes of a sample in its shard, and of its row in the frames file.</summary>
    private const double SampleBytes = 1.73 * 1880 * 800, RowBytes = 500;

    /// <summary>Prints the table.</summary>
    /// <param name="gpuPrice">Of a GPU-hour.</param>
    /// <param name="corePrice">Of a core-hour.</param>
    /// <param name="storagePrice">Of a gigabyte and month.</param>
    public static void Print(double gpuPrice, double corePrice, double storagePrice)
    {
        CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
        Pipeline pipeline = PipelineFile.Read("pipelines/midas-3d-movies.yaml");
        SamplePlan[] plans =
            [.. Enumerable.Range(0, Films).Select(film => InventedFilms.Plan(pipeline, "film", film, hours: 2))];
        double segments = plans.Average(plan => plan.Segments.Count);
        double samples = plans.Average(plan => plan.Segments.Sum(segment => segment.Samples.Count));
        Console.WriteLine("| films | samples | files | TB | GPU-hours | core-hours beside | money, with GPUs "
            + "| core-hours without a GPU | money, without | a month of storage |");
        Console.WriteLine("|---|---|---|---|---|---|---|---|---|---|");
        foreach (int films in (int[])[1, 23, 1000, 10_000])
        {
            double all = films * samples;
            double gigabytes = all * (SampleBytes + RowBytes) / 1e9;
            double gpu = all * GpuSeconds / 3600;
            double beside = ((all * CoreSecondsBeside) + (films * CoreSecondsOfScan)) / 3600;
            double cores = beside + (all * CoreSeconds / 3600);
            Console.WriteLine(
                $"| {films:N0} | {all:N0} | {films * ((3 * segments) + 4):N0} | {gigabytes / 1000:F2} | {gpu:N0} "
                + $"| {beside:N0} | {(gpu * gpuPrice) + (beside * corePrice):N0} | {cores:N0} "
                + $"| {cores * corePrice:N0} | {gigabytes * storagePrice:N0} |");
        }
    }
}
