using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using MovieData.Imaging.Frames;

namespace MovieData.Inference;

/// <summary>A model cannot be used: not in the catalogue, wrong digest, inputs or outputs that do not fit.</summary>
public class ModelException(string message, Exception? inner = null) : MovieDataException(message, inner);

/// <summary>A model needs more memory than its device has.</summary>
public sealed class ModelMemoryException(string message, Exception? inner = null) : ModelException(message, inner);

/// <summary>What a model is for.</summary>
public enum ModelTask
{
    /// <summary>Two pictures in, displacement from the first to the second out.</summary>
    Flow,

    /// <summary>One picture in, probability of sky out.</summary>
    Sky,
}

/// <summary>Order of a tensor's dimensions.</summary>
public enum TensorLayout
{
    /// <summary>Picture, channel, row, column.</summary>
    Nchw,

    /// <summary>Picture, row, column, channel.</summary>
    Nhwc,

    /// <summary>Picture, row, column: an output of one channel that has no dimension for it.</summary>
    Nhw,

    /// <summary>Row, column: the same for one picture a run.</summary>
    Hw,
}

/// <summary>How a flow model gets its other direction.</summary>
public enum FlowDirection
{
    /// <summary>The pictures exchanged.</summary>
    Swapped,

    /// <summary>
    /// The pictures exchanged and mirrored, for stereo networks that know positive disparities only; the second
    /// picture is shifted so far that all of them are.
    /// </summary>
    Mirrored,

    /// <summary>
    /// None is needed: the network gives both directions at once, the channels of the way back (at the second picture's
    /// pixels) behind those of the way there. Encoders then see each picture once.
    /// </summary>
    Both,
}

/// <summary>What turns the values of a sky network into probabilities.</summary>
public enum OutputActivation
{
    /// <summary>Nothing: they are probabilities, or no threshold is asked.</summary>
    None,

    /// <summary>1 / (1 + e^−x), of each channel by itself.</summary>
    Sigmoid,

    /// <summary>e^x over its sum over all classes.</summary>
    Softmax,
}

/// <summary>Sizes a model takes: any multiple of <paramref name="MultipleOf"/>, or just <paramref
/// name="Fixed"/>.</summary>
public sealed record ModelSize(int MultipleOf, PixelSize? Fixed);

/// <summary>Parts of a picture a model is run on, for networks that cannot take the whole.</summary>
/// <param name="Size">Size of a tile, px.</param>
/// <param name="OverlapPx">Neighbours share at least so many columns or rows, over which they are blended.</param>
public sealed record ModelTiles(PixelSize Size, int OverlapPx);

