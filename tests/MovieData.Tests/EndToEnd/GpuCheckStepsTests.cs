using MovieData.Tests.Clusters;

namespace MovieData.Tests.EndToEnd;

/// <summary>
/// The steps of tools/gpu-check.sh one by one, and the script around them, beside programs that are not as they should
/// be.
/// </summary>
public sealed class GpuCheckStepsTests : IDisposable
{
    // What `models list --json` prints of one network.
    private const string ListOfOne =
        """printf '[\n  {\n    "name": "net",\n    "task": "flow",\n    "file": "x"\n  }\n]\n'""";

    private readonly TemporaryFolder _folder = new();

    private static string Check =>
        $"'{ShellScript.Tool("gpu-check.sh")}' --device cpu --program $PWD/movie-data "
        + $"--pipeline '{SharedFiles.RepositoryRoot}/pipelines/midas-3d-movies.yaml'";

    public void Dispose() => _folder.Dispose();

    /// <summary>Idle at first and at the end, while the film is opened and the last shard written: not
    /// counted.</summary>
    [Theory]
    [InlineData("0, 400\n0, 900\n90, 2048\n70, 3072\n0, 3072\n80, 1024\n0, 12\n", "60 % busy, 3.0 GB (4 samples)")]
    [InlineData("100, 1024\n[N/A], [N/A]\n50, 512\n", "75 % busy, 1.0 GB (2 samples)")]
    [InlineData("[N/A], [N/A]\n[Not Supported], 100\n", "load not told by nvidia-smi")]
    [InlineData("Failed to initialize NVML: Driver/library version mismatch\n", "load not told by nvidia-smi")]
    [InlineData("-5, 7\n1e3, 7\n\0\u0001,\n", "load not told by nvidia-smi")]
    [InlineData("0, 400\n0, 400\n", "0 % busy")]
    [InlineData("", "load not told by nvidia-smi")]
    [InlineData(null, "load not told by nvidia-smi")]
    public async Task GpuBusy_OfSamples_TellsWhatTheySay(string? samples, string told)
    {
        if (samples is not null)
        {
            File.WriteAllText(_folder["run.gpu"], samples);
        }

        Assert.Equal(told, (await StepsAsync("gpu_busy run.gpu")).Output.Trim());
    }

