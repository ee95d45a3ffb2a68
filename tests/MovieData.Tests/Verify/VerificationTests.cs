using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using MovieData.Imaging.Frames;
using MovieData.Imaging.Kernels;
using MovieData.Ledger;
using MovieData.Plan;
using MovieData.Shards;
using MovieData.Tests.Ledger;
using MovieData.Tests.Shards;
using MovieData.Verify;

namespace MovieData.Tests.Verify;

public class VerificationTests
{
    [Fact]
    public void Run_SoundDataset_FindsNothingAndCountsEverything()
    {
        using var temporary = new TemporaryFolder();
        OutputFolder folder = Dataset(temporary);

        VerifyReport report = Verify(folder);

        Assert.Empty(report.Findings);
        Assert.Empty(report.Orphans);
        Assert.Equal((24, 15, 9, 0), (report.Planned, report.Kept, report.Rejected, report.Missing));
        Assert.Equal((3, 3), (report.SegmentsDone, report.SegmentsTotal));
    }

    [Theory]
    [InlineData("manifest.json")]
    [InlineData("films/film/plan.json")]
    [InlineData("films/film/probe.json")]
    [InlineData("films/film/scores.parquet")]
    [InlineData("ledger/film/00001.json")]
    [InlineData("data/train/film-00001.parquet")]
    [InlineData("frames/film-00001.parquet")]
    public void Run_AnySingleBitFlipped_FindsTheFile(string name)
    {
        using var temporary = new TemporaryFolder();
        OutputFolder folder = Dataset(temporary, segments: 2);
        byte[] file = File.ReadAllBytes(temporary[name]);
        var random = new Random(1);
        for (int i = 0; i < 32; i++)
        {
            byte[] damaged = [.. file];
            int at = i == 0 ? 0 : i == 1 ? file.Length - 1 : random.Next(file.Length);
            damaged[at] ^= (byte)(1 << random.Next(8));
            File.WriteAllBytes(temporary[name], damaged);

            Assert.Contains(Verify(folder).Findings, finding => finding.File == name);
        }
    }

    [Fact]
    public void Run_MissingFileOrEntry_SaysSo()
    {
        using var temporary = new TemporaryFolder();
        OutputFolder folder = Dataset(temporary);
        File.Delete(temporary["data/train/film-00000.parquet"]);
        File.Delete(temporary["ledger/film/00002.json"]);

        VerifyReport report = Verify(folder);

        Assert.Equal("data/train/film-00000.parquet", Assert.Single(report.Findings).File);
        Assert.Equal(16, report.Missing);
        Assert.False(report.IsComplete);
        Assert.Equal(["data/train/film-00002.parquet", "frames/film-00002.parquet"], report.Orphans);
    }

