using System.Text.Json.Nodes;
using MovieData.Imaging.Frames;
using MovieData.Media.Reading;
using MovieData.Media.Scan;
using MovieData.Plan;

namespace MovieData.Tests.Plan;

public sealed class SamplePlanJsonTests
{
    private static readonly SamplePlan Plan = new(
        [40],
        [new Shot(0, 0, 40, 1), new Shot(1, 40, 100, 2)],
        [new Clip(0, 1, 2, 40, 100)],
        [new Segment("hugo", 0, [
            new PlannedSample(40, [1_668_334, long.MaxValue], 0.1 + 0.2, 2, 1, 0)
            {
                SeekPts = [FramePosition.FromTheStart, 3],
            },
            new PlannedSample(46, [1_918_584, -5], 1 / 3d, 2, 1, 0)])],
        ["ä warning"]);

    [Fact]
    public void Read_OfWhatWriteWrote_IsTheSamePlan()
    {
        string text = SamplePlanJson.Write(Plan).ToJsonString();

        SamplePlan read = SamplePlanJson.Read(JsonNode.Parse(text)!.AsObject(), "hugo");

        Assert.Equivalent(Plan, read, strict: true);
        Assert.Equal(text, SamplePlanJson.Write(read).ToJsonString());
    }

    [Fact]
    public void Read_PlanWithFramesOutOfStep_KeepsThem()
    {
        Segment segment = Plan.Segments[0];
        SamplePlan shifted = Plan with
        {
            Segments = [segment with
            {
                Samples = [segment.Samples[0] with { TimeShiftFrames = -2 }, .. segment.Samples.Skip(1)],
            }],
        };

        JsonObject json = JsonNode.Parse(SamplePlanJson.Write(shifted).ToJsonString())!.AsObject();

        Assert.Equal(-2, SamplePlanJson.Read(json, "hugo").Segments[0].Samples[0].TimeShiftFrames);
        Assert.Null(SamplePlanJson.Read(json, "hugo").Segments[0].Samples[1].TimeShiftFrames);
        Assert.DoesNotContain(
            "time_shift", SamplePlanJson.Write(Plan).ToJsonString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Read_SurveyedPlan_HasTheFiguresOfItsShots()
    {
        var figures = new ShotFigures { TimeShiftFrames = -0.25, GainBlue = 1.0625, DuplicateBits = 0 };
        SamplePlan surveyed = Plan with { Figures = new Dictionary<int, ShotFigures> { [1] = figures } };

        string text = SamplePlanJson.Write(surveyed).ToJsonString();
        SamplePlan read = SamplePlanJson.Read(JsonNode.Parse(text)!.AsObject(), "hugo");

        Assert.Equal(figures, Assert.Single(read.Figures).Value);
        Assert.Equal(1, read.Figures.Keys.Single());
        Assert.Contains(
            "\"shot_figure_columns\":[\"shot\",\"shot_time_shift_frames\",", text, StringComparison.Ordinal);
        Assert.Contains("\"shot_figures\":[[1,-0.25,null,", text, StringComparison.Ordinal);
    }

    /// <summary>A plan of an older version lacks figures that came later: they are null, and the others are in place.
    /// </summary>
    [Fact]
    public void Read_PlanWithFewerFigures_HasThoseItNames()
    {
        JsonObject json = SamplePlanJson.Write(Plan);
        json["shot_figure_columns"] = new JsonArray("shot", "shot_far_percent", "shot_duplicate_bits");
        json["shot_figures"] = new JsonArray(new JsonArray(1, -2.5, 7));

        Assert.Equal(
            new ShotFigures { FarPercent = -2.5, DuplicateBits = 7 },
            Assert.Single(SamplePlanJson.Read(JsonNode.Parse(json.ToJsonString())!.AsObject(), "hugo").Figures).Value);
    }

    /// <summary>Plans of data_version 12 and older say nothing of it, and nothing is taken for a complaint.</summary>
    [Theory]
    [InlineData("true", true)]
    [InlineData("false", false)]
    [InlineData(null, true)]
    public void Read_WordOnTheDecoder_IsKeptAndSilenceIsAComplaint(string? word, bool complained)
    {
        JsonObject json = SamplePlanJson.Write(Plan with { DecoderComplained = complained });
        Assert.Equal(complained, json["decoder_complained"]!.GetValue<bool>());
        json["decoder_complained"] = word is null ? null : JsonNode.Parse(word);

        Assert.Equal(
            complained,
            SamplePlanJson.Read(JsonNode.Parse(json.ToJsonString())!.AsObject(), "hugo").DecoderComplained);
    }

    [Fact]
    public void Read_DamagedPlan_Throws()
    {
        JsonObject json = JsonNode.Parse(SamplePlanJson.Write(Plan).ToJsonString())!.AsObject();
        json["shots"]!.AsArray()[0]!.AsArray().RemoveAt(2);

        Assert.Throws<PlanException>(() => SamplePlanJson.Read(json, "hugo"));
    }

    [Fact]
    public void WriteShots_AnyPlan_HasTheContractsKeys()
    {
        var scores = new SceneScores(
            [0, 0.25], [new FrameTimes([0, 1], [true, false])], new Rational(1, 24));

        JsonObject json = SamplePlanJson.WriteShots(scores, Plan);

        string[] contract = ["scores", "cuts", "shots", "clips", "samples"];
        Assert.Empty(contract.Except(json.Select(entry => entry.Key)));
        Assert.Equal("[0,0.25]", json["scores"]!.ToJsonString());
        Assert.Equal(46, json["samples"]![1]!["frame"]!.GetValue<int>());
    }
}
