using System.Text.Json;
using System.Text.Json.Nodes;
using MovieData.Audit.Report;
using MovieData.Ledger;
using MovieData.Pipelines;
using MovieData.Plan;
using MovieData.Shards;
using MovieData.Tests.Pipelines;

namespace MovieData.Tests.Audit.Report;

public sealed class AuditReportTests : IDisposable
{
    private static readonly MadeSample Bad = new() { Left = new(0.5, 3, 20, 40, 0.9) };
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Of_TwoFilms_CountsWhatBecameOfEverySample()
    {
        AuditDocument document = Audit(new MadeDataset(Small, MadeDataset.WithoutPictures), Films());

        AuditTotals totals = document.Totals;
        Assert.Equal((2, 24L, 14L, 0L, 0L), (totals.Films, totals.Planned, totals.Kept, totals.Failed, totals.Pending));
        Assert.Equal(
            new Dictionary<string, long> { ["damaged"] = 1, ["range"] = 1, ["vertical"] = 8 }, totals.Rejected);
        FilmReport film = document.Films[0];
        Assert.Equal(("a", "train", 24.0, 16L, 6L), (film.Id, film.Split, film.Fps, film.Planned, film.Kept));
        Assert.Equal(film.Planned, film.Kept + film.Rejected.Values.Sum());
        Assert.Equal([(1, 8L, 6L), (2, 8L, 0L)], film.Chapters.Select(one => (one.Chapter, one.Planned, one.Kept)));
        Assert.Equal(0, film.Chapters[0].StartS);
        Assert.Equal((48 + 48) / 24.0, film.Chapters[1].StartS);
        Assert.Equal(film.Planned, film.Timeline!.Planned.Sum());
        Assert.Equal(film.Kept, film.Timeline.Kept.Sum());
        Assert.True(document.Dataset.Complete);
        Assert.Equal(4 + 2, document.Totals.Shots);
        Assert.Equal(4, document.Shots.First().Kept);
        Assert.Equal("test", document.Films[1].Split);
    }

    /// <summary>Of near and far the envelope of each second; of the film the tails cut, a shot once a sample.</summary>
    [Fact]
    public void Of_SurveyedShots_TellsDepthAlongTheFilm()
    {
        MadeShot Shot(double near, double far) => new(
            new ShotFigures
            {
                NearPercent = near,
                MedianPercent = near / 2,
                FarPercent = far,
                VerticalPermille = -near,
            },
            [new(), new()]);
        FilmReport film = Audit(
            new MadeDataset(Small, MadeDataset.WithoutPictures),
            [new MadeFilm("a", [Shot(1, -1), new MadeShot(null, [new()]), Shot(3, -0.5)])]).Films[0];

        // Shots begin at frames 0, 36 and 66; 24 frames a second.
        Assert.Equal([1, null, 3, 3, null], film.DepthScript!.Near);
        Assert.Equal([-1, null, -0.5, -0.5, null], film.DepthScript.Far);
        Assert.Equal([0.5, null, 1.5, 1.5, null], film.DepthScript.Median);
        Assert.Equal(1, film.DepthBudgetPercent!.Median!.Value, 1e-9);
        Assert.Equal([2, 1, 1, 1, 0], film.Timeline!.Planned);
        Assert.Equal(3, film.DepthBudgetPercent.Near!.Value, 1e-9);
        Assert.Equal(-1, film.DepthBudgetPercent.Far!.Value, 1e-9);
        Assert.Equal(2, film.VerticalPermille);
    }

    [Fact]
    public void Of_NoShotSurveyed_HasNoDepth()
    {
        FilmReport film = Audit(
            new MadeDataset(Small, MadeDataset.WithoutPictures), [new MadeFilm("a", [new(null, [new()])])]).Films[0];
        Assert.Equal((null, null, null), (film.DepthBudgetPercent, film.DepthScript, film.VerticalPermille));
    }

