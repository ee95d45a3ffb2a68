using System.Security.Cryptography;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using MovieData.Imaging.Frames;
using MovieData.Inference;
using MovieData.Tests.Inference;

namespace MovieData.Tests.EndToEnd;

/// <summary><c>models check</c> and <c>bench</c>: good entries prove, bad models are one clear line and exit
/// code 2.</summary>
public sealed class ModelsCommandTests : IDisposable
{
    private readonly TinyFlow _tiny = new();

    public void Dispose() => _tiny.Dispose();

    [Fact]
    public async Task List_GivesEveryEntryWithTheDigestOfItsFile()
    {
        string catalogue = _tiny.Catalogue(TinyFlow.Plain, TinyFlow.MatcherBytes(TinyFlow.Plain));
        CommandResult text = await CommandLine.RunAsync("models", "list", "--models", catalogue);
        CommandResult json = await CommandLine.RunAsync("models", "list", "--models", catalogue, "--json");

        JsonArray entries = JsonNode.Parse(json.Output)!.AsArray();
        Assert.Equal(
            ["movieflow", "movieflow-quality", "moviesky", "opencv-sgbm", "sky-plain", "tiny"],
            entries.Select(e => (string)e!["name"]!));
        Assert.Contains("no file: OpenCV and the entry's numbers", text.Output, StringComparison.Ordinal);
        foreach (JsonNode? entry in entries.Where(e => e!["file"] is not null))
        {
            string sha256 = Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes((string)entry!["file"]!)));
            Assert.Equal(sha256, (string)entry["sha256"]!);
            Assert.Matches($"(?m)^{entry["name"]} +{entry["task"]} +{entry["licence"]} +\\S", text.Output);
            Assert.Contains($"{entry["file"]} sha256 {sha256}\n", text.Output, StringComparison.Ordinal);
        }

        // Every task begins in one column.
        IEnumerable<Match> names = Regex.Matches(text.Output, @"(?m)^\S+ +(?=(flow|sky) )");
        Assert.Equal(6, names.Count());
        Assert.Single(names.Select(name => name.Length).Distinct());
    }

    [Theory]
    [InlineData("check")]
    [InlineData("bench")]
    public async Task Help_OfACommandWithoutAFolder_NamesNone(string command)
    {
        CommandResult help = await CommandLine.RunAsync("models", command, "--help");

        string flag = Assert.Single(help.Output.Split('\n'), line => line.Contains("--flow-pairs <N>"));
        Assert.EndsWith("(default: 1 on the CPU, by card and memory on a GPU)", flag, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Check_GoodEntry_SaysWhatWasProven()
    {
        CommandResult result = await CheckAsync(TinyFlow.Plain, TinyFlow.MatcherBytes(TinyFlow.Plain));
        Assert.True(result.Code == 0, result.Error);
        Assert.Matches(@"^tiny: digest, .*; 9\d\.\d % of a pair of known flow is right within 1 px", result.Output);
    }

    [Fact]
    public async Task Check_TiledFixedSizeEntry_Proves()
    {
        ModelEntry entry = TinyFlow.Plain with
        {
            Size = new ModelSize(1, new PixelSize(224, 160)),
            Tiles = new ModelTiles(new PixelSize(224, 160), 48),
        };
        CommandResult result = await CheckAsync(entry, TinyFlow.MatcherBytes(entry));
        Assert.True(result.Code == 0, result.Error);
    }

    [Fact]
    public async Task Check_WrongSign_NamesTheKey() => await RefusedAsync(
        "output.sign: 1",
        TinyFlow.Plain with { Output = TinyFlow.Plain.Output with { Sign = -1 } },
        TinyFlow.MatcherBytes(TinyFlow.Plain));

    [Fact]
    public async Task Check_MissingInput_NamesIt() => await RefusedAsync(
        "no input left; its inputs are first, second",
        TinyFlow.Plain with { Input = TinyFlow.Plain.Input with { Names = ["left", "second"] } },
        TinyFlow.ChannelBytes(TinyFlow.Plain));

    [Fact]
    public async Task Check_OtherChannels_NamesBothShapes() => await RefusedAsync(
        "input first has shape [any, 3, any, any], the entry says [any, 6, any, any]",
        TinyFlow.Plain with { Input = TinyFlow.Plain.Input with { Names = ["first"], Pair = InputPair.Channels } },
        TinyFlow.ChannelBytes(TinyFlow.Plain));

    [Fact]
    public async Task Check_OtherElementType_NamesBoth() => await RefusedAsync(
        "input first is float32, the entry says float16",
        TinyFlow.Plain with
        {
            Input = TinyFlow.Plain.Input with { Element = OnnxElement.HalfFloat },
        },
        TinyFlow.ChannelBytes(TinyFlow.Plain));

    [Fact]
    public async Task Check_FixedSizeStatedFree_NamesBothShapes()
    {
        ModelEntry network = TinyFlow.Plain with { Size = new ModelSize(1, new PixelSize(64, 32)) };
        await RefusedAsync(
            "has shape [any, 3, 32, 64], the entry says [any, 3, any, any] (N, channels, height, width)",
            TinyFlow.Plain,
            TinyFlow.ChannelBytes(network));
    }

    [Fact]
    public async Task Check_FreeSizesItCannotTake_NamesTheSizeTried() => await RefusedAsync(
        "model tiny failed on input tensors of 640×384", TinyFlow.Plain, TinyFlow.OneSizeBytes(TinyFlow.Plain));

    [Fact]
    public async Task Check_OtherStrideThanStated_IsRefused() => await RefusedAsync(
        "output.stride",
        TinyFlow.Plain,
        TinyFlow.MatcherBytes(TinyFlow.Plain with { Output = TinyFlow.Plain.Output with { Stride = 2 } }));

    [Fact]
    public async Task Check_NotANumber_SaysHowMany() => await RefusedAsync(
        "values that are no numbers (NaN or infinite) at",
        TinyFlow.Plain,
        TinyFlow.MatcherBytes(TinyFlow.Plain, TinyFault.NotANumber));

    [Fact]
    public async Task Check_OpsetOfTheFuture_IsRefused() => await RefusedAsync(
        "opset", TinyFlow.Plain, TinyFlow.MatcherBytes(TinyFlow.Plain, opset: 99));

    [Fact]
    public async Task Check_TruncatedFile_IsRefused() => await RefusedAsync(
        "cannot load model tiny", TinyFlow.Plain, TinyFlow.MatcherBytes(TinyFlow.Plain)[..^99]);

    [Fact]
    public async Task Check_NoModelAtAll_IsRefused() => await RefusedAsync(
        "cannot load model tiny", TinyFlow.Plain, "this is no network"u8.ToArray());

    [Fact]
    public async Task Check_SeveralPairsInARun_SaysWhetherTheyAreBitEqual()
    {
        string catalogue = _tiny.Catalogue(TinyFlow.Plain, TinyFlow.MatcherBytes(TinyFlow.Plain));
        CommandResult result = await CommandLine.RunAsync(
            "models", "check", "tiny", "--models", catalogue, "--device", "cpu", "--flow-pairs", "3");
        Assert.True(result.Code == 0, result.Error);
        Assert.Contains(
            "; both directions of 3 pairs in one run, bit-equal to one by one",
            result.Output,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Check_AgainstTheCpuItself_IsEqualToTheLastBit()
    {
        string catalogue = _tiny.Catalogue(TinyFlow.Plain, TinyFlow.MatcherBytes(TinyFlow.Plain));
        CommandResult result = await CommandLine.RunAsync(
            "models", "check", "tiny", "--models", catalogue, "--device", "cpu", "--against-cpu", "--size", "320x200",
            "--json");
        Assert.True(result.Code == 0, result.Error);
        JsonNode found = JsonNode.Parse(result.Output)!;
        Assert.Equal("tiny flow cpu", $"{found["name"]} {found["task"]} {found["device"]}");
        Assert.InRange((double)found["share_right"]!, 0.9, 1);
        JsonNode against = found["against_cpu"]!;
        Assert.Equal(
            (0, 1, 0), ((double)against["epe_px"]!, (double)against["share_near"]!, (double)against["most_px"]!));
        Assert.Null(found["nodes"]);    // who runs on the CPU as asked has not fallen there
    }

    [Fact]
    public async Task Check_SkyAgainstTheCpuItself_IsEqual()
    {
        CommandResult result = await CommandLine.RunAsync(
            "models", "check", "sky-plain", "--device", "cpu", "--against-cpu", "--size", "320x200");
        Assert.True(result.Code == 0, result.Error);
        Assert.Contains(
            "sky-plain: against the CPU at 320×200: 100.0 % of the mask is equal\n",
            result.Output,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--size 320x200", "--size is of --against-cpu")]
    [InlineData("--size 320x200 --against-cpu=false", "--size is of --against-cpu")]
    [InlineData("--against-cpu --size 63x200", "--size 63x200: expected WIDTHxHEIGHT, each from 64 to 8192")]
    [InlineData("--against-cpu --size 320", "--size 320: expected WIDTHxHEIGHT")]
    [InlineData("--device cpu --gpu-mb-max 512", "--gpu-mb-max is of a GPU, and models run on the CPU here")]
    public async Task Check_WordsThatDoNotFit_AreRefused(string words, string fault)
    {
        CommandResult result = await CommandLine.RunAsync(["models", "check", "sky-plain", .. words.Split(' ')]);
        Assert.Equal(2, result.Code);
        Assert.Contains(fault, Assert.Single(result.Faults), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Bench_AsJson_GivesRatesOfBothKindsAndWhereTheyRan()
    {
        string catalogue = _tiny.Catalogue(TinyFlow.Plain, TinyFlow.ChannelBytes(TinyFlow.Plain));
        string[] words = ["--models", catalogue, "--device", "cpu", "--runs", "1", "--size", "320x200", "--json"];
        foreach ((string name, int pairs) in ((string, int)[])[("tiny", 3), ("sky-plain", 1)])
        {
            CommandResult result = await CommandLine.RunAsync(["models", "bench", name, .. words, "--flow-pairs", "3"]);
            Assert.True(result.Code == 0, result.Error);
            JsonNode rates = Assert.Single(JsonNode.Parse(result.Output)!.AsArray())!;
            Assert.Equal((name, "cpu"), ((string)rates["name"]!, (string)rates["device"]!));
            Assert.Equal(
                (320, 200, pairs), ((int)rates["width"]!, (int)rates["height"]!, (int)rates["flow_pairs"]!));
            foreach (string rate in (ReadOnlySpan<string>)["bare", "stage"])
            {
                Assert.Equal(1000 / (double)rates[rate + "_ms"]!, (double)rates[rate + "_per_s"]!, 6);
            }

            Assert.Equal((double)rates["bare_ms"]! / (double)rates["stage_ms"]!, (double)rates["ratio"]!, 6);
        }
    }

    [Theory]
    [InlineData("0")]
    [InlineData("65")]
    public async Task Check_FlowPairsOutOfRange_IsRefused(string pairs)
    {
        CommandResult result = await CommandLine.RunAsync("models", "check", "movieflow", "--flow-pairs", pairs);
        Assert.Equal(2, result.Code);
        Assert.Contains(
            $"--flow-pairs {pairs}: expected a whole number from 1 to 64", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Check_OtherDigest_NamesBoth()
    {
        string catalogue = _tiny.Catalogue(TinyFlow.Plain, TinyFlow.ChannelBytes(TinyFlow.Plain));
        string network = Path.ChangeExtension(catalogue, ".onnx");
        File.WriteAllBytes(network, [.. File.ReadAllBytes(network), 0]);
        CommandResult result = await CommandLine.RunAsync("models", "check", "tiny", "--models", catalogue);
        Assert.Equal(2, result.Code);
        Assert.Matches(
            $"{network}: sha256 is [0-9a-f]{{64}}, the catalogue says [0-9a-f]{{64}} for tiny", result.Faults[0]);
    }

    [Theory]
    [InlineData("../outside.bin")]
    [InlineData("/etc/hostname")]
    [InlineData("beside.bin")]
    public async Task Check_WeightsInAnotherFile_AreNotOpened(string location)
    {
        string catalogue = _tiny.Catalogue(TinyFlow.Plain, TinyFlow.ExternalBytes(TinyFlow.Plain, location));
        File.WriteAllBytes(Path.Combine(Path.GetDirectoryName(catalogue)!, "beside.bin"), new byte[4]);
        await RefusedAsync("its weights lie in another file", catalogue);
    }

    [Fact]
    public async Task Bench_FlowModel_GivesBothRates()
    {
        ModelEntry entry = TinyFlow.Plain;
        string catalogue = _tiny.Catalogue(entry, TinyFlow.ChannelBytes(entry));
        File.AppendAllText(catalogue, "    gflop: 0.01\n");
        CommandResult result = await CommandLine.RunAsync(
            "models", "bench", "tiny", "--models", catalogue, "--device", "cpu", "--runs", "2", "--flow-pairs", "3");
        Assert.True(result.Code == 0, result.Error);
        Assert.Matches(@"^tiny on cpu, \d+ threads: 1880×800, both directions, 3 pairs in a run\n", result.Output);
        Assert.Matches(@"loading +\d+\.\d ms", result.Output);
        Assert.Matches(@"bare session +\d+\.\d ms +\d+\.\d\d pairs/s  \d+ GFLOP/s", result.Output);
        Assert.Matches(@"Flow stage +\d+\.\d ms +\d+\.\d\d pairs/s  \d\.\d\d of the bare rate", result.Output);
    }

    [Theory]
    [InlineData("cuda", "libcuda.so.1 (NVIDIA driver", "libcublasLt.so.13 (CUDA 13: libcublas-13-0)")]
    [InlineData("cuda", "libcudart.so.13 (CUDA 13", "libcudnn.so.9 (cuDNN 9: libcudnn9-cuda-13)")]
    [InlineData("tensorrt", "libnvinfer.so.10 (TensorRT 10", "libcudart.so.13 (CUDA 13")]
    public async Task Check_DeviceWithoutItsLibraries_NamesThem(string device, string first, string second)
    {
        Skips.Unless(OnnxProviders.Missing(OnnxDevice.Cuda).Count > 0, Skips.NoGpu);
        CommandResult result = await CommandLine.RunAsync("models", "check", "movieflow", "--device", device);
        Assert.Equal(2, result.Code);
        string line = Assert.Single(result.Faults);
        Assert.StartsWith($"movie-data: --device {device}: missing ", line, StringComparison.Ordinal);
        Assert.Contains(first, line, StringComparison.Ordinal);
        Assert.Contains(second, line, StringComparison.Ordinal);
        Assert.DoesNotContain("libonnxruntime", line, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Check_AutoWithoutAGpu_SaysOnceThatTheCpuIsUsed()
    {
        Skips.Unless(OnnxProviders.Missing(OnnxDevice.Cuda).Count > 0, Skips.NoGpu);
        CommandResult result = await CheckAsync(TinyFlow.Plain, TinyFlow.MatcherBytes(TinyFlow.Plain));
        Assert.Equal(0, result.Code);
        Assert.Matches(@"^models run on the CPU, not on CUDA: lib\S+ is missing \(.*\)\n$", result.Error);
    }

    private Task<CommandResult> CheckAsync(ModelEntry entry, byte[] network) =>
        CommandLine.RunAsync("models", "check", "tiny", "--models", _tiny.Catalogue(entry, network));

    private Task RefusedAsync(string fault, ModelEntry entry, byte[] network) =>
        RefusedAsync(fault, _tiny.Catalogue(entry, network));

    private static async Task RefusedAsync(string fault, string catalogue)
    {
        CommandResult result = await CommandLine.RunAsync("models", "check", "tiny", "--models", catalogue);
        Assert.True(result.Code == 2, result.Error + result.Output);
        string line = Assert.Single(result.Faults);
        Assert.Contains(fault, line, StringComparison.Ordinal);
    }
}
