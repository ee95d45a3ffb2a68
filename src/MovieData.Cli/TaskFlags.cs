using System.CommandLine;
using System.CommandLine.Parsing;

namespace MovieData.Cli;

/// <summary>What the forms of <c>submit</c> share: flags and SOURCE words that go on to a cluster's tasks.</summary>
internal static class TaskFlags
{
    /// <summary>Default of <c>--tasks</c>.</summary>
    public const int TasksDefault = 100;

    /// <summary>Flags that go on to <c>extract</c> alone.</summary>
    public static Option[] OfExtract() =>
    [
        DeviceFlags.Device(), DeviceFlags.FlowPairs(), RunFlags.AllowPlatform(), RunFlags.Workers(), RunFlags.Memory(),
        DeviceFlags.GpuMemory(), DeviceFlags.Decoder(),
    ];

    /// <summary>Flags as they were given, each in one word, so that a value which begins with a dash stays one.
    /// </summary>
    public static string[] Words(ParseResult parsed, IEnumerable<Option> flags) => [.. flags.SelectMany(flag =>
        parsed.GetResult(flag) is not { Implicit: false } result ? []
            : result.Tokens.Count == 0 ? [flag.Name]
            : result.Tokens.Select(token => $"{flag.Name}={token.Value}"))];

    /// <summary>The SOURCE words as they were given.</summary>
    public static string[] Sources(ParseResult parsed) =>
    [
        .. parsed.CommandResult.Children.OfType<ArgumentResult>().SelectMany(argument => argument.Tokens)
            .Select(token => token.Value),
    ];
}
