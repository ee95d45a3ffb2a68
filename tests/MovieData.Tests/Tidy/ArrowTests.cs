using System.Reflection;
using MovieData.Frames;
using MovieData.Models;
using MovieData.Native;
using MovieData.Source;
using MovieData.Source.Mvc;
using MovieData.Synthesis;
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
        typeof(SyntheticFilm).Assembly,
    ];

    /// <summary>Rooms of an assembly, and which other rooms of it each may use. Stages see what lies to their left,
    /// never to their right.</summary>
    private static readonly Dictionary<string, string[]> Arrows = new()
    {
        ["Frames"] = [],
        ["Kernels"] = ["Frames"],
        ["Pictures"] = ["Frames", "Kernels"],

        ["Staging"] = [],
        ["Ledger"] = [],
        ["Shots"] = ["Ledger"],
        ["Decode"] = ["Ledger", "Shots", "Staging"],
        ["Flow"] = ["Ledger", "Shots", "Staging"],
        ["Disparity"] = ["Flow", "Ledger", "Shots", "Staging"],
        ["Sky"] = ["Disparity", "Flow", "Ledger", "Staging"],
        ["Shards"] = ["Disparity", "Flow", "Ledger", "Shots", "Sky", "Staging"],
        ["Verify"] = ["Ledger", "Shards", "Shots"],
        ["Export"] = ["Ledger", "Shards", "Shots"],
        ["Pipelines"] = ["Decode", "Disparity", "Flow", "Shards", "Shots", "Sky"],
    };

    /// <summary>Packages and the only places that use them; the README's table says what for.</summary>
    private static readonly Dictionary<string, string[]> Packages = new()
    {
        ["FFMpegCore"] = ["MovieData.Source", "MovieData.Synthesis"],
        ["Microsoft.ML.OnnxRuntime"] = ["MovieData.Native", "MovieData.Models"],
        ["OpenCvSharp"] =
            ["MovieData.Pictures", "MovieData.Flow.BlockMatchingFlow", "MovieData.Sky.SkyRegions"],
        ["Parquet"] = ["MovieData.Shards", "MovieData.Verify"],
        ["YamlDotNet"] = ["MovieData.Yaml"],
    };

    public static TheoryData<string> Rooms => [.. Arrows.Keys];

    public static TheoryData<string> PackageNames => [.. Packages.Keys];

    [Theory]
    [MemberData(nameof(Rooms))]
    public void Room_UsesOnlyWhatItMay(string room)
    {
        PredicateList types = Types.InAssemblies(Libraries).That().ResideInNamespace($"MovieData.{room}");
        string[] forbidden =
        [
            .. Arrows.Keys.Except([room, .. Arrows[room], .. SmallerAssemblies(room)]).Select(to => $"MovieData.{to}"),
        ];
        Assert.NotEmpty(types.GetTypes());
        Assert.Equal("", Failing(types.Should().NotHaveDependencyOnAny(forbidden)));
    }

    /// <summary>Runs and the story see every room, and no room sees them.</summary>
    [Fact]
    public void RunsAndStory_AreSeenByNoRoom() => Assert.Equal("", Failing(Types.InAssemblies(Libraries).That()
        .DoNotResideInNamespace("MovieData.Runs").And().DoNotHaveName("Extraction")
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

    // Rooms of assemblies that this room's assembly refers to: the compiler has looked at those.
    private static IEnumerable<string> SmallerAssemblies(string room) =>
        room is "Frames" or "Kernels" or "Pictures" ? [] : ["Frames", "Kernels", "Pictures"];

    private static string Failing(ConditionList rule) => string.Join(
        '\n', rule.GetResult().FailingTypes.Select(type => $"{type.FullName}: {type.Explanation}"));
}