    [Theory]
    [InlineData(100, "5.25 pairs/s; 0.1 CPU s a pair; 8 pairs; GPU 100 % busy, 2.0 GB (1 samples); Flow load not told")]
    [InlineData(60, "5.25 pairs/s; 0.1 CPU s a pair; 8 pairs; GPU 60 % busy, 2.0 GB (1 samples); Flow load not told")]
    [InlineData(0, "FAILED: nvidia-smi saw nothing run on the GPU")]
    public async Task Pipeline_OnAGpu_TellsHowBusyItWas(int percent, string told)
    {
        File.WriteAllText(_folder["run.gpu"], $"{percent}, 2048\n");

        CommandResult result = await StepsAsync("""
            device=cuda flow=movieflow
            extract() { :; }
            mkdir run
            printf '{\n  "device": "cuda NVIDIA H999"\n}\n' >run/manifest.json
            echo '5.25 0.1 8' >run.txt
            : >run.prom
            step row 30 pipeline run; cat table
            """);

        Assert.Contains($" | {told} | ", result.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("exit 9")]
    [InlineData("echo 'NVIDIA-SMI has failed'; exit 9")]
    [InlineData(null)]
    public async Task Machine_NvidiaSmiThatFails_IsSaidAndIsNoFault(string? commands)
    {
        Program("echo movie-data 1.2.3");
        if (commands is not null)
        {
            ScriptedProgram.Write(_folder["nvidia-smi"], commands);
        }

        CommandResult result = await StepsAsync("device=cuda; step machine 30 machine; cat table; exit $failed");

        Assert.True(result.Code == 0, result.Error);
        Assert.Matches(@"^\| machine \| - \| .*\d+ cores, \d+ GB; movie-data 1\.2\.3; ", result.Output);
        Assert.Contains("nvidia-smi does not answer", result.Output, StringComparison.Ordinal);
    }

    /// <summary>The worst a check may do: figures of a processor under the name of a GPU.</summary>
    [Theory]
    [InlineData("check movieflow")]
    [InlineData("bench movieflow 4")]
    public async Task Step_GpuAskedForAndCpuUsed_FailsAndKeepsNoFigure(string step)
    {
        Program("""printf '[\n  {\n    "device": "cpu",\n    "bare_per_s": 99.5,\n    "flow_pairs": 4\n  }\n]\n'""");

        CommandResult result = await StepsAsync(
            $"device=cuda; step row 30 {step}; best_bench movieflow bare_per_s; named; cat table; exit $failed");

        Assert.Equal(1, result.Code);
        Assert.Contains("| row | - | FAILED: ran on cpu, not on cuda |", result.Output, StringComparison.Ordinal);
        Assert.StartsWith("cuda, of which nothing ran", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Step_OfTheDeviceAskedFor_GivesItsFigures()
    {
        Program("""
            pairs=$7
            printf '[\n  {\n    "device": "cuda NVIDIA H999",\n'
            printf '    "flow_pairs": %s,\n    "bare_per_s": %s.5,\n' $pairs $((20 - pairs))
            printf '    "stage_per_s": 8.25,\n    "ratio": 0.5,\n    "loading_ms": 1500\n  }\n]\n'
            """);

        CommandResult result = await StepsAsync("""
            device=cuda
            for n in 2 4 16; do step "$n" 30 bench movieflow $n; done
            best_bench movieflow bare_per_s; named; cat table; exit $failed
            """);

        Assert.True(result.Code == 0, result.Error);
        string[] lines = result.Output.Split('\n');
        Assert.Equal(["18.5 2", "cuda NVIDIA H999"], lines[..2]);
        Assert.StartsWith(
            "| 4 | cuda NVIDIA H999 | bare 16.50, stage 8.25 a second (0.50); loading 1.5 s | ",
            lines[3],
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Step_ProgramThatFails_GivesItsLastLineAsTheReason()
    {
        Program("echo noise >&2; echo 'movie-data: libcudnn.so.9 is missing | install it' >&2; exit 2");
        CommandResult result = await StepsAsync("step row 30 check movieflow; cat table; exit $failed");
        Assert.Equal(1, result.Code);
        Assert.StartsWith(
            "| row | - | FAILED: libcudnn.so.9 is missing / install it | ", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Step_ProgramThatHangs_IsStoppedAtItsLimitAndTheRestGoesOn()
    {
        Program("exec tail -f /dev/null");
        CommandResult result = await StepsAsync("""
            step slow 3 check movieflow
            budget_s=$SECONDS
            step late 30 check movieflow
            cat table; exit $failed
            """);
        Assert.Equal(2, result.Code);
        Assert.Matches(@"^\| slow \| - \| FAILED: took longer than 3 s, and was stopped \|", result.Output);
        Assert.Matches(@"(?m)^\| late \| - \| NOT RUN: the \d+ minutes are spent \|", result.Output);
    }

    [Fact]
    public async Task Programs_WithoutFFmpeg_SaysWhichRowsNeedIt()
    {
        Program("""
            printf 'MISSING  ffmpeg         not found: install it\nok       JPEG           libturbojpeg\n'
            exit 2
            """);
        CommandResult result = await StepsAsync(
            "device=cpu; step l 30 libraries; step p 30 programs; cat table; exit $failed");
        Assert.Contains(
            "| p | - | FAILED: ffmpeg not found: install it: the rows of the film need it, "
                + "those of the models ran without |",
            result.Output,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Equal_OtherBytes_FailsAndStaysInTheFigures()
    {
        File.WriteAllText(_folder["a.sha256"], "1");
        File.WriteAllText(_folder["b.sha256"], "2");
        CommandResult result = await StepsAsync(
            "flow=movieflow; step row 30 equal a b; figures; cat table; exit $failed");
        Assert.Equal(1, result.Code);
        Assert.Contains("\"same_bytes\": false", result.Output, StringComparison.Ordinal);
        Assert.Contains("| row | - | FAILED: b gave other bytes than a |", result.Output, StringComparison.Ordinal);
    }

    /// <summary>A rate that software reached must not stand under the name of the GPU's decoder, nor be the fastest.
    /// </summary>
    [Theory]
    [InlineData("film: decoded by the GPU: 72 of its frames came out as software decodes them", "1",
        "| cuda | 9 pairs/s; same bytes as without |", "9 nvdec")]
    [InlineData("films are decoded in software, not by the GPU: ffmpeg cannot open it: no libcuda.so.1", "1",
        "| - | decoded in software: ffmpeg cannot open it: no libcuda.so.1; same bytes as without |", "5 workers-1")]
    [InlineData("film: decoded by the GPU: 72 of its frames came out as software decodes them", "2",
        "| - | FAILED: nvdec gave other bytes than workers-1 |", "5 workers-1")]
    public async Task DecodedByGpu_OfARun_TellsWhatDecodedAndHoldsTheBytes(
        string said, string digest, string told, string fastest)
    {
        CommandResult result = await StepsAsync($$"""
            echo 1 >workers-1.sha256; echo '5 0.1 8' >workers-1.txt
            pipeline() {
              [ "$*" = 'nvdec --workers 2 --decoder cuda' ] || fail "flags: $*"
              echo '{{said}}' >nvdec.log; echo {{digest}} >nvdec.sha256; echo '9 0.1 8' >nvdec.txt
              mkdir nvdec; : >nvdec/manifest.json
              echo 'cuda|9 pairs/s'
            }
            step row 30 decoded_by_gpu workers-1 --workers 2; cat table; fastest
            """);

        Assert.Contains(told, result.Output, StringComparison.Ordinal);
        Assert.Equal(fastest, result.Output.TrimEnd().Split('\n')[^1]);
    }

    [Fact]
    public async Task Near_OfBatches_TakesHalfToTwice() => Assert.Equal(
        "2\n8\n", (await StepsAsync("near 4 1 2 4 8 16")).Output);

    /// <summary>Nor is what it started left behind.</summary>
    [Fact]
    public async Task Check_ToldToEnd_DoesNotWaitForItsStep()
    {
        Program($"""
            case "$1 $2" in
              "models list") {ListOfOne} ;;
              "models check") echo $$ >begun; exec tail -f /dev/null ;;
            esac
            """);

        CommandResult result = await BashAsync($"""
            mkfifo begun
            {Check} --minutes 1 & script=$!
            read -r program <begun
            kill -TERM $script
            wait $script
            code=$?
            timeout 20 tail --pid=$program -s 0.1 -f /dev/null && exit $code
            """);

        Assert.True(result.Code == 143, result.Error);
        Assert.DoesNotContain("check net", result.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("Killed", result.Error, StringComparison.Ordinal);
    }

    /// <summary>A doctor that misses a library ends with a failure, too.</summary>
    [Theory]
    [InlineData("echo 'MISSING  JPEG           not found: install it'; exit 2", "/system/lib")]
    [InlineData("echo 'ok       JPEG           libturbojpeg'", "")]
    public async Task Check_InAKit_TakesItsLibrariesWhereTheMachineHasNone(string doctor, string folder)
    {
        foreach (string name in (string[])["gpu-check.sh", "gpu-check-steps.sh"])
        {
            File.Copy(ShellScript.Tool(name), _folder[name]);
        }

        Directory.CreateDirectory(_folder["system/bin"]);
        Program($"""
            [ "$1" != doctor ] || ({doctor}) || exit
            [ "$1" != models ] || echo "from <$LD_LIBRARY_PATH>" >&2
            exit 3
            """);

        CommandResult result = await BashAsync("unset LD_LIBRARY_PATH; bash gpu-check.sh --program $PWD/movie-data");

        Assert.Equal(2, result.Code);
        Assert.Equal($"from <{(folder.Length > 0 ? _folder.Path : "")}{folder}>", result.Error.Trim());
    }

    [Fact]
    public async Task Check_NetworkThatIsNotThere_StartsNothing()
    {
        Program(ListOfOne);

        CommandResult result = await BashAsync($"{Check} --networks 'net other'");

        Assert.Equal(2, result.Code);
        Assert.Equal("gpu-check: --networks other: the program has net", result.Error.Trim());
    }

    private void Program(string commands) => ScriptedProgram.Write(_folder["movie-data"], commands);

    private Task<CommandResult> StepsAsync(string commands) => BashAsync(
        $"""
        set -uo pipefail
        work=$PWD program=$PWD/movie-data device=cpu gpu_index=0 budget_s=600 size=64x64 runs=1 failed=0 SECONDS=0
        . '{ShellScript.Tool("gpu-check-steps.sh")}'
        {commands}
        """);

    private Task<CommandResult> BashAsync(string commands) =>
        ShellScript.RunAsync(_folder.Path, ShellScript.FirstOnPath(_folder.Path), "-c", commands);
}
