using MovieData.Imaging.Frames;
using MovieData.Imaging.Pictures;
using MovieData.Tests.EndToEnd;
using MovieData.Tests.Shards;

namespace MovieData.Tests.Pictures;

/// <summary>Nothing else may hold a matrix while they are counted.</summary>
[CollectionDefinition(nameof(HeldMatTests), DisableParallelization = true)]
public class CountedAlone;

[Collection(nameof(HeldMatTests))]
public class HeldMatTests
{
    [Fact]
    public async Task Outstanding_AfterEveryCommandThatUsesOpenCv_IsNone()
    {
        using var temporary = new TemporaryFolder();
        TestDataset.Make(temporary["data"], 1);
        using Plane<Rgb24> view = TestPictures.Rgb(96, 64, 1);
        PngWriter.Write(temporary["left.png"], view);
        PngWriter.Write(temporary["right.png"], view);
        File.WriteAllBytes(temporary["cut.png"], File.ReadAllBytes(temporary["left.png"])[..200]);

        foreach ((int code, string[] arguments) in ((int, string[])[])
        [
            (0, ["pair", "--out", temporary["pair"], temporary["left.png"], temporary["right.png"]]),
            (0, ["sky", "--out", temporary["sky"], temporary["left.png"]]),
            (2, ["sky", "--out", temporary["sky"], temporary["cut.png"]]),
            (0, ["preview", temporary["data"], "--out", temporary["preview.png"]]),
        ])
        {
            CommandResult result = await CommandLine.RunAsync(arguments);

            Assert.True(result.Code == code, $"{string.Join(' ', arguments)}: {result.Error}");
            Assert.Equal(0, HeldMat.Outstanding);
        }
    }

    /// <summary>The memory stays where it is though it is collected around it.</summary>
    [Fact]
    public void Over_PlaneOfItsOwnMemory_IsPinnedUntilDisposed()
    {
        using var plane = new Plane<ushort>(300, 200);
        using (HeldMat held = HeldMat.Over(plane))
        {
            for (int i = 0; i < 20; i++)
            {
                _ = new byte[1 << 20];
                GC.Collect(2, GCCollectionMode.Forced, blocking: true, compacting: true);
            }

            held.Mat.SetTo(new OpenCvSharp.Scalar(513));
            Assert.Equal(-1, plane.Pixels.IndexOfAnyExcept((ushort)513));
        }

        Assert.Equal(0, HeldMat.Outstanding);
    }
}