    [Fact]
    public void Of_UnfinishedAndFailedSegments_CountsThemApart()
    {
        var made = new MadeDataset(Small, MadeDataset.WithoutPictures) { Undone = 1 };
        OutputFolder folder = made.Write(_folder["data"], Films());
        new RunLedger(folder).RecordFailure("b", 0, "test", "lost", attempts: 1);
        AuditDocument document = AuditReport.Of(Read(folder));

        AuditTotals totals = document.Totals;
        Assert.Equal((8L, 8L), (totals.Pending, totals.Failed));
        Assert.Equal(totals.Planned, totals.Kept + totals.Rejected.Values.Sum() + totals.Failed + totals.Pending);
        Assert.Equal(totals.Planned - 16, document.WhatIf.SampledFrom);
        Assert.Equal(
            (false, 1, 3), (document.Dataset.Complete, document.Dataset.SegmentsDone, document.Dataset.SegmentsTotal));
    }

    [Fact]
    public void Of_MissingFramesFile_IsPendingAndSaid()
    {
        OutputFolder folder = new MadeDataset(Small, MadeDataset.WithoutPictures).Write(_folder["data"], Films());
        File.Delete(folder.Absolute(OutputFolder.FramesName("a", 0)));
        File.Delete(folder.Absolute(OutputFolder.ShardName("test", "b", 0)));
        AuditDocument document = AuditReport.Of(Read(folder));

        Assert.Equal(8, document.Totals.Pending);
        Assert.Equal((false, 2), (document.Dataset.Complete, document.Dataset.MissingFiles));
        Assert.Contains("data/test/b-00000.parquet", Assert.Single(document.Provenance.Warnings),
            StringComparison.Ordinal);
    }

    [Fact]
    public void Of_Pipeline_IsWrittenAsAFileThatReadsTheSame()
    {
        foreach (string file in Directory.EnumerateFiles(
            Path.Combine(SharedFiles.RepositoryRoot, "pipelines"), "*.yaml"))
        {
            JsonObject values = PipelineJson.Write(PipelineFile.Read(file));
            string written = _folder[Path.GetFileName(file)];
            File.WriteAllText(written, PipelineText.Of(values));
            Assert.Equal(
                SealedJson.DigestOf(values), SealedJson.DigestOf(PipelineJson.Write(PipelineFile.Read(written))));
        }
    }

    [Fact]
    public void Write_SameDatasetElsewhere_GivesTheSameBytes()
    {
        var made = new MadeDataset(Small, MadeDataset.WithoutPictures);
        byte[][] written =
        [
            .. new[] { "here", "there" }.Select(place =>
            {
                AuditDocument document = AuditReport.Of(
                    Read(made.Write(Path.Combine(_folder[place], "data"), Films())));
                AuditJson.Write(document, _folder[place + ".json"]);
                AuditJson.WritePage(document, _folder[place + ".html"]);
                return File.ReadAllBytes(_folder[place + ".json"]).Concat(File.ReadAllBytes(_folder[place + ".html"]))
                    .ToArray();
            }),
        ];
        Assert.Equal(written[0], written[1]);
        Assert.DoesNotContain(_folder.Path, System.Text.Encoding.UTF8.GetString(written[0]), StringComparison.Ordinal);
    }

    /// <summary>Texts of a film end no element of the page, and come out of it as they were.</summary>
    [Fact]
    public void WritePage_HostileTexts_AreData()
    {
        string hostile = "\"'</script><script>alert(1)</script><!-- \u2028 & " + new string('x', 4000);
        OutputFolder folder = new MadeDataset(Small, MadeDataset.WithoutPictures).Write(
            _folder["data"], [new MadeFilm("a", [new MadeShot(null, [new(), Bad])]) { Text = hostile }]);
        AuditDocument document = AuditReport.Of(Read(folder));
        AuditJson.WritePage(document, _folder["index.html"]);

        string page = File.ReadAllText(_folder["index.html"]);
        const string open = "<script type=\"application/json\" id=\"audit\">";
        int start = page.IndexOf(open, StringComparison.Ordinal) + open.Length;
        string data = page[start..page.IndexOf("</script>", start, StringComparison.Ordinal)];
        Assert.DoesNotContain("<", data, StringComparison.Ordinal);
        JsonNode json = JsonNode.Parse(data)!;
        Assert.Equal(hostile, (string?)json["films"]![0]!["chapters"]![0]!["title"]);
        Assert.Equal(hostile, (string?)json["provenance"]!["films"]![0]!["source"]);
        Assert.Contains(hostile, json["films"]![0]!["warnings"]!.AsArray().Select(text => (string?)text));
    }

