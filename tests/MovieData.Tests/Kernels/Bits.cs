using System.Runtime.InteropServices;

namespace MovieData.Tests.Kernels;

/// <summary>Compares floats as bits: −0 is not 0, and every NaN counts as the same NaN.</summary>
internal static class Bits
{
    public static void AssertEqual(ReadOnlySpan<float> expected, ReadOnlySpan<float> actual)
    {
        Assert.Equal(expected.Length, actual.Length);
        ReadOnlySpan<int> e = MemoryMarshal.Cast<float, int>(expected);
        ReadOnlySpan<int> a = MemoryMarshal.Cast<float, int>(actual);
        for (int i = 0; i < e.Length; i++)
        {
            // The sign and payload of a NaN are not promised by anyone.
            if (e[i] != a[i] && !(float.IsNaN(expected[i]) && float.IsNaN(actual[i])))
            {
                Assert.Fail($"value {i}: {expected[i]:R} expected, {actual[i]:R} found");
            }
        }
    }
}
