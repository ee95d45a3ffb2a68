using System.Globalization;

namespace MovieData.Clusters;

/// <summary>What tasks found out about the nodes they ran on, from the files that their scripts wrote.</summary>
/// <param name="Bad">Nodes that could not do the work, and how many tasks left each.</param>
/// <param name="Clocks">Seconds by which the clock of a node runs ahead of the disk's that holds the dataset.</param>
public sealed record NodeEvents(
    IReadOnlyDictionary<string, int> Bad, IReadOnlyDictionary<string, long> Clocks)
{
    /// <summary>What the events of all tasks tell, as <see cref="TaskEvents.Read"/> gives them.</summary>
    public static NodeEvents Of(IEnumerable<IReadOnlyList<string>> tasks)
    {
        var bad = new SortedDictionary<string, int>(StringComparer.Ordinal);
        var clocks = new SortedDictionary<string, long>(StringComparer.Ordinal);
        foreach (string[] fields in tasks.SelectMany(lines => lines).Select(line => line.Split(' ')))
        {
            switch (fields)
            {
                case [_, var node, "bad_node"]:
                    bad[node] = bad.GetValueOrDefault(node) + 1;
                    break;
                case [_, var node, "clock", var off]:
                    bool isNumber = long.TryParse(
                        off, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long seconds);
                    clocks[node] = isNumber ? seconds : 0;
                    break;
                default:
                    break;
            }
        }

        return new NodeEvents(bad, clocks);
    }

    /// <summary>A line for each node, with what mends it.</summary>
    public IEnumerable<string> Lines() =>
    [
        .. Bad.Select(node => $"  node {node.Key} could not do the work of {node.Value} task(s), which went to others: "
            + $"movie-data doctor --node on {node.Key} says why"),
        .. Clocks.Select(node => $"  the clock of node {node.Key} is {Math.Abs(node.Value)} s "
            + $"{(node.Value > 0 ? "ahead" : "behind")}: bytes do not depend on it, times in log do; set it (NTP)"),
    ];
}
