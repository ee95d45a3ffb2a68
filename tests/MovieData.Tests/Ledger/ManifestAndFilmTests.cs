using System.Text.Json.Nodes;
using MovieData.Ledger;

namespace MovieData.Tests.Ledger;

public class ManifestAndFilmTests
{
    [Fact]
    public void SealedJson_EveryByteFlipped_IsDetected()
    {
        using var folder = new TemporaryFolder();
        byte[] file = SealedJson.Seal(new JsonObject
        {
            ["text"] = "ä \"quoted\" <&>",
            ["number"] = 0.1 + 0.2,
            ["list"] = new JsonArray(1, null, true),
        });
        File.WriteAllBytes(folder["a.json"], file);
        Assert.Equal(0.1 + 0.2, (double)SealedJson.Read(folder["a.json"])["number"]!);
        for (int i = 0; i < file.Length; i++)
        {
            for (int bit = 0; bit < 8; bit++)
            {
                byte[] damaged = [.. file];
                damaged[i] ^= (byte)(1 << bit);
                File.WriteAllBytes(folder["b.json"], damaged);
                Assert.Throws<LedgerException>(() => SealedJson.Read(folder["b.json"]));
            }
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("{\"sha256\":1}")]
    [InlineData("{\"sha256\":{\"a\":1}}")]
    [InlineData("{\"a\":1,\"a\":2,\"sha256\":\"x\"}")]
    public void SealedJson_NotOurs_ThrowsLedgerException(string text)
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder["a.json"], text);

