using Xunit.v3;

namespace MovieData.Tests;

/// <summary>
/// Marks a class that starts ffmpeg, ffprobe, the executable or Node.js, or takes more than 20 s of CPU time.
/// <c>tools/test.sh --fast</c> leaves it out; the whole run comes to it last.
/// </summary>
/// <remarks>
/// A mark that is missing is found: without it the class runs where none of these programs can be started
/// (<c>tools/test.sh</c>), and the CPU time of all classes without it has a limit there.
/// </remarks>
[AttributeUsage(AttributeTargets.Class)]
public sealed class SlowAttribute : Attribute, ITraitAttribute
{
    /// <summary>The trait that tools/test.sh filters by: <c>Speed=slow</c>.</summary>
    public IReadOnlyCollection<KeyValuePair<string, string>> GetTraits() => [new("Speed", "slow")];
}
