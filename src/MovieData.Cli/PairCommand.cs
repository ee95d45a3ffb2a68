using System.CommandLine;
using System.Text.Json.Nodes;
using MovieData.Disparity;
using MovieData.Imaging.Frames;
using MovieData.Imaging.Pictures;
using MovieData.Inference;
using MovieData.Pipelines;
using MovieData.Runs;
using MovieData.Shards;
using MovieData.Shards.ParquetFiles;
using MovieData.Sky;

namespace MovieData.Cli;

/// <summary><c>pair</c>: one still pair, every intermediate result as a file.</summary>
internal static class PairCommand
{
    private const int PreviewCellWidth = 640;

    /// <summary>Residuals that the preview tells apart, px; its rules refuse pixels well below.</summary>
    private const float ResidualShownPx = 4;

    public static Command Create(Terminal terminal)
    {
        Argument<string> left =
            PathFlags.File(new Argument<string>("LEFT") { Description = "Left picture: PNG, JPEG, TIFF, WebP, …" });
        Argument<string> right =
            PathFlags.File(new Argument<string>("RIGHT") { Description = "Right picture of the same size" });
        Option<string> outOption =
            PathFlags.Folder(new Option<string>("--out") { Description = "Folder of the results", Required = true });
        var flowModel =
            new Option<string?>("--flow-model") { Description = "Flow model of the catalogue", HelpName = "M" };
        var skyModel =
            new Option<string?>("--sky-model") { Description = "Sky model of the catalogue, alone", HelpName = "M" };
        Option<string> pipelineOption = PipelineFlags.Pipeline(required: false);
        Option<string?> own = DeviceFlags.Models();
        Option<string> device = DeviceFlags.Device();
        var command = new Command(
            "pair",
            """
            One still pair of any size, no crop: flow_lr.flo flow_rl.flo disparity.pfm (NaN where masked) residual.pfm
            mask.png sky.png preview.png pair.json (figures and the rules' verdicts)

            Example:
              movie-data pair --out result left.png right.png
            """) { left, right, outOption, flowModel, skyModel, pipelineOption, own, device };
        command.SetAction(async (parsed, cancel) =>
        {
            PathFlags.RequireWritable(outOption.Name, parsed.GetRequiredValue(outOption));
            RequireOtherNames(
                parsed.GetRequiredValue(outOption), parsed.GetRequiredValue(left), parsed.GetRequiredValue(right));
            OnnxDevice chosen = DeviceFlags.Choose(terminal, parsed.GetRequiredValue(device));
            Pipeline pipeline = WithSkyModel(
                PipelineFlags.Read(parsed, pipelineOption), skyModel.Name, parsed.GetValue(skyModel));
            using ModelSet models = ModelSet.Load(
                ModelCatalogue.Read(parsed.GetValue(own)),
                parsed.GetValue(flowModel) ?? pipeline.Flow.Model,
                pipeline.Sky.Networks,
                DatasetRun.DigestOf(pipeline),
                new ModelPlace(chosen, Environment.ProcessorCount));
            (Plane<Rgb24> leftView, Plane<Rgb24> rightView) =
                ReadViews(parsed.GetRequiredValue(left), parsed.GetRequiredValue(right), terminal.Say);
            using StillPair pair = await StillPair.MeasureAsync(leftView, rightView, models, pipeline, cancel)
                .ConfigureAwait(false);
            string folder = Directory.CreateDirectory(parsed.GetRequiredValue(outOption)).FullName;
            Write(pair, folder);
            JsonObject json = ToJson(pair);
            File.WriteAllText(Path.Combine(folder, "pair.json"), json.ToJsonString(JsonOutput.Readable) + "\n");
            terminal.Output.WriteLine(
                $"{folder}: {json["verdict"]}{(pair.Warning is { } warning ? $"; {warning}" : "")}");
            return ExitCode.Done;
        });
        return command;
    }

    private static void RequireOtherNames(string folder, params string[] pictures)
    {
        string[] results =
        [
            "flow_lr.flo", "flow_rl.flo", "disparity.pfm", "residual.pfm", "mask.png", "sky.png", "preview.png",
        ];
        foreach (string picture in pictures)
        {
            if (results.Any(name => Path.GetFullPath(Path.Join(folder, name)) == Path.GetFullPath(picture)))
            {
                throw new MovieDataException(
                    $"--out {folder}: {picture} lies there, and a result would take its place: give another folder");
            }
        }
    }

