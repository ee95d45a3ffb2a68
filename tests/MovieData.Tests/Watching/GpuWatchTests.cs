using MovieData.Tests.Clusters;
using MovieData.Watching;

namespace MovieData.Tests.Watching;

public sealed class GpuWatchTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Look_TwoGpus_ReadsWhatTheyKnow()
    {
        var watch = new GpuWatch(ScriptedProgram.Write(_folder["smi"], """
            [ "$*" = "--query-gpu=index,utilization.gpu,memory.used --format=csv,noheader,nounits" ] || exit 1
            printf '0, 37, 1024\n1, [N/A], [Not Supported]\nnonsense\n'
            """));

        await watch.LookAsync(Cancel);

        Assert.Equal(
            [new GpuLoad("0", 0.37, 1 << 30), new GpuLoad("1", double.NaN, double.NaN)], watch.Loads);
    }

    [Theory]
    [InlineData("exit 9")]
    [InlineData("echo 'No devices were found'")]
    public async Task Look_NoGpu_IsAskedOnce(string commands)
    {
        var watch = new GpuWatch(ScriptedProgram.Write(_folder["smi"], $"echo x >>'{_folder["asked"]}'\n{commands}"));

        await watch.LookAsync(Cancel);
        await watch.LookAsync(Cancel);

        Assert.Empty(watch.Loads);
        Assert.Single(File.ReadAllLines(_folder["asked"]));
    }

    /// <summary>A driver that is slow once has not lost its GPUs.</summary>
    [Fact]
    public async Task Look_FirstAnswerTooLate_AsksAgain()
    {
        var watch = new GpuWatch(
            ScriptedProgram.Write(_folder["smi"], $"mkdir '{_folder["asked"]}' && sleep 600\necho '0, 37, 1024'"),
            TimeSpan.FromMilliseconds(500));

        await watch.LookAsync(Cancel);

        Assert.Empty(watch.Loads);
        await Deadline.UntilAsync(
            async () =>
            {
                await watch.LookAsync(Cancel);
                return watch.Loads is [{ Index: "0" }];
            },
            "the GPU is seen");
    }

    /// <summary>Nor one that fails once.</summary>
    [Fact]
    public async Task Look_FailsAfterAnAnswer_AsksAgain()
    {
        var watch = new GpuWatch(ScriptedProgram.Write(
            _folder["smi"], $"echo x >>'{_folder["asked"]}'; [ -e '{_folder["broken"]}' ] && exit 9; echo '0, 37, 1'"));

        await watch.LookAsync(Cancel);
        File.WriteAllText(_folder["broken"], "");
        await watch.LookAsync(Cancel);
        int seen = watch.Loads.Count;
        File.Delete(_folder["broken"]);
        await watch.LookAsync(Cancel);

        Assert.Equal((0, 1), (seen, watch.Loads.Count));
    }

    [Fact]
    public async Task Look_NoProgram_IsNoFault()
    {
        var watch = new GpuWatch(_folder["absent"]);

        await watch.LookAsync(Cancel);

        Assert.Empty(watch.Loads);
    }
}
