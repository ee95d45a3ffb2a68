using System.Net;
using System.Text.Json.Nodes;
using MovieData.Ledger;
using MovieData.Shards;
using MovieData.Tests.Shards;

namespace MovieData.Tests.Viewer;

/// <summary>What the viewer tells of frames is what the dataset holds, as its own readers see it.</summary>
public class SampleEndpointTests
{
    private const int Segments = 2;
    private const int Rows = 16;

    [Fact]
    public async Task Rows_WithoutFilter_AreThoseOfTheFramesFiles()
    {
        await using RunningViewer viewer = await RunningViewer.StartAsync();
        JsonNode page = await viewer.GetAsync("/api/samples?figures=range_px,vertical_offset_px");
        FrameRow[] frames = viewer.Frames;

        Assert.Equal(Rows, (int)page["total"]!);
        Assert.Equal(Rows, frames.Length);
        foreach ((FrameRow frame, JsonNode? row) in frames.Zip(page["rows"]!.AsArray()))
        {
            Assert.Equal(frame.Place.Id, (string?)row!["id"]);
            Assert.Equal(frame.Place.Split, (string?)row["split"]);
            Assert.Equal(
                (frame.Place.Chapter, frame.Place.Shot, frame.Place.Clip, frame.Place.Frame, frame.Place.TimeS),
                ((int)row["chapter"]!, (int)row["shot"]!, (int)row["clip"]!, (int)row["frame"]!,
                    (double)row["time_s"]!));
            Assert.Equal(
                (frame.Accepted, frame.Rule, frame.Value, frame.Limit),
                ((bool)row["kept"]!, (string?)row["rule"], (double?)row["value"], (double?)row["limit"]));
            Assert.Equal(frame.Figures.RangePx, (double?)row["figures"]![0]);
            Assert.Equal(frame.Figures.VerticalOffsetPx, (double?)row["figures"]![1]);
        }
    }

    [Theory]
    [InlineData("kept=true", 10)]
    [InlineData("kept=false", 6)]
    [InlineData("rule=range", 4)]
    [InlineData("rule=damaged", 2)]
    [InlineData("rule=nothing", 0)]
    [InlineData("film=film", 16)]
    [InlineData("film=other", 0)]
    [InlineData("film=film&shot=3&clip=1", 16)]
    [InlineData("film=film&shot=4", 0)]
    [InlineData("split=train", 16)]
    [InlineData("split=test", 0)]
    [InlineData("id=0000100", 0)]
    [InlineData("id=000010", 9)]
    [InlineData("id=FILM/0000001", 2)]
    [InlineData("flagged=true", 0)]
    [InlineData("flagged=false", 16)]
    [InlineData("missing=range_px", 2)]
    [InlineData("missing=range_px&kept=true", 0)]
    public async Task Rows_Filtered_AreCounted(string filter, int count)
    {
        await using RunningViewer viewer = await RunningViewer.StartAsync();
        JsonNode page = await viewer.GetAsync($"/api/samples?{filter}");
        Assert.Equal(count, (int)page["total"]!);
        Assert.Equal(count, page["rows"]!.AsArray().Count);
    }

    [Theory]
    [InlineData("where=range_px:22:23", 22, 23)]
    [InlineData("where=range_px:23:", 23, 1e9)]
    [InlineData("where=range_px::21.5&where=photometric_error:0.07:", -1e9, 21.5)]
    public async Task Rows_ByFigure_LieInItsRange(string filter, double min, double max)
    {
        await using RunningViewer viewer = await RunningViewer.StartAsync();
        JsonNode page = await viewer.GetAsync($"/api/samples?{filter}");
        bool withError = filter.Contains("photometric", StringComparison.Ordinal);
        string[] expected =
        [
            .. viewer.Frames.Where(frame => frame.Figures.RangePx >= min && frame.Figures.RangePx <= max
                && (!withError || frame.Figures.PhotometricError >= 0.07)).Select(frame => frame.Place.Id),
        ];
        Assert.NotEmpty(expected);
        Assert.Equal(expected, Ids(page));
    }

