namespace MovieData.Ledger;

/// <summary>
/// The same done with many files, several at once: most of the time goes by in waiting for a disk, often of another
/// machine.
/// </summary>
public static class Abreast
{
    /// <summary>What is done with each, in the order of the files.</summary>
    /// <param name="files">The files, or what they are known by.</param>
    /// <param name="work">What is done with one; any thread.</param>
    /// <exception cref="MovieDataException">It failed with some: the first of them in the order of the files, whichever
    /// thread was first.</exception>
    public static TOut[] Select<TIn, TOut>(IReadOnlyList<TIn> files, Func<TIn, TOut> work)
    {
        var options = new ParallelOptions { MaxDegreeOfParallelism = Math.Max(8, Environment.ProcessorCount) };
        var done = new TOut[files.Count];
        var faults = new MovieDataException?[files.Count];
        Parallel.For(0, files.Count, options, place =>
        {
            try
            {
                done[place] = work(files[place]);
            }
            catch (MovieDataException fault)
            {
                faults[place] = fault;
            }
        });
        return Array.Find(faults, fault => fault is not null) is { } first ? throw first : done;
    }
}
