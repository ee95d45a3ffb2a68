using MovieData.Audit.Look;
using MovieData.Audit.Report;
using MovieData.Imaging.Frames;
using MovieData.Imaging.Pictures;
using MovieData.Ledger;
using MovieData.Shards;
using MovieData.Tests.Pipelines;
using MovieData.Tests.Shards;

namespace MovieData.Tests.Audit.Look;

public class SheetWriterTests
{
    [Theory]
    [InlineData(ViewFormat.Jpeg)]
    [InlineData(ViewFormat.Png)]
    public void Write_SheetsOfADataset_AreFilesOfTheSizeThatIsSaid(ViewFormat format)
    {
        using var temporary = new TemporaryFolder();
        KeptSamples dataset = Kept(TestDataset.Make(temporary["data"], segments: 2, format: format));
        string pictures = Directory.CreateDirectory(temporary["pictures"]).FullName;
        int drawn = 0;

        IReadOnlyList<LookSheet> sheets = new SheetWriter(dataset, pictures).Write(
            new SheetPlanner(dataset.Films, dataset.Samples, [new(0, 3, "flat", 1, 2, "reason")]).Plan(),
            _ => Interlocked.Increment(ref drawn),
            TestContext.Current.CancellationToken);

        Assert.Equal(["suspicion", "worst", "median", "best"], sheets.Select(sheet => sheet.Kind));
        Assert.Equal(4, drawn);
        Assert.All(sheets, sheet =>
        {
            using Plane<Rgb24> picture = PictureFile.ReadRgb(temporary[sheet.Picture]);
            Assert.Equal(new PixelSize(sheet.Width, sheet.Height), picture.Size);
            Assert.All(sheet.Samples, id => Assert.StartsWith("film/0000", id, StringComparison.Ordinal));
        });
        Assert.Equal(1 + 3 + 3 + 3, sheets.Sum(sheet => sheet.Samples.Count));
    }

    [Fact]
    public void Write_Twice_GivesTheSameBytes()
    {
        using var temporary = new TemporaryFolder();
        KeptSamples dataset = Kept(TestDataset.Make(temporary["data"], segments: 1));
        foreach (string name in new[] { "one", "two" })
        {
            ContactSheets.Draw(
                dataset, [], Directory.CreateDirectory(temporary[name]).FullName, _ => { },
                TestContext.Current.CancellationToken);
        }

        string[] files = [.. Directory.EnumerateFiles(temporary["one"]).Select(file => Path.GetFileName(file)).Order()];
        Assert.Equal(["look-001.jpg", "look-002.jpg", "look-003.jpg"], files);
        Assert.All(files, file => Assert.Equal(
            File.ReadAllBytes(temporary[$"one/{file}"]), File.ReadAllBytes(temporary[$"two/{file}"])));
    }

    [Fact]
    public void Draw_DamagedShard_IsOneLineThatNamesIt()
    {
        using var temporary = new TemporaryFolder();
        KeptSamples dataset = Kept(TestDataset.Make(temporary["data"], segments: 1));
        File.WriteAllBytes(temporary["data/data/train/film-00000.parquet"], new byte[1000]);
        Directory.CreateDirectory(temporary["pictures"]);

        var fault = Assert.ThrowsAny<MovieDataException>(() => ContactSheets.Draw(
            dataset, [], temporary["pictures"], _ => { }, TestContext.Current.CancellationToken));

        Assert.Contains("film-00000.parquet", fault.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', fault.Message);
    }

    /// <summary>Without right views, and with disparity of half the size.</summary>
    [Fact]
    public void Draw_NoRightViewAndHalfSize_Draws()
    {
        using var temporary = new TemporaryFolder();
        OutputFolder folder = ForgedDataset.Make(temporary["data"], row => Halved(row) with { Right = default });
        Directory.CreateDirectory(temporary["pictures"]);

        LookReport look = ContactSheets.Draw(
            Kept(folder), [], temporary["pictures"], _ => { }, TestContext.Current.CancellationToken);

        Assert.Equal(8, look.Sheets.Sum(sheet => sheet.Samples.Count));
    }

    /// <summary>The views' header says another size than the row.</summary>
    [Fact]
    public void Draw_ViewOfAnotherSize_IsOneLineThatNamesTheSample()
    {
        using var temporary = new TemporaryFolder();
        OutputFolder folder = ForgedDataset.Make(temporary["data"], row => row with { Width = 48 });
        Directory.CreateDirectory(temporary["pictures"]);

        var fault = Assert.ThrowsAny<MovieDataException>(() => ContactSheets.Draw(
            Kept(folder), [], temporary["pictures"], _ => { }, TestContext.Current.CancellationToken));

        Assert.Contains("32×20, expected 48×20", fault.Message, StringComparison.Ordinal);
    }

    /// <summary>The kept samples of a test dataset, whose manifest has no pipeline.</summary>
    internal static KeptSamples Kept(OutputFolder folder) => new(
        folder,
        PaperPipeline.Options,
        ["film"],
        [
            .. from entry in CommittedSamples.Entries(folder)
               from row in RowReader.ReadFrames(folder, entry)
               where row.Accepted
               select new KeptSample(
                   0,
                   entry.Segment,
                   row.Place.Frame,
                   row.Place.Shot,
                   (float)row.Place.TimeS,
                   (float)(row.Figures.PhotometricError ?? double.NaN),
                   (float)(row.Figures.ConsistentFraction ?? double.NaN),
                   (float)(row.Figures.RangePx ?? double.NaN),
                   (float)(row.Figures.SkyFraction ?? double.NaN)),
        ]);

    private static SampleRow Halved(SampleRow row)
    {
        using Plane<byte> mask = TestRows.Mask(1);
        using var half = new Plane<byte>(TestRows.Width / 2, TestRows.Height / 2);
        mask.Pixels[..half.Pixels.Length].CopyTo(half.Pixels);
        using Plane<ushort> disparity = TestRows.Disparity(half);
        using Plane<float> residual = MovieData.Tests.Pictures.TestPictures.Floats(half.Width, half.Height, 1, 40);
        using var encoder = new SampleEncoder(PaperPipeline.Options.Shards);
        EncodedMap map = encoder.EncodeMap(View.Left, disparity, half, residual);
        return row with
        {
            Disparity = map.Disparity.ToArray(),
            Mask = map.Mask.ToArray(),
            Residual = map.Residual.ToArray(),
            DisparityRight = default,
            MaskRight = default,
            ResidualRight = default,
        };
    }
}
