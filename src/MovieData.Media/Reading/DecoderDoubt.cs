namespace MovieData.Media.Reading;

/// <summary>
/// What a decoder says of damage is certain only with one thread: with several, libavcodec may hand a picture out
/// without its error marks, and how far the damage reaches would depend on luck.
/// </summary>
public static class DecoderDoubt
{
    /// <summary>
    /// Decodes with as many threads as allowed until the decoder complains, and what is left then again with one, so
    /// that a damaged film ends alike whatever <paramref name="threads"/> is.
    /// </summary>
    /// <param name="threads">Decoder threads allowed; 0 lets ffmpeg choose.</param>
    /// <param name="attempt">
    /// Gives what has not been given yet, decoded with so many threads, when so many items were given; a null says that
    /// the decoder complained and ends the attempt. With one thread it gives none.
    /// </param>
    public static IEnumerable<T> Settle<T>(int threads, Func<int, int, IEnumerable<T?>> attempt)
        where T : class => Settle([threads, 1], attempt);

    /// <summary>Decodes with the first decoder until it leaves a doubt, and what is left then with the next.</summary>
    /// <param name="decoders">Tried in turn; asked for one when the one before it left a doubt.</param>
    /// <param name="attempt">Gives what has not been given yet, decoded with that decoder, when so many items were
    /// given; a null says that there is a doubt and ends the attempt. The last decoder gives none.</param>
    public static IEnumerable<T> Settle<TDecoder, T>(
        IEnumerable<TDecoder> decoders, Func<TDecoder, int, IEnumerable<T?>> attempt)
        where T : class
    {
        int given = 0;
        foreach (TDecoder decoder in decoders)
        {
            bool inDoubt = false;
            foreach (T? item in attempt(decoder, given))
            {
                inDoubt = item is null;
                if (item is null)
                {
                    break;
                }

                given++;
                yield return item;
            }

            if (!inDoubt)
            {
                yield break;
            }
        }

        throw new InvalidOperationException("the last decoder leaves no doubt");
    }
}
