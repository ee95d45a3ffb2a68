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

    /// <summary>Core-seconds of a sample without a GPU, all of it, with the embedded network: 63 s for the demo's 48
    /// samples on two cores.</summary>
    private const double CoreSeconds = 63 * 2 / 48.0;

    /// <summary>Core-seconds of a sample beside its flow: <c>tools/measure/free-flow.sh</c>.</summary>
    private const double CoreSecondsBeside = 0.45;

    /// <summary>Core-seconds of a film's plan: 0.09 a frame of 3840 × 1080 (scan, probe, survey).</summary>
    private const double CoreSecondsOfPlan = 0.09 * 172_800;

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
        Console.WriteLine("| films | samples | files | TB | GPU-hours | core-hours beside them | money "
            + "| core-hours without a GPU | money without | storage, a month |");
        Console.WriteLine("|---|---|---|---|---|---|---|---|---|---|");
        foreach (int films in (int[])[1, 23, 1000, 10_000])
        {
            double all = films * samples;
            double gigabytes = all * (SampleBytes + RowBytes) / 1e9;
            double gpu = all * GpuSeconds / 3600;
            double plan = films * CoreSecondsOfPlan / 3600;
            double beside = plan + (all * CoreSecondsBeside / 3600);
            double cores = plan + (all * CoreSeconds / 3600);
            Console.WriteLine(
                $"| {films:N0} | {all:N0} | {films * ((3 * segments) + 4):N0} | {gigabytes / 1000:F2} | {gpu:N1} "
                + $"| {beside:N1} | {(gpu * gpuPrice) + (beside * corePrice):N2} | {cores:N1} "
                + $"| {cores * corePrice:N2} | {gigabytes * storagePrice:N2} |");
        }
    }
}
