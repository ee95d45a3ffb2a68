using System.CommandLine;
using System.Net;
using MovieData.Watching;

namespace MovieData.Cli;

/// <summary>The flag <c>--metrics FILE|:PORT</c>, and what it begins.</summary>
internal static class MetricsFlag
{
    /// <summary>The flag.</summary>
    public static Option<string?> Create()
    {
        var option = new Option<string?>("--metrics")
        {
            Description = "Metrics for Prometheus: a file ending in .prom, rewritten every 15 s, or :PORT of 127.0.0.1 "
                + "(ADDRESS:PORT for others)",
            HelpName = "FILE|:PORT",
        };
        option.Validators.Add(result =>
        {
            foreach (string word in result.Tokens.Select(token => token.Value).Where(word => word.Length > 0))
            {
                if (AddressOf(word) is null && !word.EndsWith(MetricsFile.Ending, StringComparison.Ordinal))
                {
                    result.AddError($"--metrics {word}: expected a file ending in {MetricsFile.Ending}, :PORT (of "
                        + "127.0.0.1) or ADDRESS:PORT with a numeric address");
                }
            }
        });
        return option;
    }

    /// <summary>Where a word has metrics served; null: it is no such word. Without an address nobody from outside this
    /// machine reaches them.</summary>
    internal static IPEndPoint? AddressOf(string word) =>
        word.Contains('/') ? null
        : word.StartsWith(':') ? ushort.TryParse(word.AsSpan(1), out ushort port) && word.Skip(1).All(char.IsAsciiDigit)
            ? new IPEndPoint(IPAddress.Loopback, port) : null
        : word.Contains(':') && !word.EndsWith(':') && IPEndPoint.TryParse(word, out IPEndPoint? address)
            && HasPort(word) ? address
        : null;

    // An IPv6 address alone is no address with a port.
    private static bool HasPort(string word) => word.Count(c => c == ':') == 1 || word.Contains("]:");
}
