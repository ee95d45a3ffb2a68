using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using MovieData.Frames;

namespace MovieData.Models;

/// <summary>A model cannot be used: not in the catalogue, wrong digest, inputs or outputs that do not fit.</summary>
public sealed class ModelException(string message, Exception? inner = null) : MovieDataException(message, inner);

/// <summary>What a model is for.</summary>
public enum ModelTask
{
    /// <summary>Two pictures in, displacement from the first to the second out.</summary>
    Flow,

    /// <summary>One picture in, probability of sky out.</summary>
    Sky,
}

/// <summary>Channels of a model's input, in order.</summary>
public enum InputColour
{
    /// <summary>Red, green, blue.</summary>
    Rgb,

    /// <summary>Blue, green, red.</summary>
    Bgr,

    /// <summary>Luma 0.299 R + 0.587 G + 0.114 B.</summary>
    Grey,
}

/// <summary>How a model takes pictures: value = (x · scale − mean) / std for x in 0…255, per channel.</summary>
/// <param name="Names">Tensor names: two for flow (first picture, second picture), one for sky.</param>
/// <param name="Colour">Channels, in order.</param>
/// <param name="Scale">Factor on 0…255 before mean and std.</param>
/// <param name="Mean">Subtracted after scaling; one value a channel.</param>
/// <param name="Std">Divisor; one value a channel.</param>
public sealed record ModelInput(
    IReadOnlyList<string> Names,
    InputColour Colour,
    double Scale,
    IReadOnlyList<double> Mean,
    IReadOnlyList<double> Std)
{
    /// <summary>Channels of the input tensor: 3 or 1.</summary>
    public int Channels => Colour == InputColour.Grey ? 1 : 3;
}

/// <summary>
/// Sizes a model takes: any multiple of <paramref name="MultipleOf"/> (pictures are padded at the right and bottom),
/// or just <paramref name="Fixed"/> (pictures are resized, and the result back).
/// </summary>
public sealed record ModelSize(int MultipleOf, PixelSize? Fixed)
{
    /// <summary>Size of the input tensor for a picture of <paramref name="picture"/>.</summary>
    public PixelSize TensorSize(PixelSize picture) => Fixed
        ?? new PixelSize(RoundUp(picture.Width), RoundUp(picture.Height));

    private int RoundUp(int side) => (side + MultipleOf - 1) / MultipleOf * MultipleOf;
}

/// <summary>How a model gives its result.</summary>
/// <param name="Name">Tensor name.</param>
/// <param name="Scale">Factor that turns values into px of the input tensor (flow); unused for sky.</param>
/// <param name="Stride">Input pixels per output pixel.</param>
/// <param name="Sign">1 where +u is to the right, −1 where the model gives the opposite; unused for sky.</param>
/// <param name="Threshold">Sky: probability above it is sky; unused for flow.</param>
public sealed record ModelOutput(string Name, double Scale, int Stride, int Sign, double Threshold);

/// <summary>
/// One entry of a catalogue (pipelines/models/models.yaml): everything MovieData must know to run a network of
/// another shape. A new network is an entry, not code.
/// </summary>
public sealed record ModelEntry
{
    /// <summary>Name that pipelines refer to.</summary>
    public required string Name { get; init; }

    /// <summary>What it is for.</summary>
    public required ModelTask Task { get; init; }

    /// <summary>Full path of the .onnx file.</summary>
    public required string Path { get; init; }

    /// <summary>SHA-256 of the file, lower-case hex.</summary>
    public required string Sha256 { get; init; }

    /// <summary>Licence of the weights.</summary>
    public required string Licence { get; init; }

    /// <summary>Where the weights come from.</summary>
    public required string Origin { get; init; }

    /// <summary>How it takes pictures.</summary>
    public required ModelInput Input { get; init; }

    /// <summary>Sizes it takes.</summary>
    public required ModelSize Size { get; init; }

    /// <summary>How it gives its result.</summary>
    public required ModelOutput Output { get; init; }

    /// <summary>
    /// SHA-256 of everything that decides the result: the network's bytes and how it is fed and read. Not where the
    /// file lies or what it is called.
    /// </summary>
    public string Digest
    {
        get
        {
            string text = string.Create(
                CultureInfo.InvariantCulture,
                $"{Sha256} {Task} {string.Join(',', Input.Names)} {Input.Colour} {Input.Scale:R} "
                + $"{Numbers(Input.Mean)} {Numbers(Input.Std)} {Size.MultipleOf} {Size.Fixed} "
                + $"{Output.Name} {Output.Scale:R} {Output.Stride} {Output.Sign} {Output.Threshold:R}");
            return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
        }
    }

    private static string Numbers(IEnumerable<double> values) =>
        string.Join(',', values.Select(v => v.ToString("R", CultureInfo.InvariantCulture)));
}
