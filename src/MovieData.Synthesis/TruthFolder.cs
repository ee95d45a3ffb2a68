using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using MovieData.Imaging.Frames;
using MovieData.Imaging.Pictures;
using MovieData.Media.Films;
using MovieData.Native;

namespace MovieData.Synthesis;

/// <summary>
/// What is written beside a synthetic film: <c>truth.json</c>, from which every frame's truth can be had again, and
/// <c>truth/</c>, the truth of one frame of each sampled shot as pictures, for readers without this program.
/// </summary>
/// <remarks>
/// <c>truth/SHOT-FRAME-</c>: <c>left.png right.png</c> (as rendered), <c>disparity.pfm</c> (left view, px, NaN in
/// bars), <c>mask.png</c> (left view, codes of CONTRACT.md for the whole view).
/// </remarks>
public static class TruthFolder
{
    /// <summary>Name of the description.</summary>
    public const string DescriptionName = "truth.json";

    /// <summary>Name of the folder with pictures.</summary>
    public const string PicturesName = "truth";

    /// <summary>Raised whenever equal options give other pixels or another truth than before.</summary>
    public const int GeneratorVersion = 2;

    /// <summary>Longest description that is read, bytes.</summary>
    private const int DescriptionBytesMax = 1 << 20;

    private static readonly JsonSerializerOptions Readable = new() { WriteIndented = true };

    /// <summary>Writes description and pictures beside the film.</summary>
    /// <param name="film">The film.</param>
    /// <param name="folder">Folder of the film; made if it is not there.</param>
    /// <param name="files">Files of the film, as <see cref="FilmWriter.Write"/> returned them.</param>
    public static void Write(SyntheticFilm film, string folder, IReadOnlyList<string> files)
    {
        string pictures = Path.Combine(folder, PicturesName);
        Directory.CreateDirectory(pictures);
        foreach (ShotDesign shot in film.Shots.Where(s => s.Verdict != ShotVerdict.NotPlanned))
        {
            if (film.SceneOf(shot).IsRelated)
            {
                WritePictures(film, shot, pictures);
            }
        }

        WriteDescription(film, folder, files);
    }

    /// <summary>The description alone, which renders nothing.</summary>
    internal static void WriteDescription(SyntheticFilm film, string folder, IReadOnlyList<string> files) =>
        File.WriteAllText(
            Path.Combine(folder, DescriptionName), Describe(film, files).ToJsonString(Readable) + "\n");

    /// <summary>The film a description stands for; its truth is computed again.</summary>
    /// <param name="folder">Folder that holds <c>truth.json</c>.</param>
    /// <exception cref="SynthesisException">
    /// The description is missing, damaged, or of another generator version.
    /// </exception>
    public static SyntheticFilm Read(string folder) =>
        Parse(folder, description => new SyntheticFilm(Options(description["options"]!)));

    /// <summary>The film's files beside their description, in its order; empty where one has been moved away.</summary>
    /// <param name="folder">Folder that holds <c>truth.json</c>.</param>
    /// <exception cref="SynthesisException">As with <see cref="Read"/>.</exception>
    public static IReadOnlyList<string> FilmFiles(string folder)
    {
        string[] files = Parse<string[]>(folder, description => [.. description["files"]?.AsArray().Select(
            file => Path.Combine(folder, Path.GetFileName((string)file!))) ?? []]);
        return files.All(File.Exists) ? files : [];
    }

    private static T Parse<T>(string folder, Func<JsonNode, T> read)
    {
        string path = Path.Combine(folder, DescriptionName);
        try
        {
            JsonNode description = JsonNode.Parse(RegularFile.ReadAllBytes(path, DescriptionBytesMax))!;
            int version = (int)description["generator"]!;
            if (version != GeneratorVersion)
            {
                throw new SynthesisException(
                    $"{path} was written by generator {version} and this is {GeneratorVersion}: run synth again");
            }

            return read(description);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or JsonException
            or NullReferenceException or InvalidOperationException or FormatException or OverflowException)
        {
            throw new SynthesisException(
                $"{path} cannot be read as a synthetic film's description: {error.Message}", error);
        }
    }

    private static SynthesisOptions Options(JsonNode node) => new()
    {
        Seed = (uint)node["seed"]!,
        Seconds = (double?)node["seconds"],
        Layout = StereoWords.ParseLayout((string)node["layout"]!) ?? StereoLayout.Unknown,
        ViewOrder = StereoWords.ParseViewOrder((string)node["view_order"]!) ?? ViewOrder.Unknown,
        Fps = (int)node["fps"]!,
        View = new PixelSize((int)node["view_px"]![0]!, (int)node["view_px"]![1]!),
    };

    private static JsonObject Describe(SyntheticFilm film, IReadOnlyList<string> files) => new()
    {
        ["generator"] = GeneratorVersion,
        ["options"] = new JsonObject
        {
            ["seed"] = film.Options.Seed,
            ["seconds"] = film.Options.Seconds,
            ["layout"] = StereoWords.Of(film.Options.Layout),
            ["view_order"] = StereoWords.Of(film.Options.ViewOrder),
            ["fps"] = film.Options.Fps,
            ["view_px"] = new JsonArray(film.Options.View.Width, film.Options.View.Height),
        },
        ["files"] = new JsonArray([.. files.Select(f => JsonValue.Create(Path.GetFileName(f)))]),
        ["frames"] = film.Frames,
        ["active"] = new JsonObject
        {
            ["x"] = film.Active.X,
            ["y"] = film.Active.Y,
            ["width"] = film.Active.Width,
            ["height"] = film.Active.Height,
        },
        ["cuts"] = new JsonArray([.. film.Cuts.Select(c => JsonValue.Create(c))]),
        ["chapters"] = new JsonArray([.. film.Chapters.Select(c => new JsonObject
        {
            ["start_s"] = c.StartS, ["end_s"] = c.EndS, ["title"] = c.Title,
        })]),
        ["shots"] = new JsonArray([.. film.Shots.Select(s => new JsonObject
        {
            ["name"] = s.Name,
            ["chapter"] = s.Chapter,
            ["first_frame"] = s.FirstFrame,
            ["end_frame"] = s.EndFrame,
            ["verdict"] = s.Verdict switch
            {
                ShotVerdict.Kept => "kept", ShotVerdict.Rejected => "rejected", _ => "not_planned",
            },
            ["rules"] = new JsonArray([.. s.Rules.Select(r => JsonValue.Create(r))]),
        })]),
    };

    private static void WritePictures(SyntheticFilm film, ShotDesign shot, string folder)
    {
        int frame = (shot.FirstFrame + shot.EndFrame) / 2;
        PixelSize view = film.Options.View;
        string stem = Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"{shot.Name}-{frame:D5}-"));
        using Plane<Rgb24> left = film.Render(frame, View.Left), right = film.Render(frame, View.Right);
        using SceneTruth truth = film.Truth(frame);
        using Plane<byte> mask = truth.LeftMask(new PixelArea(0, 0, view.Width, view.Height));
        PngWriter.Write(stem + "left.png", left);
        PngWriter.Write(stem + "right.png", right);
        PngWriter.Write(stem + "mask.png", mask);
        PfmFile.Write(stem + "disparity.pfm", truth.Left.Disparity);
    }
}