    [Fact]
    public async Task Rows_Sorted_PutWhatHasNoFigureLast()
    {
        await using RunningViewer viewer = await RunningViewer.StartAsync();
        FrameRow[] frames = viewer.Frames;
        string[] none = [.. frames.Where(frame => frame.Figures.RangePx is null).Select(frame => frame.Place.Id)];
        FrameRow[] some = [.. frames.Where(frame => frame.Figures.RangePx is not null)];

        string[] up = Ids(await viewer.GetAsync("/api/samples?sort=range_px"));
        string[] down = Ids(await viewer.GetAsync("/api/samples?sort=-range_px"));
        Assert.Equal(
            [.. some.OrderBy(frame => frame.Figures.RangePx).Select(frame => frame.Place.Id), .. none], up);
        Assert.Equal(
            [.. some.OrderByDescending(frame => frame.Figures.RangePx).Select(frame => frame.Place.Id), .. none], down);
    }

    [Fact]
    public async Task Rows_OutliersFirst_ByDistanceFromTheMedian()
    {
        await using RunningViewer viewer = await RunningViewer.StartAsync();
        double[] values = [.. viewer.Frames.Select(frame => frame.Figures.PhotometricError).OfType<double>()];
        double median = (values.Order().ElementAt(6) + values.Order().ElementAt(7)) / 2;
        Assert.Equal(14, values.Length);

        JsonNode page = await viewer.GetAsync("/api/samples?sort=~photometric_error&figures=photometric_error");
        double[] shown = [.. page["rows"]!.AsArray().Select(row => (double?)row!["figures"]![0]).OfType<double>()];
        Assert.Equal(values.OrderByDescending(value => Math.Abs(value - median)), shown);
    }

    [Fact]
    public async Task Rows_InParts_AreThoseOfTheWhole()
    {
        await using RunningViewer viewer = await RunningViewer.StartAsync();
        foreach (string sort in (string[])["", "&sort=-range_px"])
        {
            string[] all = Ids(await viewer.GetAsync($"/api/samples?count=500{sort}"));
            Assert.Equal(all[5..12], Ids(await viewer.GetAsync($"/api/samples?offset=5&count=7{sort}")));
            Assert.Equal(all[15..], Ids(await viewer.GetAsync($"/api/samples?offset=15&count=7{sort}")));
            Assert.Empty(Ids(await viewer.GetAsync($"/api/samples?offset=2147483647&count=500{sort}")));

            JsonNode at = await viewer.GetAsync($"/api/samples?at={all[9]}&count=3{sort}");
            Assert.Equal(all[9..12], Ids(at));
            Assert.Equal(9, (int)at["offset"]!);
        }

        Assert.Equal(404, (await viewer.FailAsync("/api/samples?at=film/00000010&kept=false")).Status);
        Assert.Equal(404, (await viewer.FailAsync("/api/samples?at=film/00000011")).Status);
    }

    [Fact]
    public async Task Pictures_OfAKeptSample_AreTheBytesOfItsRow()
    {
        await using RunningViewer viewer = await RunningViewer.StartAsync();
        foreach (SampleRow row in SamplesOf(viewer))
        {
            string path = $"/api/samples/{row.Place.Id}";
            JsonNode sample = await viewer.GetAsync(path);
            (string Name, ReadOnlyMemory<byte> Bytes)[] pictures =
            [
                ("left", row.Left), ("right", row.Right), ("disparity", row.Disparity), ("mask", row.Mask),
                ("residual", row.Residual), ("disparity_right", row.DisparityRight), ("mask_right", row.MaskRight),
                ("residual_right", row.ResidualRight),
            ];
            foreach ((string name, ReadOnlyMemory<byte> bytes) in pictures)
            {
                if (bytes.IsEmpty)
                {
                    Assert.Equal(404, (await viewer.FailAsync($"{path}/{name}")).Status);
                    Assert.Null(sample["pictures"]![name]);
                }
                else
                {
                    Assert.Equal(bytes.ToArray(), await viewer.GetBytesAsync($"{path}/{name}"));
                    Assert.Equal(
                        (TestRows.Width, TestRows.Height),
                        ((int)sample["pictures"]![name]!["width"]!, (int)sample["pictures"]![name]!["height"]!));
                }
            }

            Assert.Equal((20, 140), ((int)sample["crop"]!["x"]!, (int)sample["crop"]!["y"]!));
        }
    }