        Assert.Throws<LedgerException>(() => SealedJson.Read(folder["a.json"]));
    }

    [Fact]
    public void FlowPairsOf_SecondTaskOnAnotherCard_IsWhatTheFirstRecorded()
    {
        using var temporary = new TemporaryFolder();
        var folder = new OutputFolder(temporary.Path);
        Assert.Null(RunManifest.FlowPairsOf(folder));

        RunManifest first = Manifest("a", "cuda small card") with
        {
            Platform = new Dictionary<string, string> { ["device"] = "cuda small", ["flow_pairs"] = "4" },
        };
        first.Bind(folder, allowPlatform: false);
        var second = first with
        {
            Platform = new Dictionary<string, string> { ["device"] = "cuda large", ["flow_pairs"] = "8" },
        };
        second.Bind(folder, allowPlatform: true);

        Assert.Equal(4, RunManifest.FlowPairsOf(folder));
    }

    [Theory]
    [InlineData("README.md")]
    [InlineData("croissant.json")]
    public void Bind_FolderOfAnother_IsRefusedAndStaysAsItIs(string name)
    {
        using var temporary = new TemporaryFolder();
        File.WriteAllText(temporary[name], "mine");

        LedgerException error = Assert.Throws<LedgerException>(
            () => Manifest("a", "cpu").Bind(new OutputFolder(temporary.Path), allowPlatform: false));

        Assert.StartsWith($"{temporary[name]}: is no dataset's", error.Message, StringComparison.Ordinal);
        Assert.Equal([temporary[name]], Directory.GetFiles(temporary.Path));
        Assert.Equal("mine", File.ReadAllText(temporary[name]));
    }

    [Fact]
    public void FlowPairsOf_FolderBegunWithOne_IsOne()
    {
        using var temporary = new TemporaryFolder();
        var folder = new OutputFolder(temporary.Path);
        Manifest("a", "cpu").Bind(folder, allowPlatform: false);

        Assert.Equal(1, RunManifest.FlowPairsOf(folder));
    }

    [Fact]
    public void Manifest_AnotherPipeline_IsRefusedNamingBothSides()
    {
        using var temporary = new TemporaryFolder();
        var folder = new OutputFolder(temporary.Path);
        Manifest("nanoflow", "cpu").Bind(folder, allowPlatform: false);
        Manifest("nanoflow", "cpu").Bind(folder, allowPlatform: false);

        var error = Assert.Throws<LedgerException>(
            () => Manifest("movieflow", "cpu").Bind(folder, allowPlatform: true));

        Assert.Contains(
            "pipeline.flow.model = \"nanoflow\", this run has \"movieflow\"", error.Message, StringComparison.Ordinal);
        Assert.Equal("nanoflow", (string)RunManifest.Read(folder).Pipeline["flow"]!["model"]!);
    }

    [Fact]
    public void Manifest_AnotherPlatform_IsRefusedUnlessAllowed()
    {
        using var temporary = new TemporaryFolder();
        var folder = new OutputFolder(temporary.Path);
        Manifest("a", "cpu").Bind(folder, allowPlatform: false);
        byte[] before = File.ReadAllBytes(folder.Manifest);

        var error = Assert.Throws<LedgerException>(() => Manifest("a", "cuda").Bind(folder, allowPlatform: false));
        Manifest("a", "cuda").Bind(folder, allowPlatform: true);

        Assert.Contains("--allow-platform", error.Message, StringComparison.Ordinal);
        Assert.Equal(before, File.ReadAllBytes(folder.Manifest));
    }

    [Fact]
    public async Task Manifest_ManyAtOnce_OneWritesAllAgree()
    {
        using var temporary = new TemporaryFolder();
        var folder = new OutputFolder(temporary["deep/er"]);

        await Task.WhenAll(Enumerable.Range(0, 16).Select(
            _ => Task.Run(() => Manifest("a", "cpu").Bind(folder, false), TestContext.Current.CancellationToken)));

        Assert.Equal(["manifest.json"], Directory.GetFiles(folder.Root).Select(path => Path.GetFileName(path)));
    }

    [Fact]
    public void FilmRecord_KilledBeforeEveryStepThenAgain_SameBytes()
    {
        using var unbroken = new TemporaryFolder();
        Publish(new OutputFolder(unbroken.Path), "one");
        SortedDictionary<string, string> expected = SimulatedKill.Snapshot(unbroken.Path);
        bool died = true;
        for (int at = 0; died; at++)
        {
            using var broken = new TemporaryFolder();
            var folder = new OutputFolder(broken.Path);
            died = SimulatedKill.Run(at, () => Publish(folder, "one")) > at;
            Publish(folder, "one");
            Assert.Equal(expected, SimulatedKill.Snapshot(broken.Path));
        }

        Assert.Equal(3, expected.Count);
    }

    [Fact]
    public void FilmRecord_ChangedFilm_IsRefusedNamingBothSides()
    {
        using var temporary = new TemporaryFolder();
        var folder = new OutputFolder(temporary.Path);
        Publish(folder, "one");

        FilmRecord.CheckFingerprint(folder, "film", new JsonObject { ["bytes"] = "one" });
        var changed = Assert.Throws<LedgerException>(
            () => FilmRecord.CheckFingerprint(folder, "film", new JsonObject { ["bytes"] = "two" }));
        var other = Assert.Throws<LedgerException>(() => Publish(folder, "two"));

        Assert.Contains("fingerprint.bytes = \"one\", this run has \"two\"", changed.Message, StringComparison.Ordinal);
        Assert.Contains("\"one\", this run has \"two\"", other.Message, StringComparison.Ordinal);
    }

    private static void Publish(OutputFolder folder, string content) => FilmRecord.Publish(
        folder,
        "film",
        new JsonObject { ["layout"] = "sbs-full" },
        new JsonObject { ["segments"] = new JsonArray(1, 2) },
        [1, 2, 3],
        new JsonObject { ["bytes"] = content });

    private static RunManifest Manifest(string model, string device) => new(
        1,
        new JsonObject { ["flow"] = new JsonObject { ["model"] = model } },
        new Dictionary<string, string> { ["pipeline"] = new('c', 64) },
        new Dictionary<string, string> { ["device"] = device, ["ffmpeg"] = "5.1.9" });
}
