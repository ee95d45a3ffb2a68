using System.Globalization;

namespace MovieData.Media.Probe;

/// <summary>
/// How a player should turn the pictures: the matrix that a container or the pictures state, as ffprobe prints it.
/// </summary>
internal static class DisplayMatrix
{
    /// <summary>What a player would do to the pictures, in words; null when it shows them as they are coded.</summary>
    /// <param name="sideData">Side data of the stream or of a picture.</param>
    public static string? Parse(IEnumerable<SideFacts> sideData) => sideData
        .Where(entry => entry.Kind is "Display Matrix" or "3x3 displaymatrix")
        .Select(entry => Words(Numbers(entry.Word("displaymatrix") ?? ""), entry.Number("rotation")))
        .FirstOrDefault(words => words is not null);

    /// <summary>The words of a matrix.</summary>
    /// <param name="matrix">Nine numbers a b u, c d v, x y w: x' = a·x + c·y, y' = b·x + d·y, in units of 1/65536;
    /// fewer: it could not be read.</param>
    /// <param name="degrees">Rotation as ffprobe computes it, in which a mirror does not show.</param>
    private static string? Words(long[] matrix, long degrees)
    {
        if (matrix.Length < 9)
        {
            return degrees == 0 ? null : $"rotated by {degrees}°";
        }

        (long a, long b, long c, long d) = (matrix[0], matrix[1], matrix[3], matrix[4]);
        return (b == 0 && c == 0, a > 0, d > 0) switch
        {
            (true, true, true) => null,
            (true, false, true) => "mirrored left to right",
            (true, true, false) => "mirrored top to bottom",
            _ when (a * d) - (b * c) < 0 => $"mirrored and rotated by {degrees}°",
            _ => $"rotated by {degrees}°",
        };
    }

    /// <summary>Rows like <c>00000000:        65536           0           0</c>.</summary>
    private static long[] Numbers(string text) =>
    [
        .. text.Split('\n')
            .SelectMany(row => row[(row.IndexOf(':', StringComparison.Ordinal) + 1)..].Split(
                [' ', '\t', '\r'], StringSplitOptions.RemoveEmptyEntries))
            .Select(word => long.TryParse(word, CultureInfo.InvariantCulture, out long number) ? number : 0),
    ];
}
