using System.Reflection;
using MovieData.Audit.Evaluate;
using MovieData.Imaging.Frames;
using MovieData.Inference;
using MovieData.Media.Films;
using MovieData.Mvc;
using MovieData.Native;
using MovieData.Synthesis;
using MovieData.Viewer.Serving;
using MovieData.Yaml;
using NetArchTest.Rules;

namespace MovieData.Tests.Tidy;

/// <summary>
/// Which room may use which (src/README.md). References between projects keep the arrows between assemblies; here are
/// those between the rooms inside them, and between rooms and packages.
/// </summary>
public class ArrowTests
{
    private static readonly Assembly[] Libraries =
    [
        typeof(RegularFile).Assembly, typeof(PlanePool).Assembly, typeof(YamlSection).Assembly,
        typeof(MvcRewriter).Assembly, typeof(Film).Assembly, typeof(OnnxModel).Assembly, typeof(Extraction).Assembly,
        typeof(SyntheticFilm).Assembly, typeof(Evaluation).Assembly, typeof(ViewerServer).Assembly,
    ];

    /// <summary>Rooms of one assembly, and which others of it each may use. Stages see what lies to their left, never
    /// to their right.</summary>
    private static readonly Dictionary<string, string[]> Arrows = new()
    {
        ["MovieData.Imaging.Frames"] = [],
        ["MovieData.Imaging.Kernels"] = ["Frames"],
        ["MovieData.Imaging.Pictures"] = ["Frames", "Kernels"],

        ["MovieData.Audit.Metrics"] = [],
        ["MovieData.Audit.Predictions"] = [],
        ["MovieData.Audit.Evaluate"] = ["Metrics", "Predictions"],
        ["MovieData.Audit.Report"] = [],
        ["MovieData.Audit.Look"] = ["Report"],
        ["MovieData.Audit.Against"] = ["Look", "Report"],

        ["MovieData.Viewer.Rows"] = [],
        ["MovieData.Viewer.Pictures"] = ["Rows"],
        ["MovieData.Viewer.Decoding"] = ["Pictures", "Rows"],
        ["MovieData.Viewer.Flagging"] = ["Rows"],
        ["MovieData.Viewer.Serving"] = ["Decoding", "Flagging", "Pictures", "Rows"],

        ["MovieData.Staging"] = [],
        ["MovieData.Scratch"] = [],
        ["MovieData.Watching"] = [],
        ["MovieData.Ledger"] = [],
        ["MovieData.Buckets"] = ["Ledger"],
        ["MovieData.Plan"] = ["Ledger"],
        ["MovieData.Clusters"] = ["Ledger", "Plan"],
        ["MovieData.Decode"] = ["Ledger", "Plan", "Staging"],
        ["MovieData.Flow"] = ["Ledger", "Plan", "Staging"],
        ["MovieData.Survey"] = ["Decode", "Flow", "Ledger", "Plan", "Staging"],
        ["MovieData.Disparity"] = ["Flow", "Ledger", "Plan", "Staging"],
        ["MovieData.Sky"] = ["Disparity", "Flow", "Ledger", "Staging"],
        ["MovieData.Shards"] = ["Disparity", "Flow", "Ledger", "Plan", "Sky", "Staging"],
        ["MovieData.Verify"] = ["Ledger", "Plan", "Shards"],
        ["MovieData.Export"] = ["Ledger", "Plan", "Shards"],
        ["MovieData.Pipelines"] = ["Decode", "Disparity", "Flow", "Plan", "Shards", "Sky"],
    };

    /// <summary>Packages and the only places that use them; the README's table says what for.</summary>
    private static readonly Dictionary<string, string[]> Packages = new()
    {
        ["Amazon"] = ["MovieData.Buckets"],
        ["FFMpegCore"] = ["MovieData.Media.Probe", "MovieData.Synthesis"],
        ["Microsoft.AspNetCore"] = ["MovieData.Viewer.Serving"],
        ["Microsoft.ML.OnnxRuntime"] = ["MovieData.Inference"],
        ["OpenCvSharp"] =
            [
                "MovieData.Imaging.Pictures", "MovieData.Flow.BlockMatchingFlow", "MovieData.Sky.SkyGrowth",
                "MovieData.Sky.SkyRegions",
            ],
        ["Parquet"] = ["MovieData.Shards", "MovieData.Verify"],
        ["YamlDotNet"] = ["MovieData.Yaml"],
    };

    public static TheoryData<string> Rooms => [.. Arrows.Keys];

    public static TheoryData<string> PackageNames => [.. Packages.Keys];

    [Theory]
    [MemberData(nameof(Rooms))]
    public void Room_UsesOnlyWhatItMay(string room)
    {
        PredicateList types = Types.InAssemblies(Libraries).That().ResideInNamespace(room);
        string assembly = room[..room.LastIndexOf('.')];
        string[] forbidden =
        [
            .. Arrows.Keys.Where(other => other[..other.LastIndexOf('.')] == assembly)
                .Except([room, .. Arrows[room].Select(to => $"{assembly}.{to}")]),
        ];
        Assert.NotEmpty(types.GetTypes());
        Assert.Equal("", Failing(types.Should().NotHaveDependencyOnAny(forbidden)));
    }

    /// <summary>Runs and the story see every room, and no room sees them; the viewer, above all rooms, does.</summary>
    [Fact]
    public void RunsAndStory_AreSeenByNoRoom() => Assert.Equal("", Failing(Types.InAssemblies(Libraries).That()
        .DoNotResideInNamespace("MovieData.Runs").And().DoNotResideInNamespace("MovieData.Viewer")
        .And().DoNotHaveName("Extraction")
        .Should().NotHaveDependencyOnAny("MovieData.Runs", "MovieData.Extraction")));

    [Fact]
    public void Root_HoldsOnlyTheStoryAndTheException() => Assert.Equal(
        [nameof(Extraction), nameof(MovieDataException)],
        Libraries.SelectMany(library => library.GetTypes())
            .Where(type => type.Namespace == nameof(MovieData) && !type.IsNested && type.Name[0] != '<')
            .Select(type => type.Name).Order());

    [Fact]
    public void Libraries_NeverTouchTheConsole() => Assert.Equal("", Failing(
        Types.InAssemblies(Libraries).Should().NotHaveDependencyOnAny("System.Console")));

    [Theory]
    [MemberData(nameof(PackageNames))]
    public void Package_StaysWhereItBelongs(string package)
    {
        IEnumerable<string> users = Types.InAssemblies(Libraries).That().HaveDependencyOnAny(package).GetTypes()
            .Select(type => type.FullName);
        Assert.NotEmpty(users);
        Assert.All(users, user => Assert.Contains(
            Packages[package],
            place => user == place || user.StartsWith(place + ".", StringComparison.Ordinal)
                || user.StartsWith(place + "/", StringComparison.Ordinal)
                || user.StartsWith(place + "+", StringComparison.Ordinal)));
    }

    private static string Failing(ConditionList rule) => string.Join(
        '\n', rule.GetResult().FailingTypes.Select(type => $"{type.FullName}: {type.Explanation}"));
}