    /// <summary>The page holds a part of many shots, the suspicious ones first; audit.json holds all.</summary>
    [Fact]
    public void WritePage_MoreShotsThanFit_HoldsTheSuspiciousOnes()
    {
        AuditDocument document = Audit(
            new MadeDataset(Small, MadeDataset.WithoutPictures), [new MadeFilm("a", [new MadeShot(null, [new()])])]);
        ShotReport plain = document.Shots.Single();
        ShotReport suspicious = plain with { Shot = 7, Suspicions = [new Suspicion("flat", 0, 0.15, "flat")] };
        document = document with
        {
            Shots = [.. Enumerable.Repeat(plain, AuditJson.PageShotsMax), suspicious, suspicious],
        };
        AuditJson.Write(document, _folder["audit.json"]);
        AuditJson.WritePage(document, _folder["index.html"]);

        using JsonDocument all = JsonDocument.Parse(File.ReadAllText(_folder["audit.json"]));
        Assert.Equal(AuditJson.PageShotsMax + 2, all.RootElement.GetProperty("shots").GetArrayLength());
        string page = File.ReadAllText(_folder["index.html"]);
        Assert.Equal(AuditJson.PageShotsMax, page.Split("\"first_frame\":").Length - 1);
        Assert.Equal(2, page.Split("\"shot\":7,").Length - 1);
    }

    [Fact]
    public void Read_FramesFileByColumns_IsWhatItsRowsSay()
    {
        OutputFolder folder = new MadeDataset(Small, MadeDataset.WithoutPictures).Write(_folder["data"], Films());
        FilmRows film = Read(folder).Films[0];
        FrameRow[] rows =
        [
            .. CommittedSamples.Entries(folder).Where(entry => entry.Film == "a")
                .SelectMany(entry => RowReader.ReadFrames(folder, entry)),
        ];

        Assert.Equal(rows.Select(row => row.Place.Id), Enumerable.Range(0, film.Count).Select(film.IdOf));
        Assert.Equal(rows.Select(row => row.Accepted), film.Outcome.Select(one => one == RowOutcome.Kept));
        Assert.Equal(rows.Select(row => row.Rule), film.Rule);
        Assert.Equal(
            rows.Select(row => (row.Place.Shot, row.Place.Chapter, row.Place.TimeS)),
            Enumerable.Range(0, film.Count).Select(row => (film.Shot[row], film.Chapter[row], film.TimeS[row])));
        foreach (Figure figure in FilmRows.FigureColumns)
        {
            Assert.Equal(
                rows.Select(row => (double?)figure.Property.GetValue(row.Figures) ?? double.NaN),
                film.Column(figure.Facts.Name));
        }
    }

    private static Pipeline Small => PaperPipeline.Options with
    {
        Shards = PaperPipeline.Options.Shards with { SamplesPerSegment = 8 },
    };

    // Film a: 6 of 16 pass; film b: 8 of 8.
    private static MadeFilm[] Films()
    {
        MadeSample good = new(), narrow = new() { Left = new(0, 0, 4, 5, 0.9) }, lost = new() { Lost = "damaged" };
        return
        [
            new MadeFilm("a",
            [
                new MadeShot(new ShotFigures { TimeShiftFrames = 0.5 }, [good, good, good, good]),
                new MadeShot(null, [good, narrow, good, lost]),
                new MadeShot(new ShotFigures(), [Bad, Bad, Bad, Bad]) { Chapter = 2 },
                new MadeShot(new ShotFigures(), [Bad, Bad, Bad, Bad]) { Chapter = 2 },
            ]),
            new MadeFilm("b", [new(null, [good, good, good, good]), new(null, [good, good, good, good])])
            {
                Split = Split.Test,
            },
        ];
    }

    private static DatasetRows Read(OutputFolder folder) =>
        DatasetRows.Read(folder, _ => { }, TestContext.Current.CancellationToken);

    private AuditDocument Audit(MadeDataset made, IEnumerable<MadeFilm> films) =>
        AuditReport.Of(Read(made.Write(_folder["data"], films)));
}