/// <summary>How a model gives its result.</summary>
/// <param name="Name">Tensor name.</param>
/// <param name="Layout">Order of its dimensions.</param>
/// <param name="Element">Element type: a float, or of class numbers (<see cref="ModelOutput.HoldsClasses"/>)
/// any.</param>
/// <param name="Disparity">Flow: true where one channel x_first − x_second comes out, false for (u, v).</param>
/// <param name="Scale">Factor that turns values into px of the input tensor (flow); unused for sky.</param>
/// <param name="Stride">Input pixels per output pixel.</param>
/// <param name="Sign">1 where +u is to the right (a disparity is larger nearer) or values above the threshold are sky,
/// −1 where the model gives the opposite.</param>
/// <param name="Threshold">Sky: what lies beyond it, after the activation, is sky; NaN: the largest class score
/// decides. Unused for flow.</param>
public sealed record ModelOutput(
    string Name,
    TensorLayout Layout,
    OnnxElement Element,
    bool Disparity,
    double Scale,
    int Stride,
    int Sign,
    double Threshold)
{
    /// <summary>Channels of the tensor where there are more than are read; null: just those.</summary>
    public int? Channels { get; init; }

    /// <summary>First channel that is read, from 0.</summary>
    public int Channel { get; init; }

    /// <summary>Results of so many iterations lie in the tensor, of which the last is read; 1: no dimension for
    /// them.</summary>
    public int Iterations { get; init; } = 1;

    /// <summary>Dimension of the iterations: 0 in front of the batch, 1 behind it.</summary>
    public int IterationsAxis { get; init; }

    /// <summary>Flow: largest displacement the network can give, px of the input tensor, as it gives it (before the
    /// shift is taken off); null: unknown.</summary>
    public double? MaxPx { get; init; }

    /// <summary>Sky: numbers of the classes that are sky, from 0; empty: the one channel is held against the
    /// threshold.</summary>
    public IReadOnlyList<int> Classes { get; init; } = [];

    /// <summary>Sky: what makes probabilities of the values.</summary>
    public OutputActivation Activation { get; init; }

    /// <summary>Sky: the tensor holds the score of every class, one a channel.</summary>
    public bool HoldsScores => Classes.Count > 0 && Channels is not null;

    /// <summary>Sky: the tensor holds the number of the class at each place: the argmax is taken already.</summary>
    public bool HoldsClasses => Classes.Count > 0 && Channels is null;

    /// <summary>Which dimension of the tensor counts the pictures; −1: none.</summary>
    public int BatchAxis => Layout == TensorLayout.Hw ? -1 : Iterations > 1 && IterationsAxis == 0 ? 1 : 0;

    /// <summary>Shape of the tensor for a batch (−1: free) of inputs of a size (null: free).</summary>
    public int[] Shape(int batch, int channels, PixelSize? input)
    {
        int[] sides = [input?.Height / Stride ?? -1, input?.Width / Stride ?? -1];
        int[] one = Layout switch
        {
            TensorLayout.Nchw => [channels, .. sides],
            TensorLayout.Nhwc => [.. sides, channels],
            _ => sides,
        };
        int[] batches = Layout == TensorLayout.Hw ? [] : [batch];
        return Iterations == 1 ? [.. batches, .. one]
            : IterationsAxis == 0 ? [Iterations, .. batches, .. one] : [.. batches, Iterations, .. one];
    }

    /// <summary>Results of single pictures that lie in the tensor before the one of an item's last iteration.</summary>
    /// <param name="item">Item of the batch.</param>
    /// <param name="batch">Items of the batch.</param>
    public int ResultsBefore(int item, int batch) => IterationsAxis == 0
        ? ((Iterations - 1) * batch) + item
        : (item * Iterations) + Iterations - 1;

    // What is not said where nothing is unusual, so that digests of older datasets stay.
    internal string Unusual => string.Create(
        CultureInfo.InvariantCulture,
        $"{(Channels is { } all ? $" channel {Channel} of {all}" : "")}"
        + $"{(Iterations > 1 ? $" last of {Iterations} on {IterationsAxis}" : "")}"
        + $"{(MaxPx is { } most ? $" at most {most:R}" : "")}"
        + $"{(Classes.Count > 0 ? $" classes {string.Join(',', Classes)}" : "")}"
        + $"{(Activation != OutputActivation.None ? $" {Activation}" : "")}");
}

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

    /// <summary>Flow: where the other direction comes from.</summary>
    public FlowDirection Direction { get; init; }

    /// <summary>Mirrored: px of the input tensor the second picture is shifted to the left by, so that d + shift is
    /// positive for every disparity; taken off the result again.</summary>
    public int ShiftPx { get; init; }

    /// <summary>Tiles, or null for the whole picture.</summary>
    public ModelTiles? Tiles { get; init; }

    /// <summary>Work of one direction at 1880×800, 10⁹ operations; null where not stated. For <c>models bench</c>
    /// only.</summary>
    public double? Gflop { get; init; }

    /// <summary>True when pictures are resized to the model's one size, and the result back.</summary>
    public bool Resizes => Size.Fixed is not null && Tiles is null;

    /// <summary>The engine <c>opencv-sgbm</c>, which has no file and no tensors; null: a network.</summary>
    public BlockMatching? Matching { get; init; }

    /// <summary>Channels of the output.</summary>
    public int OutputChannels => Output.Channels ?? ChannelsRead;

    /// <summary>Channels of the output that are read: of one direction, or of both.</summary>
    public int ChannelsRead => ChannelsPerDirection * (Direction == FlowDirection.Both ? 2 : 1);

    /// <summary>Channels of one direction: u and v, or one.</summary>
    public int ChannelsPerDirection => Task == ModelTask.Flow && !Output.Disparity ? 2 : 1;

    /// <summary>Items of a batch that make a pair: one a direction, or one where the network gives both.</summary>
    public int ItemsPerPair => Direction == FlowDirection.Both ? 1 : 2;

    /// <summary>Size of the input tensor for a picture: smaller pictures are padded at the right and bottom.</summary>
    public PixelSize TensorSize(PixelSize picture) =>
        Tiles?.Size ?? Size.Fixed ?? new PixelSize(RoundUp(picture.Width), RoundUp(picture.Height));

    /// <summary>Part of a picture, resized if need be, that one run sees; the tensor less its padding.</summary>
    public PixelSize WindowSize(PixelSize picture) => Resizes
        ? TensorSize(picture)
        : Tiles is null ? picture
        : new PixelSize(Math.Min(Tiles.Size.Width, picture.Width), Math.Min(Tiles.Size.Height, picture.Height));

    /// <summary>
    /// SHA-256 of everything that decides the result: the network's bytes and how it is fed and read. Not where the
    /// file lies or what it is called.
    /// </summary>
    public string Digest
    {
        get
        {
            string text = Matching?.Words ?? string.Create(
                CultureInfo.InvariantCulture,
                $"{Sha256} {Task} {string.Join(',', Input.Names)} {Input.Pair} {Input.Colour} {Input.Layout} "
                + $"{Input.Element} {Input.Scale:R} {Numbers(Input.Mean)} {Numbers(Input.Std)} {Size.MultipleOf} "
                + $"{Size.Fixed} {Tiles?.Size} {Tiles?.OverlapPx} {Direction} {ShiftPx} {Output.Name} {Output.Layout} "
                + $"{Output.Element} {Output.Disparity} {Output.Scale:R} {Output.Stride} {Output.Sign} "
                + $"{Output.Threshold:R}{Input.Unusual}{Output.Unusual}");
            return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
        }
    }

    private int RoundUp(int side) => (side + Size.MultipleOf - 1) / Size.MultipleOf * Size.MultipleOf;

    private static string Numbers(IEnumerable<double> values) =>
        string.Join(',', values.Select(v => v.ToString("R", CultureInfo.InvariantCulture)));
}
