using MovieData.Imaging.Frames;
using MovieData.Inference;
using MovieData.Pipelines;
using MovieData.Sky;
using MovieData.Tests.Pipelines;
using MovieData.Yaml;

namespace MovieData.Tests.Sky;

/// <summary>Several networks and their mirrored views as votes, and the keys that ask for them.</summary>
public sealed class SkyVotesTests : IDisposable
{
    private readonly TinySky _tiny = new();
    private readonly TemporaryFolder _folder = new();

    public void Dispose()
    {
        _tiny.Dispose();
        _folder.Dispose();
    }

    /// <summary>
    /// One network sees the sky, one its opposite, each plain and mirrored: two votes everywhere, of networks with
    /// different rules for their size.
    /// </summary>
    [Theory]
    [InlineData(false, 1, 1.0)]
    [InlineData(false, 2, 0.0)]
    [InlineData(true, 2, 1.0)]
    [InlineData(true, 3, 0.0)]
    public void Run_TwoNetworksThatDisagree_CountsEveryVote(bool flips, int votesMin, double share)
    {
        using OnnxModel right = _tiny.Load(TinySky.Scores with { Size = new ModelSize(32, null) });
        ModelEntry opposite = TinySky.Logits with { Name = "opposite", Size = new ModelSize(1, new PixelSize(37, 22)) };
        using OnnxModel wrong = _tiny.Load(opposite, SkyFault.Inverted);
        using Plane<Rgb24> picture = SkyOutputTests.Picture(37, 22);

        byte[] mask = Run([right, wrong], picture, flips, votesMin);

        Assert.Equal(share, mask.Average(v => v), 3);
    }

    [Fact]
    public void Run_NetworksOfDifferentSizes_VoteOnThePicturesPixels()
    {
        using OnnxModel free = _tiny.Load(TinySky.Scores with { Size = new ModelSize(16, null) });
        using OnnxModel twice = _tiny.Load(TinySky.Numbers with { Size = new ModelSize(1, new PixelSize(74, 44)) });
        using Plane<Rgb24> picture = SkyOutputTests.Picture(37, 22);

        byte[] both = Run([free, twice], picture, flips: true, votesMin: 3);

        byte[] one = SkyOutputTests.Mask(free, picture);
        Assert.InRange(one.Zip(both).Count(pair => pair.First != pair.Second), 0, one.Length / 20);
    }

    /// <summary>Else the last vote would be taken for the network that grows, without a word.</summary>
    [Fact]
    public void Constructor_NetworkThatGrowsIsNotLoaded_IsRefused()
    {
        using OnnxModel votes = _tiny.Load(TinySky.Scores);
        SkyOptions options = PaperPipeline.Options.Sky with { Models = [votes.Entry.Name], GrowBy = "another" };

        Assert.Throws<ArgumentException>(() => new SkyVotes(options, [votes], new PixelSize(37, 22)));
    }

    [Fact]
    public void Run_OneVoteIsNotANumber_IsAnError()
    {
        using OnnxModel good = _tiny.Load(TinySky.Scores);
        using OnnxModel bad = _tiny.Load(TinySky.Logits with { Name = "bad" }, SkyFault.NotANumber);
        using Plane<Rgb24> picture = SkyOutputTests.Picture(37, 22);

        Assert.StartsWith(
            "model bad gave values that are no numbers",
            Assert.Throws<ModelException>(() => Run([good, bad], picture, false, 1)).Message,
            StringComparison.Ordinal);
    }

    /// <summary>What the votes find is brought to the whole region of the network that grows it.</summary>
    [Theory]
    [InlineData(0.01)]
    [InlineData(1.0)]
    public void Run_GrownByTheSameSky_IsThatSky(double shareMin)
    {
        using OnnxModel votes = _tiny.Load(TinySky.Scores with { Size = new ModelSize(32, null) });
        using OnnxModel grower = _tiny.Load(TinySky.Scores with { Name = "wide", Size = new ModelSize(32, null) });
        using Plane<Rgb24> picture = SkyOutputTests.Picture(37, 22);

        byte[] mask = Grown(votes, grower, picture, shareMin);

        Assert.Equal(SkyOutputTests.Mask(votes, picture), mask);
    }

    /// <summary>Of all that the other network calls sky the votes call nothing sky: nothing is added.</summary>
    [Fact]
    public void Run_GrownByTheOppositeSky_StaysAsItWas()
    {
        using OnnxModel votes = _tiny.Load(TinySky.Scores with { Size = new ModelSize(32, null) });
        using OnnxModel grower = _tiny.Load(
            TinySky.Logits with { Name = "opposite", Size = new ModelSize(32, null) }, SkyFault.Inverted);
        using Plane<Rgb24> picture = SkyOutputTests.Picture(37, 22);

        byte[] mask = Grown(votes, grower, picture, shareMin: 0.3);

        Assert.Equal(SkyOutputTests.Mask(votes, picture), mask);
    }

    /// <summary>The network that grows is not asked where nothing can grow, and told of where there is sky.</summary>
    [Fact]
    public void Run_GrownByABadNetwork_IsAnErrorOnlyWhereThereIsSky()
    {
        using OnnxModel votes = _tiny.Load(TinySky.Scores with { Size = new ModelSize(32, null) });
        using OnnxModel bad = _tiny.Load(TinySky.Logits with { Name = "bad" }, SkyFault.NotANumber);
        using Plane<Rgb24> picture = SkyOutputTests.Picture(37, 22);
        using var ground = new Plane<Rgb24>(37, 22);
        ground.Pixels.Fill(new Rgb24(140, 70, 40));

        Assert.DoesNotContain((byte)1, SkyOutputTests.Mask(votes, ground));
        Assert.DoesNotContain((byte)1, Grown(votes, bad, ground, shareMin: 0.3));
        Assert.Throws<ModelException>(() => Grown(votes, bad, picture, shareMin: 0.3));
    }

