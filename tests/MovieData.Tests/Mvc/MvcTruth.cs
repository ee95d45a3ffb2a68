using System.Security.Cryptography;
using MovieData.Imaging.Frames;
using MovieData.Media.Reading;
using MovieData.Mvc;

namespace MovieData.Tests.Mvc;

/// <summary>
/// Digests of every frame of both views of a stream in tests/data/mvc, made by another decoder (JM 19.0). The two
/// ITU-T conformance streams (MVCDS) may not be committed.
/// </summary>
internal static class MvcTruth
{
    /// <summary>Streams that must decode bit-exactly; j3_field is refused.</summary>
    public static TheoryData<string> Streams =>
    [
        "a_ippp", "b_hier", "c_implicit", "d_wpexp", "e_temporal", "f_spatial", "g_cavlc", "h_slices", "i_idr",
        "i2_opengop", "j_paff", "j2_mbaff_p", "k_pocmm", "l_ltr", "m_scaling", "n_poc1", "q1_jmvc_ivfirst", "r1_forceb",
        "p_1080", "MVCDS-4", "MVCDS-5",
    ];

    /// <summary>Path of a stream.</summary>
    public static string Stream(string name) => Place($"mvc/{name}.264");

    /// <summary>Digest by view and frame.</summary>
    public static SortedDictionary<(int Frame, int View), string> Digests(string name)
    {
        var digests = new SortedDictionary<(int, int), string>();
        foreach (string line in File.ReadLines(Place($"mvc/{name}.md5")).Where(line => line[0] != '#'))
        {
            string[] words = line.Split(' ');
            digests[(int.Parse(words[1]), int.Parse(words[0]))] = words[2];
        }

        return digests;
    }

    /// <summary>
    /// Digests of pairs, which are disposed; pairs with a fault go to <paramref name="faults"/> instead.
    /// </summary>
    public static SortedDictionary<(int Frame, int View), string> Digest(
        IEnumerable<MvcPair> pairs, IDictionary<int, MvcFault>? faults = null)
    {
        var digests = new SortedDictionary<(int, int), string>();
        foreach (MvcPair pair in pairs)
        {
            using (pair)
            {
                if (pair.Fault != MvcFault.None)
                {
                    Assert.NotNull(faults);
                    faults[pair.Frame.Number] = pair.Fault;
                    continue;
                }

                digests[(pair.Frame.Number, 0)] = Md5(pair.BaseView!);
                digests[(pair.Frame.Number, 1)] = Md5(pair.DependentView!);
            }
        }

        return digests;
    }

    /// <summary>Decodes a stream from bytes.</summary>
    public static SortedDictionary<(int Frame, int View), string> Decode(
        Stream stream, int threads, IDictionary<int, MvcFault>? faults = null)
    {
        var pool = new PlanePool(1L << 30);
        SortedDictionary<(int, int), string> digests;
        CancellationToken cancel = TestContext.Current.CancellationToken;
        using (var decoder = new MvcDecoder(new MvcRewriter(stream), threads, pool, cancel))
        {
            digests = Digest(decoder.Pairs(), faults);
        }

        Assert.Equal(0, pool.BytesOutstanding);
        return digests;
    }

    /// <summary>Decodes a film of these bytes with two decoder threads, as extraction does.</summary>
    public static SortedDictionary<(int Frame, int View), string> DecodeFilm(
        ReadOnlySpan<byte> bytes, IDictionary<int, MvcFault> faults)
    {
        using var folder = new TemporaryFolder();
        File.WriteAllBytes(folder["film.264"], bytes);
        var pool = new PlanePool(1L << 30);
        CancellationToken cancel = TestContext.Current.CancellationToken;
        SortedDictionary<(int, int), string> digests =
            Digest(MvcReader.Open([folder["film.264"]], cancel).Decode(0, 2, pool, cancel), faults);
        Assert.Equal(0, pool.BytesOutstanding);
        return digests;
    }

    private static string Place(string name) => name.StartsWith("mvc/MVCDS", StringComparison.Ordinal)
        ? SharedFiles.Require(name) : SharedFiles.Committed(name);

#pragma warning disable CA5351 // Not for security: the other decoder's digests are MD5.
    private static string Md5(Plane<byte> picture) => Convert.ToHexStringLower(MD5.HashData(picture.Bytes));
#pragma warning restore CA5351
}

/// <summary>A stream of no known length that gives a few bytes at a time, as a pipe does.</summary>
internal sealed class Trickle(byte[] bytes, int chunk) : Stream
{
    private int _position;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override int Read(byte[] buffer, int offset, int count)
    {
        int taken = Math.Min(Math.Min(chunk, count), bytes.Length - _position);
        bytes.AsSpan(_position, taken).CopyTo(buffer.AsSpan(offset));
        _position += taken;
        return taken;
    }

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
