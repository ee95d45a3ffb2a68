using MovieData.Yaml;

namespace MovieData.Inference;

/// <summary>
/// Reads how a sky network gives its result: one channel that is held against a threshold, a score a class, or the
/// number of the class.
/// </summary>
internal static class SkyOutputReader
{
    private static readonly Dictionary<string, OnnxElement> Elements = new(EntryReader.Floats)
    {
        ["uint8"] = OnnxElement.Level,
        ["int32"] = OnnxElement.FullInteger,
        ["int64"] = OnnxElement.LongInteger,
    };

    private static readonly Dictionary<string, OutputActivation> Activations = new()
    {
        ["none"] = OutputActivation.None,
        ["sigmoid"] = OutputActivation.Sigmoid,
        ["softmax"] = OutputActivation.Softmax,
    };

    /// <summary>Reads section <c>output</c> of a sky entry.</summary>
    /// <exception cref="YamlFileException">File and line of the first fault.</exception>
    public static ModelOutput Read(YamlSection output)
    {
        var read = new ModelOutput(
            output.Text("name"),
            output.Word("layout", EntryReader.OutputLayouts),
            output.Has("type") ? output.Word("type", Elements) : OnnxElement.FullFloat,
            Disparity: false,
            Scale: 1,
            output.GetInt32("stride", 1, EntryReader.StrideMax),
            Sign: 1,
            double.NaN)
        {
            Classes = output.Has("classes") ? ReadClasses(output) : [],
        };
        read = read.Classes.Count == 0 ? ReadOneChannel(output, read)
            : output.Has("channels") ? ReadScores(output, read)
            : read;
        output.Done();
        if (read.Element == OnnxElement.Level && read.Classes.Any(number => number > byte.MaxValue))
        {
            throw output.Fault(
                $"output.classes holds {read.Classes.Max()}, but output.type uint8 counts to {byte.MaxValue}",
                "classes");
        }

        bool isFloat = read.Element is OnnxElement.FullFloat or OnnxElement.HalfFloat;
        if (!isFloat && !read.HoldsClasses)
        {
            throw output.Fault(
                $"output.type {OnnxTensor.WordOf(read.Element)} is of class numbers: state output.classes, and no "
                + "output.channels",
                "type");
        }

        return read;
    }

    private static int[] ReadClasses(YamlSection output)
    {
        int[] classes = [.. output.Wholes("classes", 0, EntryReader.ChannelsMax - 1)];
        return classes.Length > 0 && classes.Distinct().Count() == classes.Length
            ? classes
            : throw output.Fault("output.classes must name at least one class, each once", "classes");
    }

    private static ModelOutput ReadOneChannel(YamlSection output, ModelOutput read)
    {
        OutputActivation activation = ReadActivation(output);
        if (activation == OutputActivation.Softmax)
        {
            throw output.Fault(
                "output.activation: softmax is over classes: state output.classes and output.channels", "activation");
        }

        return read with
        {
            Activation = activation,
            Sign = output.Has("sign") ? output.Word("sign", EntryReader.Signs) : 1,
            Threshold = ReadThreshold(output, activation),
        };
    }

    private static ModelOutput ReadScores(YamlSection output, ModelOutput read)
    {
        int channels = output.GetInt32("channels", 2, EntryReader.ChannelsMax);
        if (read.Layout is TensorLayout.Nhw or TensorLayout.Hw)
        {
            throw output.Fault(
                "output.channels needs a layout with channels (nchw, nhwc); class numbers have none", "channels");
        }

        if (read.Classes.Max() >= channels)
        {
            throw output.Fault(
                $"output.classes holds {read.Classes.Max()}, but output.channels is {channels}: classes are counted "
                + $"from 0 to {channels - 1}",
                "classes");
        }

        OutputActivation activation = ReadActivation(output);
        read = read with { Channels = channels, Activation = activation };
        if (!output.Has("threshold"))
        {
            return read;
        }

        return activation != OutputActivation.None
            ? read with { Threshold = ReadThreshold(output, activation) }
            : throw output.Fault(
                "output.threshold of class scores needs output.activation: softmax or sigmoid; without it the largest "
                + "score decides",
                "threshold");
    }

    private static OutputActivation ReadActivation(YamlSection output) =>
        output.Has("activation") ? output.Word("activation", Activations) : OutputActivation.None;

    // After an activation it is a probability; what an export without one gives is its own affair.
    private static double ReadThreshold(YamlSection output, OutputActivation activation) =>
        activation == OutputActivation.None
            ? output.Number("threshold", -1e9, 1e9) : output.Number("threshold", 0, 1);
}