    [Fact]
    public void Read_FileWithoutGrowth_GrowsNothing()
    {
        SkyOptions sky = Read("\n  grow_by: sky-plain\n  grow_share_min: 0.7", "").Sky;

        Assert.False(sky.Grows);
        Assert.Equal(["moviesky"], sky.Networks);
        Assert.Equal(["moviesky", "sky-plain"], PaperPipeline.Options.Sky.Networks);
        Assert.Equal(["other"], PaperPipeline.Options.Sky.Only("other").Networks);
    }

    [Fact]
    public void Read_FileWithoutTheKeys_MeansOneVote()
    {
        SkyOptions sky = Read("\n  flips: false\n  votes_min: 1", "").Sky;

        Assert.Equal((1, false, 1), (sky.VotesMin, sky.Flips, sky.Votes));
        Assert.Equal(["moviesky"], sky.Models);
    }

    [Fact]
    public void Write_FileWithoutTheKeys_HasThemResolved()
    {
        string absent = PipelineJson.Write(Read("\n  flips: false\n  votes_min: 1", "")).ToJsonString();

        Assert.Equal(PipelineJson.Write(PaperPipeline.Options).ToJsonString(), absent);
        Assert.Contains(
            "\"sky\":{\"model\":\"moviesky\",\"flips\":false,\"votes_min\":1,", absent, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_TwoNetworksBothWays_AreVdwsFourVotes()
    {
        Pipeline pipeline = Read(
            "model: moviesky\n  flips: false\n  votes_min: 1", "model: [one, other]\n  flips: true\n  votes_min: 3");

        Assert.Equal((4, 3), (pipeline.Sky.Votes, pipeline.Sky.VotesMin));
        Assert.Contains(
            "\"model\":[\"one\",\"other\"],\"flips\":true,\"votes_min\":3",
            PipelineJson.Write(pipeline).ToJsonString(),
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("votes_min: 1", "votes_min: 2", "sky.votes_min is 2, but sky.model and sky.flips give 1 vote(s)")]
    [InlineData("votes_min: 1", "votes_min: 0", "sky.votes_min is 0; expected a whole number from 1 to 16")]
    [InlineData("flips: false\n  votes_min: 1", "flips: true", "sky.votes_min is missing: say how many of the 2 votes")]
    [InlineData("model: moviesky", "model: [a, a]", "sky.model names a network twice")]
    [InlineData("model: moviesky", "model: []", "sky.model must be a word, or a list [a, b] of words")]
    [InlineData("model: moviesky", "model: [[a]]", "sky.model must be a word, or a list [a, b] of words")]
    [InlineData("model: moviesky", "model: [a, b, c, d, e, f, g, h, i]", "at most 8 have a vote")]
    [InlineData("grow_by: sky-plain", "grow_by: moviesky", "sky.grow_by is moviesky, which has a vote in sky.model")]
    [InlineData("grow_by: sky-plain", "grow_by: [a]", "sky.grow_by")]
    [InlineData("share_min: 0.7", "share_min: 0", "sky.grow_share_min is 0; expected a number from 0.01 to 1")]
    [InlineData("flips: false", "flips: 1", "sky.flips is 1; expected one of: true, false")]
    public void Read_VotesThatDoNotFit_AreRefusedWithFileAndLine(string old, string replacement, string fault)
    {
        string message = Assert.Throws<YamlFileException>(() => Read(old, replacement)).Message;

        Assert.Matches(@"changed\.yaml:\d+: ", message);
        Assert.Contains(fault, message, StringComparison.Ordinal);
    }

    private static byte[] Run(IReadOnlyList<OnnxModel> networks, Plane<Rgb24> picture, bool flips, int votesMin)
    {
        SkyOptions options = PaperPipeline.Options.Sky with
        {
            Models = [.. networks.Select(network => network.Entry.Name)],
            Flips = flips,
            VotesMin = votesMin,
            GrowBy = "none",
        };
        return Run(options, networks, picture);
    }

    private static byte[] Grown(OnnxModel votes, OnnxModel grower, Plane<Rgb24> picture, double shareMin)
    {
        SkyOptions options = PaperPipeline.Options.Sky with
        {
            Models = [votes.Entry.Name],
            GrowBy = grower.Entry.Name,
            GrowShareMin = shareMin,
        };
        return Run(options, [votes, grower], picture);
    }

    private static byte[] Run(SkyOptions options, IReadOnlyList<OnnxModel> networks, Plane<Rgb24> picture)
    {
        using var votes = new SkyVotes(options, networks, picture.Size);
        using var mask = new Plane<byte>(picture.Width, picture.Height);
        votes.Run(picture, mask, TestContext.Current.CancellationToken);
        return mask.Pixels.ToArray();
    }

    private Pipeline Read(string old, string replacement)
    {
        string text = File.ReadAllText(Path.Combine(SharedFiles.RepositoryRoot, "pipelines", "midas-3d-movies.yaml"));
        Assert.Contains(old, text, StringComparison.Ordinal);
        File.WriteAllText(_folder["changed.yaml"], text.Replace(old, replacement, StringComparison.Ordinal));
        return PipelineFile.Read(_folder["changed.yaml"]);
    }
}