    [Fact]
    public async Task Picture_ThatTheBrowserHas_IsNotSentAgain()
    {
        await using RunningViewer viewer = await RunningViewer.StartAsync();
        CancellationToken cancel = TestContext.Current.CancellationToken;
        using HttpResponseMessage first = await viewer.Client.GetAsync("/api/samples/film/00000010/left", cancel);
        using var again = new HttpRequestMessage(HttpMethod.Get, "/api/samples/film/00000010/left");
        again.Headers.IfNoneMatch.Add(first.Headers.ETag!);
        using HttpResponseMessage second = await viewer.Client.SendAsync(again, cancel);

        Assert.Equal("image/jpeg", first.Content.Headers.ContentType!.MediaType);
        Assert.Equal(HttpStatusCode.NotModified, second.StatusCode);
        Assert.Empty(await second.Content.ReadAsByteArrayAsync(cancel));
    }

    [Fact]
    public async Task Sample_TellsAllFiguresAndItsNeighbours()
    {
        await using RunningViewer viewer = await RunningViewer.StartAsync();
        FrameRow[] frames = viewer.Frames;
        for (int i = 0; i < 8; i++)
        {
            JsonNode sample = await viewer.GetAsync($"/api/samples/{frames[i].Place.Id}");
            Assert.Equal(Figure.All.Count, sample["figures"]!.AsObject().Count);
            Assert.Equal(frames[i].Figures.PerceptualHash, (string?)sample["figures"]!["perceptual_hash"]);
            Assert.Equal(frames[i].Figures.ConsistentFraction, (double?)sample["figures"]!["consistent_fraction"]);
            Assert.Equal(frames[i].Note, (string?)sample["note"]);
            Assert.Equal(i == 0 ? null : frames[i - 1].Place.Id, (string?)sample["previous"]);
            Assert.Equal(frames[i + 1].Place.Id, (string?)sample["next"]);
            Assert.Equal(
                frames.Skip(i + 1).First(frame => frame.Accepted).Place.Id, (string?)sample["next_kept"]);
            Assert.Equal(frames[i].Accepted, sample["copy"]!["python"] is not null);
        }
    }

    [Theory]
    [InlineData("film/10")]
    [InlineData("film/000000010")]
    [InlineData("film/00000011")]
    [InlineData("film/99999999")]
    [InlineData("film/99999999999999999999")]
    [InlineData("film/-0000010")]
    [InlineData("film/%200000010")]
    [InlineData("Film/00000010")]
    [InlineData("other/00000010")]
    [InlineData("..%2f..%2fetc/00000010")]
    [InlineData("..%5c..%5cetc/00000010")]
    [InlineData("%2e%2e/00000010")]
    [InlineData("film%00/00000010")]
    [InlineData("film/..%2f..%2f..%2fetc%2fpasswd")]
    public async Task Sample_ThatIsNotInTheLedger_IsAbsentInEveryForm(string id)
    {
        await using RunningViewer viewer = await RunningViewer.StartAsync();
        foreach (string layer in (string[])["", "/left", "/thumb/left"])
        {
            using HttpResponseMessage answer = await viewer.Client.GetAsync(
                $"/api/samples/{id}{layer}", TestContext.Current.CancellationToken);
            Assert.Contains((int)answer.StatusCode, new[] { 400, 404 });
        }
    }

