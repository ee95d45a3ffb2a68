namespace MovieData.Media.Films;

/// <summary>
/// A source cannot be used: missing, not a video, contradictory, or of a kind that is refused (CONTRACT.md, "Bad
/// input").
/// </summary>
public sealed class FilmException(string message, Exception? inner = null) : MovieDataException(message, inner)
{
    /// <summary>Does some work on every film; none is left out in silence.</summary>
    /// <param name="films">The films.</param>
    /// <param name="work">What is done with one of them.</param>
    /// <exception cref="FilmException">At least one film failed; all faults, one line each.</exception>
    public static IReadOnlyList<TOut> Collect<TIn, TOut>(IEnumerable<TIn> films, Func<TIn, TOut> work)
    {
        var results = new List<TOut>();
        var faults = new List<string>();
        foreach (TIn film in films)
        {
            try
            {
                results.Add(work(film));
            }
            catch (MovieDataException fault)
            {
                faults.Add(fault.Message);
            }
        }

        return faults.Count == 0 ? results : throw new FilmException(string.Join('\n', faults.Distinct()));
    }
}
