namespace MovieData.Audit.Evaluate;

/// <summary>SplitMix64 (Steele, Lea and Flood 2014): the same draws on every machine and in every version.</summary>
/// <param name="seed">Where the sequence begins.</param>
internal struct SplitMix(ulong seed)
{
    private ulong _state = seed;

    /// <summary>A number from 0 below <paramref name="end"/>.</summary>
    public int Below(int end)
    {
        _state += 0x9E3779B97F4A7C15;
        ulong z = (_state ^ (_state >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return (int)Math.BigMul(z ^ (z >> 31), (ulong)end, out _);
    }
}
