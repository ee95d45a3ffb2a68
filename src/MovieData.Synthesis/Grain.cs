using System.Runtime.Intrinsics;

namespace MovieData.Synthesis;

/// <summary>
/// Film grain, independent in every picture and view: noise of one table read from a hashed place in every row.
/// </summary>
internal static class Grain
{
    private const int Places = 1 << 14;
    private const int RowMax = 4096;

    private static readonly float[] Table = Fill();

    /// <summary>
    /// Turns a row of R, G, B in 0…255 into bytes, with grain of <paramref name="strength"/> levels (deviation).
    /// </summary>
    public static void Write(
        ReadOnlySpan<Vector128<float>> row, uint pictureSeed, int y, float strength, Span<byte> rgb)
    {
        int start = (int)(Dice.Mix(pictureSeed + (uint)y) & (Places - 1));
        ReadOnlySpan<float> grain = Table.AsSpan(start, row.Length);
        for (int x = 0; x < row.Length; x++)
        {
            Vector128<float> level = row[x] + Vector128.Create((grain[x] * strength) + 0.5f);
            Vector128<int> whole = Vector128.ConvertToInt32(
                Vector128.Min(Vector128.Max(level, Vector128<float>.Zero), Vector128.Create(255f)));
            rgb[3 * x] = (byte)whole.GetElement(0);
            rgb[(3 * x) + 1] = (byte)whole.GetElement(1);
            rgb[(3 * x) + 2] = (byte)whole.GetElement(2);
        }
    }

    // Sum of four uniforms: near enough to a bell, deviation 1.
    private static float[] Fill()
    {
        var dice = new Dice(0x6EA1Fu);
        var table = new float[Places + RowMax];
        for (int i = 0; i < table.Length; i++)
        {
            table[i] = (dice.Unit() + dice.Unit() + dice.Unit() + dice.Unit() - 2) * 1.7320508f;
        }

        return table;
    }
}
