using System.Runtime.Intrinsics;

namespace MovieData.Synthesis;

/// <summary>
/// A stream of random numbers from a seed by an integer hash: the same on every machine and every .NET version
/// (<see cref="Random"/> promises neither for all of its calls).
/// </summary>
internal struct Dice(uint seed)
{
    private uint _count;

    /// <summary>The next 32 bits.</summary>
    public uint Next() => Mix(seed ^ Mix(++_count));

    /// <summary>Uniform in [0, 1), 24 bits.</summary>
    public float Unit() => (Next() >> 8) * (1f / (1 << 24));

    /// <summary>Uniform in [from, to).</summary>
    public float Between(float from, float to) => from + ((to - from) * Unit());

    /// <summary>Uniform integer in [0, count).</summary>
    public int Below(int count) => (int)(((ulong)Next() * (ulong)count) >> 32);

    /// <summary>A seed of its own for a named part.</summary>
    public static uint Seed(uint seed, uint part) => Mix(seed + (0x9E3779B9u * (part + 1)));

    /// <summary>Hash of a lattice point.</summary>
    public static uint At(uint seed, int x, int y) => Mix(seed ^ Mix((uint)x ^ Mix((uint)y + 0x85EBCA6Bu)));

    /// <summary>The same of eight points.</summary>
    public static Vector256<uint> At(Vector256<uint> seed, Vector256<uint> x, Vector256<uint> y) =>
        Mix(seed ^ Mix(x ^ Mix(y + Vector256.Create(0x85EBCA6Bu))));

    /// <summary>Bijective 32-bit mixer ("lowbias32" of C. Wellons' hash prospector).</summary>
    public static uint Mix(uint x)
    {
        x ^= x >> 16;
        x *= 0x7FEB352Du;
        x ^= x >> 15;
        x *= 0x846CA68Bu;
        return x ^ (x >> 16);
    }

    private static Vector256<uint> Mix(Vector256<uint> x)
    {
        x ^= x >>> 16;
        x *= 0x7FEB352Du;
        x ^= x >>> 15;
        x *= 0x846CA68Bu;
        return x ^ (x >>> 16);
    }
}
