using System.CommandLine;
using System.Globalization;
using MovieData.Decode;
using MovieData.Imaging.Frames;
using MovieData.Imaging.Messages;
using MovieData.Imaging.Pictures;
using MovieData.Media.Films;

namespace MovieData.Cli;

/// <summary><c>decode</c>: frame-exact digests of the coded views.</summary>
internal static class DecodeCommand
{
    /// <summary>Frames one list may name: each becomes a term of ffmpeg's selection.</summary>
    private const int FramesMax = 4096;
    private const int ThreadsMax = 256;

    public static Command Create(Terminal terminal)
    {
        var command = new Command(
            "decode",
            """
            Frame-exact views: --out writes left_00000123.png and right_00000123.png as samples see them (scaled and
            cropped as the pipeline says); --md5 prints `view frame md5` of the coded pictures (yuv420p, before view
            order and crop)

            Examples:
              movie-data decode --md5 --layout sbs-half --view-order left-first clip.mp4
              movie-data decode --md5 --frames 0,24,100-110 film.mkv
              movie-data decode --frames 1200 --out stills film.mkv
            """);
        SourceFlags sources = SourceFlags.AddTo(command, single: true);
        var md5 = new Option<bool>("--md5") { Description = "Print digests instead of writing pictures" };
        var frames = new Option<string?>("--frames")
        {
            Description = "Frame numbers, for example 0,24,100-110",
            HelpName = "LIST",
        };
        Option<int?> threads =
            ValueFlags.Integer("--decoder-threads", "Decoder threads; 0 = ffmpeg's choice", 0, ThreadsMax);
        Option<string?> outOption =
            PathFlags.Folder(new Option<string?>("--out") { Description = "Folder of the pictures" });
        Option<string> pipelineOption = PipelineFlags.Pipeline(required: false);
        command.Options.Add(outOption);
        command.Options.Add(pipelineOption);
        command.Options.Add(md5);
        command.Options.Add(frames);
        command.Options.Add(threads);
        RequireOneResult(command, md5, outOption);
        command.SetAction(async (parsed, cancel) =>
        {
            IReadOnlyList<int>? list = parsed.GetValue(frames) is { } text ? Frames(text) : null;
            int count = parsed.GetValue(threads) ?? 0;
            DecodeOptions options = PipelineFlags.Read(parsed, pipelineOption).Decode;
            string? folder = parsed.GetValue(outOption);
            if (folder is not null)
            {
                PathFlags.RequireWritable(outOption.Name, folder);
            }

            Film film = sources.Probe(parsed, cancel)[0];
            SourceFlags.WarnOfUnknownLayout(terminal, film);
            if (folder is not null)
            {
                return await WriteViewsAsync(terminal, film, folder, options, list, count, cancel)
                    .ConfigureAwait(false);
            }

            return PrintDigests(terminal, FrameDump.Digests(film, list, count, cancel));
        });
        return command;
    }

    private static void RequireOneResult(Command command, Option md5, Option outOption) =>
        command.Validators.Add(result =>
        {
            if (result.GetResult(outOption) is null == result.GetResult(md5) is null)
            {
                result.AddError("decode makes one thing: say --md5 or --out DIR");
            }
        });

    private static async Task<int> WriteViewsAsync(
        Terminal terminal,
        Film film,
        string folder,
        DecodeOptions options,
        IReadOnlyList<int>? frames,
        int threads,
        CancellationToken cancel)
    {
        bool isMono = film.Layout == StereoLayout.Mono && film.Clips <= 1;
        film = isMono ? film.AsPair() : film;
        film.RequireStereo();
        int written = await WriteAsync(
            FrameExport.RunAsync(film, options, frames, threads, cancel), folder, !isMono).ConfigureAwait(false);
        string views = isMono ? "the one view (left_)" : "both views";
        terminal.Output.WriteLine($"{folder}: {Counted.Of(written, "frame")}, {views}");
        return ExitCode.Done;
    }

    private static int PrintDigests(Terminal terminal, IEnumerable<ViewDigest> digests)
    {
        foreach (ViewDigest digest in digests)
        {
            terminal.Output.WriteLine($"{digest.View} {digest.Frame} {digest.Md5}");
        }

        return ExitCode.Done;
    }

    private static async Task<int> WriteAsync(IAsyncEnumerable<StereoFrame> frames, string folder, bool both)
    {
        int count = 0;
        Directory.CreateDirectory(folder);
        await foreach (StereoFrame frame in frames.ConfigureAwait(false))
        {
            using (frame)
            {
                PngWriter.Write(Path.Combine(folder, $"left_{frame.Number:D8}.png"), frame.Left);
                if (both)
                {
                    PngWriter.Write(Path.Combine(folder, $"right_{frame.Number:D8}.png"), frame.Right);
                }

                count++;
            }
        }

        return count;
    }

    /// <summary>Parses <c>0,24,100-110</c> into ascending frame numbers.</summary>
    /// <exception cref="DecodeException">Not such a list, or too long.</exception>
    internal static IReadOnlyList<int> Frames(string text)
    {
        var frames = new SortedSet<int>();
        foreach (string part in text.Split(','))
        {
            string[] ends = part.Split('-');
            bool fits = int.TryParse(ends[0], NumberStyles.None, CultureInfo.InvariantCulture, out int first)
                & int.TryParse(ends[^1], NumberStyles.None, CultureInfo.InvariantCulture, out int last);
            if (!fits || ends.Length > 2 || last < first || last - first >= FramesMax)
            {
                throw new DecodeException(
                    $"--frames {text}: expected numbers and ranges like 0,24,100-110 (at most {FramesMax})");
            }

            frames.UnionWith(Enumerable.Range(first, last - first + 1));
        }

        return frames.Count <= FramesMax
            ? [.. frames]
            : throw new DecodeException($"--frames names {frames.Count} frames; at most {FramesMax} at once");
    }
}
