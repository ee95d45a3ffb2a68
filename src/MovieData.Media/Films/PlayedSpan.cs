namespace MovieData.Media.Films;

/// <summary>
/// A stretch of a file that belongs to the film, [<paramref name="StartS"/>, <paramref name="EndS"/>) in seconds on the
/// clock of <see cref="Film.Chapters"/>: what a play item of a disc, or an ordered edition, plays of it.
/// </summary>
public sealed record PlayedSpan(double StartS, double EndS)
{
    /// <summary>Times spread evenly over what is played.</summary>
    /// <param name="spans">What is played, in order; empty: all of it.</param>
    /// <param name="startS">Time of the first picture on the spans' clock.</param>
    /// <param name="lengthS">Length of the file in seconds.</param>
    /// <param name="count">Number of times.</param>
    /// <returns>Seconds from the first picture, ascending: the middles of equal parts.</returns>
    public static double[] Spread(IReadOnlyList<PlayedSpan> spans, double startS, double lengthS, int count)
    {
        double playedS = spans.Count > 0 ? spans.Sum(span => span.EndS - span.StartS) : lengthS;
        IEnumerable<double> timesS = Enumerable.Range(0, count).Select(index => playedS * (index + 0.5) / count);
        return [.. spans.Count > 0 ? timesS.Select(timeS => At(spans, timeS) - startS) : timesS];
    }

    private static double At(IReadOnlyList<PlayedSpan> parts, double playedS)
    {
        foreach (PlayedSpan part in parts)
        {
            if (playedS < part.EndS - part.StartS)
            {
                return part.StartS + playedS;
            }

            playedS -= part.EndS - part.StartS;
        }

        return parts[^1].EndS;
    }
}
