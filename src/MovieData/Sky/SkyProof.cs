using System.Globalization;
using MovieData.Imaging.Frames;
using MovieData.Inference;

namespace MovieData.Sky;

/// <summary>
/// Proves that an entry of the catalogue reads its sky network rightly, on a drawn picture of known sky; where it does
/// not, finds out which part of the entry is wrong.
/// </summary>
/// <param name="entry">The entry.</param>
/// <param name="cancel">Cuts the runs short.</param>
public sealed class SkyProof(ModelEntry entry, CancellationToken cancel)
{
    /// <summary>
    /// Intersection over union of mask and sky that a right entry must reach: networks that know sky reach .9, masks of
    /// everything .45, wrong entries 0 to .3.
    /// </summary>
    public const double OverlapMin = 0.7;

    // Below it, whether red and blue are in each other's place cannot be told.
    private const double ColourLeadMin = 0.05;

    private const int ClassesTriedMax = 4096;
    private static readonly PixelSize Usual = new(640, 384);
    private static readonly PixelSize Smallest = new(64, 48);

    // What networks take most often: levels, levels / 255, and ImageNet's mean and deviation.
    private static readonly (string Words, double Scale, double[] Mean, double[] Std)[] Norms =
    [
        ("input.scale: 1, mean: 0, std: 1", 1, [0, 0, 0], [1, 1, 1]),
        ("input.scale: 0.00392156862745098, mean: 0, std: 1", 1 / 255.0, [0, 0, 0], [1, 1, 1]),
        ("input.scale: 0.00392156862745098, mean: [0.485, 0.456, 0.406], std: [0.229, 0.224, 0.225]", 1 / 255.0,
            [0.485, 0.456, 0.406], [0.229, 0.224, 0.225]),
    ];

    private readonly PixelSize _size = entry.Size.Fixed ?? Usual;

    /// <summary>Runs the network on the picture.</summary>
    /// <param name="network">The network, loaded as the entry says.</param>
    /// <returns>Intersection over union, and what is known of the order of the colours.</returns>
    /// <exception cref="ModelException">The network failed, or the entry does not fit; the message says which key is
    /// wrong.</exception>
    public (double Overlap, string Colours) Run(OnnxModel network)
    {
        if (_size.Width < Smallest.Width || _size.Height < Smallest.Height)
        {
            throw new ModelException(
                $"model {entry.Name} takes {_size} only; the check needs {Smallest} at least to know its sky");
        }

        using var scene = new ProofSky(_size);
        using SkyModel model = Seen(network, scene);
        double overlap = Read(entry, model.Result, scene);
        if (overlap >= OverlapMin)
        {
            return (overlap, Colours(network, overlap));
        }

        List<Reading> others = OfOtherColours(network);
        Reading best = Best([.. others.Take(1), .. Readings(model.Result, scene, ""), .. others.Skip(1)]);
        if (best.Overlap < OverlapMin && entry.Input.Channels == 3 && entry.Input.Element != OnnxElement.Level)
        {
            best = Best([best, .. OfOtherNorms()]);
        }

        using Plane<byte> mask = MaskOf(entry, model.Result);
        (double ofSky, double ofRest) = scene.Shares(mask);
        throw Wrong(overlap, best.Overlap >= OverlapMin ? best.Fault
            : $"the mask does not follow the picture ({Percent(ofSky)} of its sky and {Percent(ofRest)} of the rest "
                + "are called sky); compare every key of the entry with the network");
    }

    // Of readings that explain as much, the first: colours before what would make up for them.
    private static Reading Best(List<Reading> readings) =>
        readings.Append(default).MaxBy(reading => Math.Round(reading.Overlap, 2));

    // A picture of the wrong layout often fails within the network: then the other one is tried.
    private SkyModel Seen(OnnxModel network, ProofSky scene)
    {
        try
        {
            return Shown(network, scene);
        }
        catch (ModelException error) when (error is not ModelMemoryException)
        {
            bool isNchw = entry.Input.Layout == TensorLayout.Nchw;
            ModelInput turned = entry.Input with { Layout = isNchw ? TensorLayout.Nhwc : TensorLayout.Nchw };
            double overlap = 0;
            try
            {
                overlap = OverlapOf(entry with { Input = turned }, network.Place, scene);
            }
            catch (ModelException)
            {
                // It fails in another way too: what it said first stands.
            }

            if (overlap >= OverlapMin)
            {
                throw Wrong(0, $"wrong layout: write input.layout: {(isNchw ? "nhwc" : "nchw")}");
            }

            throw;
        }
    }

    private SkyModel Shown(OnnxModel network, ProofSky scene)
    {
        var model = new SkyModel(network, _size);
        try
        {
            using var mask = new Plane<byte>(_size.Width, _size.Height);
            model.Run(scene.Picture, mask, cancel);
            return model;
        }
        catch
        {
            model.Dispose();
            throw;
        }
    }

    private string Colours(OnnxModel network, double overlap)
    {
        if (entry.Input.Colour == InputColour.Grey)
        {
            return "grey is not checked";
        }

        (string stated, string other) = entry.Input.Colour == InputColour.Rgb ? ("rgb", "bgr") : ("bgr", "rgb");
        using var scene = new ProofSky(_size);
        scene.ExchangeRedAndBlue();
        using SkyModel model = Shown(network, scene);
        double others = Read(entry, model.Result, scene);
        return others > overlap + ColourLeadMin ? $"{other} suits it better ({Percent(others)}): see its origin"
            : others < overlap - ColourLeadMin ? $"{stated} suits it better than {other}"
            : $"whether it wants rgb or bgr cannot be told ({other}: {Percent(others)})";
    }

