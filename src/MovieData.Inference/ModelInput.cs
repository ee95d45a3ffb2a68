using System.Globalization;
using MovieData.Imaging.Frames;
using MovieData.Imaging.Kernels;

namespace MovieData.Inference;

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

/// <summary>How the pictures of a run are laid into tensors.</summary>
public enum InputPair
{
    /// <summary>One picture, one tensor (sky).</summary>
    None,

    /// <summary>Two tensors, one a picture.</summary>
    Tensors,

    /// <summary>One tensor, the second picture's channels behind the first's.</summary>
    Channels,

    /// <summary>One tensor with a dimension of two pictures behind the batch.</summary>
    Frames,
}

/// <summary>The pictures once more, reduced, in tensors of their own: for networks that begin coarse.</summary>
/// <param name="Names">Tensor names, as those of the pictures.</param>
/// <param name="By">Pixels of the pictures' tensor a side that one of these is the mean of.</param>
public sealed record ReducedPictures(IReadOnlyList<string> Names, int By);

/// <summary>One dimension of a constant's shape.</summary>
/// <param name="Of">What it counts: <c>n</c> items of the batch, <c>h</c> rows or <c>w</c> columns of the pictures'
/// tensor; empty: <paramref name="Number"/> itself.</param>
/// <param name="Number">What <paramref name="Of"/> is divided by, at least 1.</param>
public sealed record ConstantSide(string Of, int Number)
{
    /// <summary>Its size for a batch (−1: free) of pictures of a size (null: free).</summary>
    public int SizeOf(int batch, PixelSize? pictures) => Of switch
    {
        "n" => batch,
        "h" => pictures?.Height / Number ?? -1,
        "w" => pictures?.Width / Number ?? -1,
        _ => Number,
    };

    /// <inheritdoc/>
    public override string ToString() =>
        Of.Length == 0 ? $"{Number}" : Number == 1 ? Of : $"{Of}/{Number}";
}

/// <summary>An input that gets the same value in every run: a number of iterations, a flow to begin with.</summary>
/// <param name="Name">Tensor name.</param>
/// <param name="Element">Its element type.</param>
/// <param name="Sides">Its shape; empty: a scalar.</param>
/// <param name="Value">Every element.</param>
public sealed record ModelConstant(string Name, OnnxElement Element, IReadOnlyList<ConstantSide> Sides, double Value)
{
    /// <summary>Shape for a batch (−1: free) of pictures of a size (null: free).</summary>
    public int[] Shape(int batch, PixelSize? pictures) => [.. Sides.Select(side => side.SizeOf(batch, pictures))];
}

/// <summary>How a model takes pictures: value = (x · scale − mean) / std for x in 0…255, per channel.</summary>
/// <param name="Names">Tensor names, in the order first picture, second picture.</param>
/// <param name="Pair">How a pair is laid into them.</param>
/// <param name="Colour">Channels, in order.</param>
/// <param name="Layout">Order of the tensors' dimensions.</param>
/// <param name="Element">Element type; uint8 takes the levels 0…255 as they are.</param>
/// <param name="Scale">Factor on 0…255 before mean and std.</param>
/// <param name="Mean">Subtracted after scaling; one value a channel.</param>
/// <param name="Std">Divisor; one value a channel.</param>
public sealed record ModelInput(
    IReadOnlyList<string> Names,
    InputPair Pair,
    InputColour Colour,
    TensorLayout Layout,
    OnnxElement Element,
    double Scale,
    IReadOnlyList<double> Mean,
    IReadOnlyList<double> Std)
{
    /// <summary>Channels of one picture: 3 or 1.</summary>
    public int Channels => Colour == InputColour.Grey ? 1 : 3;

    /// <summary>Pictures in one tensor, for each item of the batch.</summary>
    public int PicturesPerTensor => Pair is InputPair.Channels or InputPair.Frames ? 2 : 1;

    /// <summary>The pictures once more, reduced; null: just once.</summary>
    public ReducedPictures? Reduced { get; init; }

    /// <summary>Inputs that are no pictures.</summary>
    public IReadOnlyList<ModelConstant> Constants { get; init; } = [];

    /// <summary>Names of all tensors: the pictures', the reduced ones', the constants'.</summary>
    public IReadOnlyList<string> AllNames => [.. Names, .. Reduced?.Names ?? [], .. Constants.Select(c => c.Name)];

    /// <summary>What becomes of a level, one a channel.</summary>
    internal LevelTransform[] ToTransforms() =>
        [.. Mean.Zip(Std, (mean, std) => LevelTransform.Of(Scale, mean, std))];

    /// <summary>What is not said where nothing is unusual, so that digests of older datasets stay.</summary>
    internal string Unusual
    {
        get
        {
            string reduced = Reduced is { } small ? $" {string.Join(',', small.Names)} by {small.By}" : "";
            return reduced + string.Concat(Constants.Select(c => string.Create(
                CultureInfo.InvariantCulture, $" {c.Name} {c.Element} [{string.Join(',', c.Sides)}] {c.Value:R}")));
        }
    }

    /// <summary>Shape of each tensor for a batch (−1: free) of pictures of a size (null: free).</summary>
    public int[] Shape(int batch, PixelSize? size)
    {
        int channels = Pair == InputPair.Channels ? 2 * Channels : Channels;
        int[] batches = Pair == InputPair.Frames ? [batch, 2] : [batch];
        int[] sides = [size?.Height ?? -1, size?.Width ?? -1];
        return Layout == TensorLayout.Nchw ? [.. batches, channels, .. sides] : [.. batches, .. sides, channels];
    }
}
