using MovieData.Inference;
using MovieData.Media.Processes;

namespace MovieData.Cli;

/// <summary>
/// <c>doctor --node</c>: whether a task that failed may have failed for a reason of its machine. Looks at little, in a
/// second or two: what a task needs of a node that the tasks of other nodes have.
/// </summary>
internal static class NodeCheck
{
    private const int ScratchBytes = 1 << 20;
    private const int Pictures = 4;

    /// <summary>Looks, and says what is wrong, a line each.</summary>
    /// <returns>True where nothing is.</returns>
    public static bool Run(Terminal terminal, string? folder, string device, CancellationToken cancel)
    {
        (string What, Action Look)[] checks =
        [
            ("ffmpeg", () => RequireDecoding(cancel)),
            ("scratch", () => RequireScratch(Path.GetTempPath())),
            ("folder", () => RequireFolder(folder)),
            ("device", () => RequireDevice(device)),
        ];
        bool isWell = true;
        foreach ((string what, Action look) in checks)
        {
            try
            {
                look();
            }
            catch (Exception error) when (error is MovieDataException or IOException or UnauthorizedAccessException)
            {
                isWell = false;
                terminal.Say($"{Environment.MachineName}: {what}: {error.Message}");
            }
        }

        return isWell;
    }

    // That it says its version does not mean that it runs on this processor, or finds its libraries.
    private static void RequireDecoding(CancellationToken cancel)
    {
        string lines = FFmpegProcess.Capture(
            "ffmpeg",
            [
                "-nostdin", "-v", "error", "-f", "lavfi", "-i", "testsrc2=size=64x64:rate=24", "-frames:v",
                $"{Pictures}", "-pix_fmt", "yuv420p", "-f", "framecrc", "pipe:1",
            ],
            cancel);
        int pictures = lines.Split('\n').Count(line => line.Length > 0 && line[0] != '#');
        if (pictures != Pictures)
        {
            throw new FFmpegException($"ffmpeg gave {pictures} of {Pictures} test pictures");
        }
    }

    private static void RequireScratch(string place)
    {
        string file = Path.Combine(place, $".movie-data-{Guid.NewGuid():N}");
        try
        {
            File.WriteAllBytes(file, new byte[ScratchBytes]);
        }
        finally
        {
            File.Delete(file);
        }
    }

    private static void RequireFolder(string? folder)
    {
        if (folder is not null)
        {
            DatasetPlace.OpenToWrite("--out", folder);
        }
    }

    private static void RequireDevice(string device)
    {
        OnnxDevice? asked = device switch
        {
            "cuda" => OnnxDevice.Cuda,
            "tensorrt" => OnnxDevice.TensorRt,
            _ => null,
        };
        if (asked is { } gpu && DeviceFlags.Fault(gpu) is { } fault)
        {
            throw new ModelException(fault);
        }
    }
}
