using MovieData.Flow;
using MovieData.Imaging.Frames;
using MovieData.Inference;
using MovieData.Ledger;
using MovieData.Sky;
using MovieData.Tests.Flow;

namespace MovieData.Tests.Inference;

/// <summary>
/// The embedded networks give the same bits whatever the number of threads, so that machines of unlike size make one
/// dataset (<see cref="Platform"/>). Sizes whose parts do not end on whole vectors are what told them apart.
/// </summary>
public class EmbeddedModelTests
{
    private static readonly int[] Threads = [2, 3, 8, 31];

    [Theory]
    [InlineData("movieflow", 416, 480)]
    [InlineData("movieflow", 331, 517)]
    [InlineData("movieflow-quality", 416, 480)]
    public void Flow_AnyNumberOfThreads_HasTheSameBits(string name, int width, int height)
    {
        (Plane<Rgb24> left, Plane<Rgb24> right) = FlowRuns.TwoPictures(width, height);
        var all = Threads.Select(threads =>
        {
            using OnnxModel network = Load(name, ModelTask.Flow, threads);
            (FlowField leftToRight, FlowField rightToLeft) = FlowRuns.Run(network, left, right);
            float[] u = [.. leftToRight.U.Pixels, .. rightToLeft.U.Pixels];
            float[] v = [.. leftToRight.V.Pixels, .. rightToLeft.V.Pixels];
            return (U: u, V: v);
        }).ToList();

        Assert.InRange(all[0].U.Distinct().Count(), 1000, int.MaxValue);
        Assert.All(all, flow => Assert.Equal(all[0].U, flow.U));
        Assert.All(all, flow => Assert.Equal(all[0].V, flow.V));
    }

    [Theory]
    [InlineData("moviesky")]
    [InlineData("sky-plain")]
    public void Sky_AnyNumberOfThreads_HasTheSameMask(string name)
    {
        using var scene = new ProofSky(new PixelSize(640, 384));
        Plane<Rgb24> picture = scene.Picture;

        var all = Threads.Select(threads =>
        {
            using OnnxModel network = Load(name, ModelTask.Sky, threads);
            using var model = new SkyModel(network, picture.Size);
            using var mask = new Plane<byte>(picture.Width, picture.Height);
            model.Run(picture, mask, TestContext.Current.CancellationToken);
            return mask.Pixels.ToArray();
        }).ToList();

        Assert.InRange(all[0].Count(pixel => pixel != 0), 1000, all[0].Length - 1000);
        Assert.All(all, mask => Assert.Equal(all[0], mask));
    }

    private static OnnxModel Load(string name, ModelTask task, int threads) =>
        OnnxModel.Load(ModelCatalogue.Read(null).Find(name, task), ModelPlace.Cpu with { Threads = threads });
}