    private List<Reading> OfOtherColours(OnnxModel network)
    {
        if (entry.Input.Colour == InputColour.Grey)
        {
            return [];
        }

        using var scene = new ProofSky(_size);
        scene.ExchangeRedAndBlue();
        using SkyModel model = Shown(network, scene);
        string fault = $"wrong colours: write input.colour: {(entry.Input.Colour == InputColour.Rgb ? "bgr" : "rgb")}";
        return [new(Read(entry, model.Result, scene), fault), .. Readings(model.Result, scene, $"{fault}; then ")];
    }

    private IEnumerable<Reading> OfOtherNorms()
    {
        foreach ((string words, double scale, double[] mean, double[] std) in Norms)
        {
            bool isBgr = entry.Input.Colour == InputColour.Bgr;
            ModelInput input = entry.Input with
            {
                Scale = scale,
                Mean = isBgr ? [.. mean.Reverse()] : mean,
                Std = isBgr ? [.. std.Reverse()] : std,
            };
            using var scene = new ProofSky(_size);
            yield return new Reading(
                OverlapOf(entry with { Input = input }, ModelPlace.Cpu, scene),
                $"wrong range of its input: write {words}");
        }
    }

    // Other readings of the same values, with what they would mean.
    private List<Reading> Readings(OnnxTensor result, ProofSky scene, string before)
    {
        ModelOutput output = entry.Output;
        var readings = new List<Reading>();
        void Try(ModelOutput other, string fault) =>
            readings.Add(new Reading(Read(entry with { Output = other }, result, scene), before + fault));

        if (output.Classes.Count == 0)
        {
            Try(
                output with { Sign = -output.Sign },
                $"inverted: what it calls sky is the rest: write output.sign: {-output.Sign}");
            if (output.Activation == OutputActivation.Sigmoid)
            {
                Try(
                    output with { Activation = OutputActivation.None },
                    "wrong activation: its values are probabilities already: write output.activation: none");
            }

            if (Levels(result, scene) is { } levels)
            {
                Try(levels.Output, levels.Fault);
            }
        }
        else
        {
            foreach (int number in ClassesIn(result, scene))
            {
                Try(output with { Classes = [number] }, $"wrong class: write output.classes: [{number}]");
            }
        }

        using Plane<byte> mask = MaskOf(entry, result);
        Turn(mask);
        readings.Add(new Reading(
            scene.Overlap(mask),
            $"{before}upside down: the rows of {output.Name} (output.name) count from the bottom; turn them in the "
                + "export"));
        foreach (int y in Enumerable.Range(0, mask.Height))
        {
            mask.Row(y).Reverse();
        }

        Turn(mask);
        readings.Add(new Reading(
            scene.Overlap(mask),
            $"{before}mirrored: the columns of {output.Name} (output.name) count from the right; turn them in the "
                + "export"));
        return readings;
    }

    // A threshold between what one channel gives in the sky and elsewhere.
    private (ModelOutput Output, string Fault)? Levels(OnnxTensor result, ProofSky scene)
    {
        ModelOutput output = entry.Output;
        (double sky, double rest) = SkyOutput.Means(entry, result, scene.Truth);
        double middle = (sky + rest) / 2;
        int sign = sky > rest ? 1 : -1;
        double threshold = output.Activation == OutputActivation.Sigmoid ? 1 / (1 + Math.Exp(-middle)) : middle;
        string write = (sign == output.Sign ? "" : $"output.sign: {sign} and ")
            + $"output.threshold: {Number(threshold)}";
        return Math.Abs(sky - rest) < 1e-9 ? null
            : (output with { Threshold = threshold, Sign = sign },
                $"wrong threshold: values are about {Number(sky)} in the sky and {Number(rest)} elsewhere: write "
                    + write);
    }

    // Every class of the scores; of class numbers those that are there.
    private IEnumerable<int> ClassesIn(OnnxTensor result, ProofSky scene) => entry.Output.HoldsScores
        ? Enumerable.Range(0, entry.OutputChannels)
        : SkyOutput.NumbersIn(result).Where(number => number is >= 0 and < ClassesTriedMax).Distinct().Take(64);

    private double OverlapOf(ModelEntry other, ModelPlace place, ProofSky scene)
    {
        using OnnxModel network = OnnxModel.Load(other, place);
        using var model = new SkyModel(network, _size);
        using var mask = new Plane<byte>(_size.Width, _size.Height);
        model.Run(scene.Picture, mask, cancel);
        return scene.Overlap(mask);
    }

    private double Read(ModelEntry other, OnnxTensor result, ProofSky scene)
    {
        using Plane<byte> mask = MaskOf(other, result);
        return scene.Overlap(mask);
    }

    private Plane<byte> MaskOf(ModelEntry other, OnnxTensor result)
    {
        var mask = new Plane<byte>(_size.Width, _size.Height);
        new SkyOutput(other, _size).Read(result, mask);
        return mask;
    }

    private static void Turn(Plane<byte> mask)
    {
        for (int y = 0; y < mask.Height / 2; y++)
        {
            (byte[] top, byte[] bottom) = (mask.Row(y).ToArray(), mask.Row(mask.Height - 1 - y).ToArray());
            bottom.CopyTo(mask.Row(y));
            top.CopyTo(mask.Row(mask.Height - 1 - y));
        }
    }

    private ModelException Wrong(double overlap, string fault) => new(
        $"model {entry.Name} does not prove its catalogue entry on a picture of known sky (intersection over union "
        + $"{Percent(overlap)}): {fault}");

    private static string Number(double value) => value.ToString("0.####", CultureInfo.InvariantCulture);

    private static string Percent(double share) => (share * 100).ToString("0.0", CultureInfo.InvariantCulture) + " %";

    /// <summary>A way to read the network, and how well it explains the picture.</summary>
    private readonly record struct Reading(double Overlap, string Fault);
}
