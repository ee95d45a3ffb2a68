using MovieData.Tests.Readers;

namespace MovieData.Tests.EndToEnd;

/// <summary>What a release is built with; <c>tools/publish.sh</c> and docker/Dockerfile build it.</summary>
[Slow]
public sealed class ReleaseTests
{
    /// <summary>Packages with their own .NET are; the build of a checkout, which is built often, is not.</summary>
    [Theory]
    [InlineData("true", "true")]
    [InlineData("false", "")]
    public void Publish_WithItsOwnNet_IsCompiledAheadOfTime(string selfContained, string expected) => Assert.Equal(
        expected,
        Python.Succeeds(
            "dotnet",
            "msbuild",
            Path.Combine(SharedFiles.RepositoryRoot, "src", "MovieData.Cli", "MovieData.Cli.csproj"),
            "-getProperty:PublishReadyToRun",
            $"-p:SelfContained={selfContained}").Trim());
}
