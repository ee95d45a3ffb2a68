namespace MovieData.Audit;

/// <summary>SplitMix64 (Steele, Lea and Flood 2014): the same draws on every machine and in every version.</summary>
/// <param name="seed">Where the sequence begins.</param>
internal struct SplitMix(ulong seed)
{
    /// <summary>By which the state grows: 2^64 over the golden ratio.</summary>
    public const ulong Step = 0x9E3779B97F4A7C15;

    private ulong _state = seed;

    /// <summary>A number from 0 below <paramref name="end"/>.</summary>
    public int Below(int end)
    {
        _state += Step;
        return (int)Math.BigMul(Mix(_state), (ulong)end, out _);
    }

    /// <summary>The finaliser: one number mixed into another that looks drawn.</summary>
    public static ulong Mix(ulong z)
    {
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}
