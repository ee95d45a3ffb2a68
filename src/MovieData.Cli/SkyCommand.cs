using System.CommandLine;
using MovieData.Imaging.Frames;
using MovieData.Imaging.Pictures;
using MovieData.Inference;
using MovieData.Sky;

namespace MovieData.Cli;

/// <summary><c>sky</c>: one sky mask an image.</summary>
internal static class SkyCommand
{
    public static Command Create(Terminal terminal)
    {
        var images = new Argument<string[]>("IMAGE")
        {
            Description = "Pictures of any size: PNG, JPEG, TIFF, WebP, JPEG 2000, …",
            Arity = ArgumentArity.OneOrMore,
        };
        Option<string> outOption =
            PathFlags.Folder(new Option<string>("--out") { Description = "Folder of the masks", Required = true });
        var modelOption = new Option<string?>("--model")
        {
            Description = "Sky model of the catalogue, alone; default: those of midas-3d-movies, joined as there",
            HelpName = "M",
        };
        Option<string?> own = DeviceFlags.Models();
        var command = new Command(
            "sky",
            """
            One mask an image, NAME.png, 255 = sky, of the image's size

            Example:
              movie-data sky --out masks photo1.jpg photo2.png
            """) { images, outOption, modelOption, own };
        command.SetAction((parsed, cancel) =>
        {
            string[] paths = parsed.GetRequiredValue(images);
            CheckNames(paths, parsed.GetRequiredValue(outOption));
            PathFlags.RequireWritable(outOption.Name, parsed.GetRequiredValue(outOption));
            ModelCatalogue catalogue = ModelCatalogue.Read(parsed.GetValue(own));
            SkyOptions options = PipelineFlags.Default().Sky;
            options = parsed.GetValue(modelOption) is { } model ? options.Only(model) : options;
            IReadOnlyList<OnnxModel> networks = ModelSet.LoadSkies(catalogue, options.Networks, ModelPlace.Cpu);
            string folder = Path.GetFullPath(parsed.GetRequiredValue(outOption));
            try
            {
                foreach (string path in paths)
                {
                    string mask = Path.Combine(folder, Path.GetFileNameWithoutExtension(path) + ".png");
                    WriteMask(options, networks, path, mask, terminal.Say, cancel);
                }
            }
            finally
            {
                foreach (OnnxModel network in networks)
                {
                    network.Dispose();
                }
            }

            terminal.Output.WriteLine($"{paths.Length} mask(s) in {folder}");
            return Task.FromResult(ExitCode.Done);
        });
        return command;
    }

    private static void CheckNames(string[] paths, string folder)
    {
        string masks = Path.GetFullPath(Path.Combine(folder, "."));
        if (paths.FirstOrDefault(p => Path.GetDirectoryName(Path.GetFullPath(p)) == masks.TrimEnd('/')) is { } picture)
        {
            throw new MovieDataException(
                $"--out {folder}: {picture} lies there, and a mask could take a picture's place: give another folder");
        }

        foreach (IGrouping<string, string> same in paths
            .GroupBy(p => Path.GetFileNameWithoutExtension(p), StringComparer.Ordinal).Where(g => g.Count() > 1))
        {
            throw new MovieDataException(
                $"{string.Join(" and ", same)} would both be written to {same.Key}.png; run them into two folders");
        }
    }

    private static void WriteMask(
        SkyOptions options,
        IReadOnlyList<OnnxModel> networks,
        string path,
        string target,
        Action<string> say,
        CancellationToken cancel)
    {
        using Plane<Rgb24> picture = PictureFile.ReadRgb(path, say);
        using var mask = new Plane<byte>(picture.Width, picture.Height);
        using var votes = new SkyVotes(options, networks, picture.Size);
        try
        {
            votes.Run(picture, mask, cancel);
        }
        catch (ModelException error)
        {
            throw new ModelException($"{path}: {error.Message}", error);
        }

        Span<byte> pixels = mask.Pixels;
        for (int i = 0; i < pixels.Length; i++)
        {
            pixels[i] = pixels[i] != 0 ? (byte)255 : (byte)0;
        }

        Directory.CreateDirectory(Path.GetDirectoryName(target)!);
        PngWriter.Write(target, mask);
    }
}
