using MovieData.Frames;
using MovieData.Native;

namespace MovieData.Models;

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

    /// <summary>Shape of each tensor for a batch (−1: free) of pictures of a size (null: free).</summary>
    public int[] Shape(int batch, PixelSize? size)
    {
        int channels = Pair == InputPair.Channels ? 2 * Channels : Channels;
        int[] batches = Pair == InputPair.Frames ? [batch, 2] : [batch];
        int[] sides = [size?.Height ?? -1, size?.Width ?? -1];
        return Layout == TensorLayout.Nchw ? [.. batches, channels, .. sides] : [.. batches, .. sides, channels];
    }
}