    // One network by name instead of those of the pipeline, which may have asked for more votes than it has.
    private static Pipeline WithSkyModel(Pipeline pipeline, string flag, string? model)
    {
        if (model is null)
        {
            return pipeline;
        }

        SkyOptions sky = pipeline.Sky.Only(model);
        return sky.Fault is not { } fault
            ? pipeline with { Sky = sky }
            : throw new MovieDataException($"{flag} {model}: {fault}; give a pipeline with fewer votes");
    }

    private static (Plane<Rgb24> Left, Plane<Rgb24> Right) ReadViews(
        string leftFile, string rightFile, Action<string> say)
    {
        if (Path.GetFullPath(leftFile) == Path.GetFullPath(rightFile))
        {
            say($"warning: {leftFile} is given as both views: a picture has no disparity to itself");
        }

        Plane<Rgb24> left = PictureFile.ReadRgb(leftFile, say);
        Plane<Rgb24> right = PictureFile.ReadRgb(rightFile, say);
        return left.Size == right.Size ? (left, right) : throw new PictureException(
            $"{leftFile} is {left.Size}, {rightFile} is {right.Size}: give two views of one size");
    }

    private static void Write(StillPair pair, string folder)
    {
        StereoDisparity disparity = pair.Sample.Disparity;
        Plane<byte> mask = disparity.Map.Mask;
        FloFile.Write(Path.Combine(folder, "flow_lr.flo"), pair.LeftToRight.U, pair.LeftToRight.V);
        FloFile.Write(Path.Combine(folder, "flow_rl.flo"), pair.RightToLeft.U, pair.RightToLeft.V);
        PfmFile.Write(Path.Combine(folder, "residual.pfm"), disparity.Map.Residual);
        PngWriter.Write(Path.Combine(folder, "mask.png"), mask);
        using var valid = new Plane<float>(mask.Width, mask.Height);
        using var sky = new Plane<byte>(mask.Width, mask.Height);
        for (int i = 0; i < valid.Pixels.Length; i++)
        {
            byte code = mask.Pixels[i];
            valid.Pixels[i] = code == 0 ? disparity.Map.Disparity.Pixels[i] : float.NaN;
            sky.Pixels[i] = code == 4 ? (byte)255 : (byte)0;
        }

        PfmFile.Write(Path.Combine(folder, "disparity.pfm"), valid);
        PngWriter.Write(Path.Combine(folder, "sky.png"), sky);
        using Plane<Rgb24> preview = Preview(disparity, valid);
        PngWriter.Write(Path.Combine(folder, "preview.png"), preview);
    }

    private static Plane<Rgb24> Preview(StereoDisparity disparity, Plane<float> valid)
    {
        using var kept = new Plane<Rgb24>(valid.Width, valid.Height);
        for (int i = 0; i < kept.Pixels.Length; i++)
        {
            kept.Pixels[i] = float.IsNaN(valid.Pixels[i]) ? default : disparity.Frame.Left.Pixels[i];
        }

        using var sheet = new ContactSheet(2, PreviewCellWidth);
        sheet.Add(disparity.Frame.Left, "left view");
        sheet.Add(disparity.Frame.Right, "right view");
        sheet.AddValues(valid, "disparity, valid pixels");
        sheet.AddValues(disparity.Map.Residual, "left-right residual", new ColourRange(0, ResidualShownPx));
        sheet.AddMask(disparity.Map.Mask);
        sheet.Add(kept, "what is kept of the left view");
        return sheet.Render();
    }

    private static JsonObject ToJson(StillPair pair)
    {
        StereoDisparity disparity = pair.Sample.Disparity;
        var json = new JsonObject
        {
            ["verdict"] = disparity.Rejections.Count == 0 ? "accepted" : $"rejected by {disparity.Rejections[0].Rule}",
            ["failed_rules"] = new JsonArray([.. disparity.Rejections.Select(rejection => new JsonObject
            {
                ["rule"] = rejection.Rule,
                ["value"] = rejection.Value,
                ["limit"] = rejection.Limit,
            })]),
            ["width"] = disparity.Frame.Size.Width,
            ["height"] = disparity.Frame.Size.Height,
        };
        if (pair.Warning is { } warning)
        {
            json["warning"] = warning;
        }

        SampleFigures figures = pair.Figures;
        foreach (RowColumn<SampleFigures> figure in SampleSchema.FigureColumns)
        {
            ParquetCell cell = figure.Cell(figures);
            json[figure.Column.Name] = cell.IsNull ? null
                : figure.Column.Kind == ParquetKind.Text ? cell.Text : JsonValue.Create(cell.Real);
        }

        return json;
    }
}
