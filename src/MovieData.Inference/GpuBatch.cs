namespace MovieData.Inference;

/// <summary>
/// Stereo frames in one run of the flow network on a GPU, where nobody states their number: by the card's name and
/// memory and the network. None of it was measured on a GPU yet; the memory of a network is what it takes on the CPU.
/// </summary>
public static class GpuBatch
{
    private const double BytesPerGigabyte = 1e9;

    /// <summary>Share of a card's memory that runs may take: the networks for sky and the second run need the rest.
    /// </summary>
    private const double MemoryShareMax = 0.5;

    /// <summary>Gigabytes a stereo frame of a network that is not ours: those of correlations over all pairs.</summary>
    private const double ForeignGigabytesPerPair = 6;

    /// <summary>Gigabytes a stereo frame of 1880×800 of networks of the movieflow family, both directions.</summary>
    private const double OwnGigabytesPerPair = 0.5;

    private const string OwnFamily = "movieflow";

    /// <summary>Cards whose memory says too much: it is the processor's, too. Words of their names.</summary>
    private static readonly (string Word, int Pairs)[] ByName = [("Orin", 2), ("Xavier", 1), ("Thor", 4), ("GB10", 4)];

    /// <summary>All others, by gigabytes of memory, the largest first: enough work for as many cores as come with
    /// it.</summary>
    private static readonly (double GigabytesMin, int Pairs)[] ByMemory = [(38, 8), (7.5, 4), (5.5, 2), (0, 1)];

    /// <summary>The number of stereo frames.</summary>
    /// <param name="gpu">The card's name, as NVIDIA's driver gives it.</param>
    /// <param name="memoryBytes">All of its memory.</param>
    /// <param name="model">Name of the flow network.</param>
    public static int Pairs(string gpu, long memoryBytes, string model)
    {
        double gigabytes = memoryBytes / BytesPerGigabyte;
        (string Word, int Pairs) named =
            ByName.FirstOrDefault(row => gpu.Contains(row.Word, StringComparison.OrdinalIgnoreCase));
        int pairs = named.Word is null ? ByMemory.First(row => gigabytes >= row.GigabytesMin).Pairs : named.Pairs;
        double each = model.StartsWith(OwnFamily, StringComparison.Ordinal)
            ? OwnGigabytesPerPair : ForeignGigabytesPerPair;
        while (pairs > 1 && pairs * each > gigabytes * MemoryShareMax)
        {
            pairs /= 2;
        }

        return pairs;
    }
}