    [Theory]
    [InlineData("/api/samples/film/00000010/..%2f..%2fmanifest.json")]
    [InlineData("/api/samples/film/00000010/path")]
    [InlineData("/api/samples/film/00000010/thumb/..%2fleft")]
    [InlineData("/..%2f..%2f..%2fetc%2fpasswd")]
    [InlineData("/%2e%2e/%2e%2e/etc/passwd")]
    [InlineData("/page/index.html")]
    [InlineData("/index.html%00.js")]
    public async Task Name_ThatIsNoneOfOurs_IsAbsent(string path)
    {
        await using RunningViewer viewer = await RunningViewer.StartAsync();
        string answer = await viewer.SendAsync(
            $"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{viewer.Server.Address.Port}\r\n"
            + $"Connection: close\r\nX-MovieData-Token: {viewer.Server.Token}\r\n\r\n");
        Assert.Matches("^HTTP/1.1 (400|404) ", answer);
        Assert.DoesNotContain("root:", answer, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("count=0")]
    [InlineData("count=501")]
    [InlineData("count=99999999999999999999")]
    [InlineData("count=-1")]
    [InlineData("count=1e2")]
    [InlineData("offset=-1")]
    [InlineData("offset=2147483648")]
    [InlineData("count=5&count=6")]
    [InlineData("nonsense=1")]
    [InlineData("sort=nothing")]
    [InlineData("sort=-")]
    [InlineData("sort=perceptual_hash")]
    [InlineData("where=range_px")]
    [InlineData("where=range_px:a:b")]
    [InlineData("where=range_px:NaN:")]
    [InlineData("where=nothing:1:2")]
    [InlineData("where=delta.range_px:1:2")]
    [InlineData("sort=second.range_px")]
    [InlineData("missing=nothing")]
    [InlineData("compare=both")]
    [InlineData("compare=x")]
    [InlineData("kept=yes")]
    [InlineData("flagged=1")]
    [InlineData("shot=1")]
    [InlineData("clip=1")]
    [InlineData("film=")]
    [InlineData("id=%00")]
    [InlineData("id=a%0ab")]
    [InlineData("figures=a,b,c,d,e,f,g,h,i,j,k,l,m,n,o,p,q")]
    [InlineData("figures=nothing")]
    public async Task Rows_MalformedParameter_IsRefused(string query)
    {
        await using RunningViewer viewer = await RunningViewer.StartAsync();
        (int status, string error) = await viewer.FailAsync($"/api/samples?{query}");
        Assert.Equal(400, status);
        Assert.NotEmpty(error);
    }

    [Fact]
    public async Task Rows_DamagedFramesFile_LeavesItsSegmentOutAndSaysSo()
    {
        using var home = new TemporaryFolder();
        OutputFolder folder = TestDataset.Make(home["dataset"], Segments);
        string file = folder.Absolute("frames/film-00000.parquet");
        byte[] bytes = File.ReadAllBytes(file);
        File.WriteAllBytes(file, bytes[..^20]);
        await using RunningViewer viewer = await RunningViewer.StartAsync(folder);

        JsonNode page = await viewer.GetAsync("/api/samples");
        Assert.Equal(8, (int)page["total"]!);
        Assert.All(Ids(page), id => Assert.StartsWith("film/000010", id, StringComparison.Ordinal));
        Assert.Contains("film-00000", (string?)(await viewer.GetAsync("/api/dataset"))["faults"]![0]);
        Assert.Equal(404, (await viewer.FailAsync("/api/samples/film/00000010")).Status);
    }

    [Fact]
    public async Task Picture_DamagedShard_IsAnErrorThatSaysWhatToDo()
    {
        using var home = new TemporaryFolder();
        OutputFolder folder = TestDataset.Make(home["dataset"], Segments);
        string file = folder.Absolute("data/train/film-00000.parquet");
        byte[] bytes = File.ReadAllBytes(file);
        File.WriteAllBytes(file, [.. bytes[..4], .. new byte[bytes.Length - 4 - 2000], .. bytes[^2000..]]);
        await using RunningViewer viewer = await RunningViewer.StartAsync(folder);

        (int status, string error) = await viewer.FailAsync("/api/samples/film/00000010/left");
        Assert.Equal(500, status);
        Assert.Contains("film-00000.parquet", error, StringComparison.Ordinal);
        Assert.NotEmpty(await viewer.GetBytesAsync("/api/samples/film/00001010/left"));
        Assert.DoesNotContain(viewer.Said, line => line.Contains("a bug", StringComparison.Ordinal));
    }

    private static string[] Ids(JsonNode page) => [.. page["rows"]!.AsArray().Select(row => (string)row!["id"]!)];

    private static SampleRow[] SamplesOf(RunningViewer viewer) => [.. CommittedSamples.Rows(viewer.Folder, "train")];
}
