using System.Diagnostics;
using MovieData.Imaging.Frames;
using MovieData.Inference;

namespace MovieData.Sky;

/// <summary>How fast a sky network runs; one picture.</summary>
/// <param name="BareMs">Fastest run of the bare session, ms a picture.</param>
/// <param name="MaskMs">Fastest way from a picture to its mask, ms.</param>
public sealed record SkyRate(double BareMs, double MaskMs);

/// <summary>Measures a sky network on this machine, and holds its mask in one place against that in another.</summary>
public static class SkyBench
{
    /// <summary>Share of a picture whose masks must be alike in two places: borders may round otherwise.</summary>
    public const double ShareEqualMin = 0.99;

    /// <summary>Runs the bare session and the way to a mask, <paramref name="runs"/> times each, once before to warm
    /// up.</summary>
    /// <param name="network">The loaded network.</param>
    /// <param name="size">Size of the picture.</param>
    /// <param name="runs">Runs measured; the fastest counts.</param>
    /// <param name="cancel">Cuts a run short.</param>
    /// <exception cref="ModelException">The network failed.</exception>
    public static SkyRate Measure(OnnxModel network, PixelSize size, int runs, CancellationToken cancel)
    {
        using var scene = new ProofSky(size);
        using var mask = new Plane<byte>(size.Width, size.Height);
        using var model = new SkyModel(network, size);
        void ToMask() => model.Run(scene.Picture, mask, cancel);
        ToMask();
        return new SkyRate(Fastest(runs, () => model.Execute(cancel)), Fastest(runs, ToMask));
    }

    /// <summary>Share of a drawn picture whose masks are equal in two places, 0…1.</summary>
    /// <exception cref="ModelException">The network failed.</exception>
    public static double ShareEqual(
        OnnxModel network, OnnxModel reference, PixelSize size, CancellationToken cancel)
    {
        using var scene = new ProofSky(size);
        using var one = new Plane<byte>(size.Width, size.Height);
        using var other = new Plane<byte>(size.Width, size.Height);
        Run(network, scene, one, cancel);
        Run(reference, scene, other, cancel);
        long equal = 0;
        for (int i = 0; i < one.Pixels.Length; i++)
        {
            equal += one.Pixels[i] == other.Pixels[i] ? 1 : 0;
        }

        return (double)equal / size.Area;
    }

    private static void Run(OnnxModel network, ProofSky scene, Plane<byte> mask, CancellationToken cancel)
    {
        using var model = new SkyModel(network, scene.Picture.Size);
        model.Run(scene.Picture, mask, cancel);
    }

    private static double Fastest(int runs, Action run) => Enumerable.Range(0, runs).Min(_ =>
    {
        long start = Stopwatch.GetTimestamp();
        run();
        return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
    });
}
