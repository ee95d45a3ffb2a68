using System.CommandLine;
using System.Runtime.Intrinsics;
using MovieData.Imaging.Pictures;
using MovieData.Inference;
using MovieData.Media.Processes;
using MovieData.Media.Reading;
using MovieData.Native;

namespace MovieData.Cli;

/// <summary><c>doctor</c>: what works on this machine, and what to do about what does not.</summary>
internal static class DoctorCommand
{
    public static Command Create(Terminal terminal)
    {
        var node = new Option<bool>("--node")
        {
            Description = "Only whether a cluster's task can work on this machine: ffmpeg, scratch, --out, --device",
        };
        Option<string> folder =
            PathFlags.Dataset(new Option<string>("--out") { Description = "With --node: a dataset" });
        Option<string> device = DeviceFlags.Device();
        var command = new Command(
            "doctor",
            """
            What works here (ffmpeg, libraries, models, devices, disk) and how to mend what does not

            Examples:
              movie-data doctor
              movie-data doctor --node --out /shared/data --device cuda
            """) { node, folder, device };
        ValueFlags.OnlyWith(command, folder, node);
        ValueFlags.OnlyWith(command, device, node);
        command.SetAction((parsed, cancel) =>
        {
            if (parsed.GetValue(node))
            {
                bool isWell = NodeCheck.Run(
                    terminal, parsed.GetValue(folder), parsed.GetRequiredValue(device), cancel);
                return Task.FromResult(isWell ? ExitCode.Done : ExitCode.CouldNotStart);
            }

            bool healthy = true;
            foreach ((string what, Func<string> look) in Checks(cancel))
            {
                try
                {
                    terminal.Output.WriteLine($"ok       {what,-14} {look()}");
                }
                catch (Exception error) when (error is MovieDataException or OnnxException or DllNotFoundException
                    or NativeLibraryMissingException or TypeInitializationException)
                {
                    healthy = false;

                    // A line of our own says what to install; the runtime's says only that something threw.
                    Exception told = error is TypeInitializationException ? error.InnerException ?? error : error;
                    terminal.Output.WriteLine($"MISSING  {what,-14} {told.Message}");
                }
            }

            PrintMissingFilters(terminal, cancel);

            // A machine without a GPU is a healthy one.
            foreach (OnnxDevice device in (OnnxDevice[])[OnnxDevice.Cuda, OnnxDevice.TensorRt])
            {
                terminal.Output.WriteLine(DeviceFlags.Fault(device) is { } fault
                    ? $"note     {device,-14} {fault}"
                    : $"ok       {device,-14} {string.Join(", ", OnnxProviders.Gpus(device))}"
                        + (OnnxProviders.Folders is { Count: > 0 } from
                            ? $"; libraries of {string.Join(", ", from)}" : ""));
            }

            terminal.Output.WriteLine(new GpuDecoder(gpu: 0, _ => { }).Fault(cancel) is { } nvdec
                ? $"note     {"NVDEC",-14} extract --decoder cuda decodes in software: {nvdec}"
                : $"ok       {"NVDEC",-14} ffmpeg opens a GPU, for extract --decoder cuda");
            return Task.FromResult(healthy ? ExitCode.Done : ExitCode.CouldNotStart);
        });
        return command;
    }

    private static IEnumerable<(string What, Func<string> Look)> Checks(CancellationToken cancel)
    {
        yield return ("ffmpeg", () => Usable(FFmpegBuild.OnPath(cancel).FFmpeg));
        yield return ("ffprobe", () => Usable(FFmpegBuild.OnPath(cancel).FFprobe));
        yield return ("JPEG", () =>
        {
            using var library = new TurboJpeg();
            return "libturbojpeg";
        }
        );
        yield return ("OpenCV", () => $"{OpenCv.Version}, for pictures, sheets and the sky");
        yield return ("ONNX Runtime", () => $"{OnnxSession.RuntimeVersion}, CPU");
        yield return ("vectors", () => Vector512.IsHardwareAccelerated ? "512 bits"
            : Vector256.IsHardwareAccelerated ? "256 bits" : "128 bits or none");
        yield return ("models", () =>
        {
            foreach (ModelEntry entry in ModelCatalogue.Read(null).Entries)
            {
                LoadedModel.Load(entry, ModelPlace.Cpu).Dispose();
            }

            return $"every entry of {ModelCatalogue.EmbeddedFile} loads";
        }
        );
        yield return ("disk", () =>
        {
            var drive = new DriveInfo(Path.GetFullPath("."));
            return $"{drive.AvailableFreeSpace / 1e9:F0} GB free here";
        }
        );
    }

    private static string Usable(FFmpegBuild build) =>
        build.Fault is { } fault ? throw new FFmpegException(fault) : build.Banner;

    // Other films are read without them.
    private static void PrintMissingFilters(Terminal terminal, CancellationToken cancel)
    {
        foreach ((string kind, string fault) in FFmpegBuild.FaultsOfSome(cancel))
        {
            terminal.Output.WriteLine($"note     {"ffmpeg",-14} {kind} cannot be read: {fault}");
        }
    }
}
