using MovieData.Flow;
using MovieData.Imaging.Frames;
using MovieData.Inference;

namespace MovieData.Tests.Flow;

/// <summary>Pictures and runs that tests of networks share.</summary>
internal static class FlowRuns
{
    /// <summary>Both directions of one pair.</summary>
    public static (FlowField LeftToRight, FlowField RightToLeft) Run(
        OnnxModel network, Plane<Rgb24> left, Plane<Rgb24> right)
    {
        using var model = new FlowModel(network, left.Size);
        (FlowField leftToRight, FlowField rightToLeft) = (new FlowField(left.Size), new FlowField(left.Size));
        model.Run(left, right, leftToRight, rightToLeft, TestContext.Current.CancellationToken);
        return (leftToRight, rightToLeft);
    }

    /// <summary>Two pictures whose pixels differ from their neighbours, and from one another.</summary>
    public static (Plane<Rgb24> Left, Plane<Rgb24> Right) TwoPictures(int width, int height)
    {
        (var left, var right) = (new Plane<Rgb24>(width, height), new Plane<Rgb24>(width, height));
        for (int i = 0; i < left.Pixels.Length; i++)
        {
            left.Pixels[i] = new Rgb24((byte)i, (byte)(i * 3), (byte)(i * 7));
            right.Pixels[i] = new Rgb24((byte)(i * 5), (byte)(i * 11), (byte)(i * 13));
        }

        return (left, right);
    }
}
