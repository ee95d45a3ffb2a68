using MovieData.Ledger;
using MovieData.Pipelines;

namespace MovieData.Cli;

/// <summary>What a plan will cost: samples, bytes, hours, and whether the disk can hold it.</summary>
internal static class PlanEstimate
{
    /// <summary>
    /// Bytes a kept sample takes per pixel: two JPEG views, 16-bit disparity, mask and residual (measured).
    /// </summary>
    private const double BytesPerPixel = 1.9;

    /// <summary>Seconds a pair takes per megapixel on two CPU cores with the embedded model (measured).</summary>
    private const double SecondsPerMegapixelCpu = 1.1;

    public static void Print(TextWriter output, OutputFolder folder, StatusReport status, Pipeline pipeline)
    {
        double pixels = pipeline.Decode.Crop.Area;
        double gigabytes = status.Pending * pixels * BytesPerPixel / 1e9;
        double hours = status.Pending * pixels / 1e6 * SecondsPerMegapixelCpu / 3600;
        double free = new DriveInfo(folder.Root).AvailableFreeSpace / 1e9;
        output.WriteLine(
            $"{status.Planned} samples planned in {status.SegmentsTotal} segments, {status.Pending} to do: at most "
            + $"{gigabytes:F1} GB, about {hours:F1} hours on two CPU cores");
        output.WriteLine(
            $"{free:F0} GB free at {folder.Root}"
            + (free < gigabytes ? "  NOT ENOUGH: free some, or give another --out" : ""));
    }
}