    [Fact]
    public void Run_EntryWithoutPlan_IsDamageAndItsFilesAreNoStrangers()
    {
        using var temporary = new TemporaryFolder();
        OutputFolder folder = Dataset(temporary);
        FilmRecord.Withdraw(folder, "film");

        IReadOnlyList<Finding> findings = Verify(folder).Findings;

        Assert.Equal(3, findings.Count);
        Assert.All(findings, f => Assert.StartsWith("ledger/", f.File, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("data/train/film-00042.parquet")]
    [InlineData("data/validation/film-00000.parquet")]
    [InlineData("data/validation/film-00002.parquet")]
    [InlineData("data/train/extra.parquet")]
    [InlineData("frames/film-00042.parquet")]
    public void Run_FileThatNoEntryNames_IsFoundForReadersWouldTakeItsRows(string name)
    {
        using var temporary = new TemporaryFolder();
        OutputFolder folder = Dataset(temporary);
        File.Delete(temporary["ledger/film/00002.json"]);
        Directory.CreateDirectory(temporary["data/validation"]);
        File.Copy(temporary["data/train/film-00000.parquet"], temporary[name]);

        VerifyReport report = Verify(folder);

        Assert.Equal(name, Assert.Single(report.Findings).File);
        Assert.Equal(["data/train/film-00002.parquet", "frames/film-00002.parquet"], report.Orphans);
        Assert.Equal((0, 0), Verification.Repair(folder, report));
        Assert.True(File.Exists(temporary[name]));
    }

    [Theory]
    [InlineData("ledger/film/00000 (copy).json")]
    [InlineData("ledger/film/._00000.json")]
    [InlineData("ledger/film/-1.json")]
    [InlineData("ledger/film/0.json")]
    [InlineData("ledger/film/000000.json")]
    [InlineData("ledger/film/notes.txt")]
    [InlineData("ledger/film/old/00000.json")]
    [InlineData("ledger/film (copy)/00000.json")]
    [InlineData("ledger/00000.json")]
    public void Run_FileThatIsNoEntry_IsFoundAndNeitherReadNorRepaired(string name)
    {
        using var temporary = new TemporaryFolder();
        OutputFolder folder = Dataset(temporary);
        Directory.CreateDirectory(Path.GetDirectoryName(temporary[name])!);
        File.Copy(temporary["ledger/film/00000.json"], temporary[name]);
        SortedDictionary<string, string> before = SimulatedKill.Snapshot(folder.Root);

        VerifyReport report = Verify(folder);

        Finding finding = Assert.Single(report.Findings);
        Assert.Equal((name, null, null), (finding.File, finding.Film, finding.Segment));
        Assert.Equal((0, 0), Verification.Repair(folder, report));
        Assert.Equal(before, SimulatedKill.Snapshot(folder.Root));
        Assert.Equal([0, 1, 2], CommittedSamples.Entries(folder).Select(entry => entry.Segment));
    }

    /// <summary>A file manager's copy of a film's folder is found, left alone, and stops no other command.</summary>
    [Fact]
    public void Run_CopyOfAFilmsFolder_IsFoundAndNoFilm()
    {
        using var temporary = new TemporaryFolder();
        OutputFolder folder = Dataset(temporary);
        string copy = Directory.CreateDirectory(temporary["films/film (copy)"]).FullName;
        File.Copy(temporary["films/film/plan.json"], Path.Combine(copy, "plan.json"));
        SortedDictionary<string, string> before = SimulatedKill.Snapshot(folder.Root);

        VerifyReport report = Verify(folder);

        Finding finding = Assert.Single(report.Findings);
        Assert.Equal(("films/film (copy)", null), (finding.File, finding.Film));
        Assert.Contains("move it away", finding.What, StringComparison.Ordinal);
        Assert.Equal((3, 3), (report.SegmentsDone, report.SegmentsTotal));
        Assert.Equal((0, 0), Verification.Repair(folder, report));
        Assert.Equal(before, SimulatedKill.Snapshot(folder.Root));
        Assert.Equal(["film"], FilmRecord.PlannedFilms(folder));
    }

    /// <summary>What a user may not read is not damaged: repair would throw away somebody else's sound segments.
    /// </summary>
    [Theory]
    [InlineData("ledger/film/00001.json")]
    [InlineData("films/film/plan.json")]
    public void Run_FileThatMayNotBeRead_IsNoFinding(string name)
    {
        // Refused to anybody, even to root, for whom no mode of a file of our own would do.
        const string Unreadable = "/sys/bus/platform/drivers_probe";
        Skips.Unless(File.Exists(Unreadable), Skips.Unreadable);
        using var temporary = new TemporaryFolder();
        OutputFolder folder = Dataset(temporary);
        File.Delete(temporary[name]);
        File.CreateSymbolicLink(temporary[name], Unreadable);

        var error = Assert.Throws<LedgerException>(() => Verify(folder));

        Assert.Contains(name, error.Message, StringComparison.Ordinal);
        Assert.Contains("run verify as a user who may read", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Run_EntryBeyondThePlan_IsDamageThatRepairRemoves()
    {
        using var temporary = new TemporaryFolder();
        OutputFolder folder = Dataset(temporary);
        File.Copy(temporary["ledger/film/00000.json"], temporary["ledger/film/00009.json"]);

        VerifyReport report = Verify(folder);
        Verification.Repair(folder, report);

        Assert.Equal(9, Assert.Single(report.Findings).Segment);
        Assert.Empty(Verify(folder).Findings);
        Assert.Equal(3, Verify(folder).SegmentsDone);
    }

    [Fact]
    public void Run_DamagedPlan_IsTheOnlyFinding()
    {
        using var temporary = new TemporaryFolder();
        OutputFolder folder = Dataset(temporary);
        File.AppendAllText(temporary["films/film/plan.json"], "\n");

        VerifyReport report = Verify(folder);

        Assert.Equal("films/film/plan.json", Assert.Single(report.Findings).File);
        Assert.Empty(report.Orphans);
    }

    [Theory]
    [InlineData("ledger/film/00001.json", "\"range\": 2", "\"range\": 2,\n    \"range\": 2")]
    [InlineData("ledger/film/00001.json", "\"damaged\": 1", "\"damaged\": 2147483647")]
    [InlineData("ledger/film/00001.json", "\"kept\": 5", "\"kept\": 5000000000")]
    [InlineData("ledger/film/00001.json", "\"kept\": 5", "\"kept\": \"5\"")]
    [InlineData("ledger/film/00001.json", "\"split\": \"train\"", "\"split\": null")]
    [InlineData("films/film/plan.json", "\"split\": \"train\"", "\"split\": 7")]
    [InlineData("films/film/plan.json", "\"cuts\": []", "\"cuts\": [],\n  \"cuts\": []")]
    [InlineData("manifest.json", "\"device\": \"cpu\"", "\"device\": \"cpu\",\n    \"device\": \"cpu\"")]
    [InlineData("manifest.json", "\"data_version\": ", "\"data_version\": 99999999999")]
    public void Run_NonsenseUnderACorrectSeal_IsTheOnlyFinding(string name, string words, string nonsense)
    {
        using var temporary = new TemporaryFolder();
        OutputFolder folder = Dataset(temporary);
        Reseal(temporary[name], words, nonsense);

        VerifyReport report = Verify(folder);

        Assert.Equal(name, Assert.Single(report.Findings).File);
        Assert.Equal(name.Split('/')[0] switch { "films" => 0, "ledger" => 10, _ => 15 }, report.Kept);
    }

    [Fact]
    public void Repair_DamagedSegment_IsMadeAgainWithTheSameBytes()
    {
        using var temporary = new TemporaryFolder();
        OutputFolder folder = Dataset(temporary);
        SortedDictionary<string, string> sound = SimulatedKill.Snapshot(folder.Root);
        File.WriteAllText(temporary["data/train/film-00001.parquet"], "damage");
        File.AppendAllText(temporary["films/film/scores.parquet"], "x");

        Assert.Equal((1, 1), Verification.Repair(folder, Verify(folder)));
        Assert.False(new RunLedger(folder).IsDone("film", 1));
        Assert.True(new RunLedger(folder).IsDone("film", 0));
        TestDataset.Plan(folder, 3);
        Assert.Empty(Verify(folder).Findings);
        Assert.True(TestRows.Extract(folder, TestRows.Segment("film", 1, 8)));

        Assert.Equal(sound, SimulatedKill.Snapshot(folder.Root));
    }

    /// <summary>Others go on with the folder while it is checked: a segment is finished, a film planned.</summary>
    [Fact]
    public void Run_SegmentsFinishedMeanwhile_AreNeitherDamageNorOrphans()
    {
        using var temporary = new TemporaryFolder();
        OutputFolder folder = Dataset(temporary);
        new RunLedger(folder).Withdraw("film", 0);
        new RunLedger(folder).Withdraw("film", 1);
        Assert.True(TestRows.Extract(folder, TestRows.Segment("film", 0, 8)));
        File.Delete(temporary["ledger/film/00000.json"]);       // its files: orphans until it is committed

        var report = new Verification(folder, segment =>
        {
            if (segment.Index == 1)
            {
                Assert.True(TestRows.Extract(folder, TestRows.Segment("film", 0, 8)));
                Assert.True(TestRows.Extract(folder, TestRows.Segment("film", 1, 8)));
                TestDataset.Make(temporary.Path, segments: 1, "later");
            }
        }).Run(TestContext.Current.CancellationToken);

        Assert.Empty(report.Findings);
        Assert.Empty(report.Orphans);
        Assert.Equal((1, 3, 16), (report.SegmentsDone, report.SegmentsTotal, report.Missing));
        Assert.Empty(Verify(folder).Findings);
    }

    /// <summary>Shards moved to another disk, or kept by a tool that versions data: links to the same bytes.</summary>
    [Fact]
    public void Run_FilesThatAreLinks_AreWhatTheyLeadTo()
    {
        using var temporary = new TemporaryFolder();
        OutputFolder folder = Dataset(temporary, segments: 1);
        File.Move(temporary["data/train/film-00000.parquet"], temporary["elsewhere"]);
        File.CreateSymbolicLink(temporary["data/train/film-00000.parquet"], temporary["elsewhere"]);

        Assert.Empty(Verify(folder).Findings);
    }

    [Fact]
    public void Run_FrameTwiceInOneFilm_IsDamageAndOnceInEachOfTwoIsNot()
    {
        using var temporary = new TemporaryFolder();
        OutputFolder folder = Dataset(temporary, segments: 1);
        TestDataset.Make(temporary.Path, segments: 1, "other");
        Assert.Empty(Verify(folder).Findings);

        Segment first = TestRows.Segment("twice", 0, 8);
        Segment[] segments = [first, first with { Index = 1 }];
        JsonObject plan = SamplePlanJson.Write(new SamplePlan([], [], [], segments, []));
        plan["split"] = "train";
        FilmRecord.Publish(folder, "twice", new JsonObject { ["a"] = 1 }, plan, [1, 2, 3, 4], []);
        Assert.All(segments, segment => Assert.True(TestRows.Extract(folder, segment)));

        Finding finding = Assert.Single(Verify(folder).Findings);
        Assert.Equal("data/train/twice-00001.parquet", finding.File);
        Assert.Contains("occurs twice", finding.What, StringComparison.Ordinal);
    }

    [Fact]
    public void Run_NoManifest_ThrowsNamingTheFolder()
    {
        using var temporary = new TemporaryFolder();

        Assert.Contains(
            temporary.Path, Assert.Throws<LedgerException>(() => Verify(new OutputFolder(temporary.Path))).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void SampleCheck_CodesAgainstMask_FindsEveryContradiction()
    {
        SampleRow row = TestRows.Sample(TestRows.Segment("film", 0, 1), 10);
        Assert.Null(SampleCheck.FaultOf(row));

        foreach ((byte mask, ushort code) in ((byte, ushort)[])[(0, 0), (1, 40000), (2, 1), (3, 40000), (5, 9), (6, 0)])
        {
            using Plane<byte> masks = TestRows.Mask(10);
            using Plane<ushort> codes = TestRows.Disparity(masks);
            (masks[3, 4], codes[3, 4]) = (mask, code);
            Assert.Contains("(3, 4)", SampleCheck.CodeFault(codes, masks, -30.25, null), StringComparison.Ordinal);
        }

        using (Plane<byte> none = TestRows.Mask(10))
        using (Plane<ushort> filled = TestRows.Disparity(none))
        {
            none.Pixels.Replace(MaskCode.Valid, MaskCode.Sky);
            filled.Pixels.Clear();
            Assert.Null(SampleCheck.CodeFault(filled, none, null, null));
            Assert.Contains(
                "no pixel is valid", SampleCheck.CodeFault(filled, none, -30.25, 4), StringComparison.Ordinal);
            for (int i = 0; i < none.Pixels.Length; i++)
            {
                filled.Pixels[i] = none.Pixels[i] == MaskCode.Sky ? (ushort)40000 : (ushort)0;
            }

            Assert.Contains("filled with code 40000", SampleCheck.CodeFault(filled, none, null, null),
                StringComparison.Ordinal);
        }

        Assert.Contains("left", SampleCheck.FaultOf(row with { Width = 33 }), StringComparison.Ordinal);
        Assert.Contains("8-bit", SampleCheck.FaultOf(row with { Mask = row.Disparity }), StringComparison.Ordinal);
        Assert.Contains("JPEG", SampleCheck.FaultOf(row with { Right = row.Right[..50] }), StringComparison.Ordinal);
        SampleRow wrong = row with { Figures = row.Figures with { DisparityMax = 3 } };
        Assert.Contains("codes run", SampleCheck.FaultOf(wrong), StringComparison.Ordinal);
        SampleRow rightOnly = row with
        {
            Disparity = default,
            Mask = default,
            Residual = default,
            DisparityRight = row.Disparity,
            MaskRight = row.Mask,
            ResidualRight = row.Residual,
        };
        Assert.Null(SampleCheck.FaultOf(rightOnly));
        Assert.Contains(
            "mask_right", SampleCheck.FaultOf(rightOnly with { MaskRight = row.Left }), StringComparison.Ordinal);
        Assert.Contains(
            "neither", SampleCheck.FaultOf(rightOnly with { DisparityRight = default }), StringComparison.Ordinal);
        Assert.Contains("without", SampleCheck.FaultOf(row with { MaskRight = row.Mask }), StringComparison.Ordinal);
    }

    /// <summary>Changes some words of a JSON file and gives it the seal that then fits.</summary>
    private static void Reseal(string path, string words, string others)
    {
        string text = File.ReadAllText(path);
        string body = text[..text.LastIndexOf(",\n  \"sha256\": ", StringComparison.Ordinal)];
        Assert.Contains(words, body, StringComparison.Ordinal);
        body = body.Replace(words, others, StringComparison.Ordinal);
        string seal = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(body + "\n}\n")));
        File.WriteAllText(path, $"{body},\n  \"sha256\": \"{seal}\"\n}}\n");
    }

    private static OutputFolder Dataset(TemporaryFolder temporary, int segments = 3) =>
        TestDataset.Make(temporary.Path, segments);

    private static VerifyReport Verify(OutputFolder folder) =>
        new Verification(folder).Run(TestContext.Current.CancellationToken);
}
