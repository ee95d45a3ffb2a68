using MovieData.Media.Reading;
using MovieData.Mvc;

namespace MovieData.Tests.Mvc;

/// <summary>Streams taken apart into NAL units, to leave some out.</summary>
internal static class MvcUnits
{
    /// <summary>The units of a stream in <c>mvc/</c>, in order.</summary>
    public static List<byte[]> Of(string name)
    {
        using FileStream file = File.OpenRead(MvcTruth.Stream(name));
        var reader = new NalReader(file);
        var units = new List<byte[]>();
        while (reader.Read())
        {
            units.Add(reader.Current.ToArray());
        }

        return units;
    }

    /// <summary>Frame number of each access unit of a stream in <c>mvc/</c>, decoding order.</summary>
    public static int[] Numbers(string name)
    {
        MvcIndex index = MvcReader.Open([MvcTruth.Stream(name)], TestContext.Current.CancellationToken)
            .Index(TestContext.Current.CancellationToken);
        return [.. Enumerable.Range(0, index.Frames.Count).Select(index.NumberOf)];
    }

    /// <summary>Where the units of a type are.</summary>
    public static int[] Indexes(List<byte[]> units, int type) =>
        [.. Enumerable.Range(0, units.Count).Where(index => (units[index][0] & 31) == type)];

    /// <summary>The stream of these units (Annex B).</summary>
    public static byte[] Join(IEnumerable<byte[]> units) =>
        [.. units.SelectMany(unit => (byte[])[0, 0, 0, 1, .. unit])];
}
