using MovieData.Disparity;
using MovieData.Imaging.Messages;
using MovieData.Ledger;
using MovieData.Pipelines;
using MovieData.Shards;

namespace MovieData.Cli;

/// <summary>What a plan will cost: samples, bytes, hours, and whether the disk can hold it.</summary>
internal static class PlanEstimate
{
    /// <summary>
    /// Bytes a pixel takes, measured on films of little grain: a view as JPEG of quality 95 (0.25 to 0.5) or PNG, and a
    /// reference view's disparity, mask and residual.
    /// </summary>
    private const double Jpeg = 0.5, Png = 1.3, Disparity = 0.5, Mask = 0.01, Residual = 0.22;

    /// <summary>What grain may add.</summary>
    private const double GrainFactor = 1.5;

    /// <summary>Seconds a pair takes per megapixel on two CPU cores with the embedded model (measured).</summary>
    private const double SecondsPerMegapixelCpu = 1.1;

    public static void Print(TextWriter output, OutputFolder folder, StatusReport status, Pipeline pipeline)
    {
        double pixels = (double)status.Pending * pipeline.Decode.Crop.Area;
        double bytes = pixels * BytesPerPixel(pipeline);
        output.WriteLine(
            $"{Counted.Of(status.Planned, "sample")} planned in {Counted.Of(status.SegmentsTotal, "segment")}, "
            + $"{status.Pending} to do: about {Size(bytes)} if all are kept, "
            + $"{Duration.Of(pixels / 1e6 * SecondsPerMegapixelCpu)} on two CPU cores");
        if (folder.Store is not FolderStore)
        {
            return;    // a store of objects does not say how much it takes
        }

        double free = new DriveInfo(folder.Root).AvailableFreeSpace;
        string enough = free < bytes ? "  NOT ENOUGH: free some, or give another --out"
            : free < GrainFactor * bytes ? "  perhaps NOT ENOUGH: films with grain take half as much again"
            : "";
        output.WriteLine($"{Size(free)} free at {folder.Root}{enough}");
    }

    /// <summary>Bytes that a pixel of the crop takes in a shard, about.</summary>
    internal static double BytesPerPixel(Pipeline pipeline)
    {
        ShardOptions shards = pipeline.Shards;
        double view = shards.ViewFormat == ViewFormat.Png ? Png : Jpeg;
        double scale = pipeline.Disparity.OutputScale * pipeline.Disparity.OutputScale;
        double map = scale * (Disparity + Mask + (shards.Residual ? Residual : 0));
        return (view * (shards.Right ? 2 : 1)) + (map * (pipeline.Disparity.Reference == Reference.Both ? 2 : 1));
    }

    private static string Size(double bytes) =>
        bytes >= 1e9 ? FormattableString.Invariant($"{bytes / 1e9:F1} GB")
            : FormattableString.Invariant($"{bytes / 1e6:F1} MB");
}
