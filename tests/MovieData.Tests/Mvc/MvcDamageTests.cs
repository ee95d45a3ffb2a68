using MovieData.Mvc;

namespace MovieData.Tests.Mvc;

/// <summary>Missing and broken units: what is not reported must be exact, whatever was done to the stream.</summary>
[Slow]
public class MvcDamageTests
{
    [Fact]
    public void Pairs_DependentPicturesMissing_AreReportedAndNeverPairedWithANeighbour()
    {
        List<byte[]> units = MvcUnits.Of("i_idr");
        var faults = new Dictionary<int, MvcFault>();
        int[] dependent = MvcUnits.Indexes(units, NalType.DependentSlice);

        // Pictures that others refer to, and some that none does.
        HashSet<int> gone = [dependent[5], dependent[6], dependent[20]];
        SortedDictionary<(int Frame, int View), string> digests =
            MvcTruth.DecodeFilm(MvcUnits.Join(units.Where((_, index) => !gone.Contains(index))), faults);

        AssertExact("i_idr", digests);
        Assert.Equal(3, faults.Values.Count(fault => fault == MvcFault.MissingView));
        Assert.Equal(48, (digests.Count / 2) + faults.Count);
        Assert.True(digests.Count / 2 >= 24, $"only {digests.Count / 2} of 48 pairs survive three missing pictures");
    }

    [Fact]
    public void Pairs_AReferencePictureOfTheBaseViewMissing_ResumesAtTheNextAnchor()
    {
        List<byte[]> units = MvcUnits.Of("i_idr");
        int reference = MvcUnits.Indexes(units, NalType.Slice).First(index => (units[index][0] & 0x60) != 0);
        var faults = new Dictionary<int, MvcFault>();

        SortedDictionary<(int Frame, int View), string> digests =
            MvcTruth.DecodeFilm(MvcUnits.Join(units.Where((_, index) => index != reference)), faults);

        Assert.NotEmpty(faults);
        Assert.All(faults.Values, fault => Assert.Equal(MvcFault.Damaged, fault));
        (int Frame, int View) last = digests.Keys.Last();
        Assert.Equal(MvcTruth.Digests("i_idr")[(47, last.View)], digests[last]);
    }

    [Fact]
    public void Pairs_StreamCutAnywhere_NeverGivesAWrongPicture()
    {
        byte[] stream = File.ReadAllBytes(MvcTruth.Stream("b_hier"));
        foreach (int length in (int[])[stream.Length / 3, stream.Length / 2, stream.Length - 100])
        {
            AssertExact("b_hier", MvcTruth.DecodeFilm(stream.AsSpan(0, length), new Dictionary<int, MvcFault>()));
        }
    }

    [Theory]
    [InlineData("i_idr")]
    [InlineData("h_slices")]
    [InlineData("g_cavlc")]
    [InlineData("q1_jmvc_ivfirst")]
    public void Pairs_FlippedBits_FramesBeforeTheDamageKeepTheirDigests(string name)
    {
        byte[] clean = File.ReadAllBytes(MvcTruth.Stream(name));
        SortedDictionary<(int Frame, int View), string> truth = MvcTruth.Digests(name);
        for (int seed = 0; seed < 4; seed++)
        {
            var random = new Random(seed);
            byte[] broken = [.. clean];
            int place = (clean.Length / 2) + random.Next(clean.Length / 3);
            broken[place] ^= (byte)(1 << random.Next(8));
            int damagedUnit = AccessUnitAt(clean, place);
            var faults = new Dictionary<int, MvcFault>();
            SortedDictionary<(int Frame, int View), string> digests = MvcTruth.DecodeFilm(broken, faults);

            foreach (MvcFrame frame in Frames(clean).Where(frame => frame.AccessUnit < damagedUnit))
            {
                Assert.Equal(truth[(frame.Number, 0)], digests[(frame.Number, 0)]);
                Assert.Equal(truth[(frame.Number, 1)], digests[(frame.Number, 1)]);
            }
        }
    }

    /// <summary>A few hundred here; the long form is tools/mvc/fuzz.sh (MOVIEDATA_MVC_MUTATIONS).</summary>
    [Fact]
    public void Read_SeededMutations_EndsWithoutCrashOrUnboundedMemory()
    {
        int count = int.Parse(Environment.GetEnvironmentVariable("MOVIEDATA_MVC_MUTATIONS") ?? "300");
        string[] names =
        [
            "a_ippp", "b_hier", "g_cavlc", "h_slices", "j2_mbaff_p", "k_pocmm", "l_ltr", "q1_jmvc_ivfirst", "r1_forceb",
        ];
        byte[][] streams = [.. names.Select(name => File.ReadAllBytes(MvcTruth.Stream(name)))];
        for (int seed = 0; seed < count; seed++)
        {
            byte[] mutated = Mutate(streams[seed % streams.Length], new Random(seed));
            long before = GC.GetAllocatedBytesForCurrentThread();
            int units = Rewrite(mutated, seed);
            long allocated = GC.GetAllocatedBytesForCurrentThread() - before;

            Assert.True(units <= mutated.Length, $"seed {seed}: {units} access units from {mutated.Length} bytes");
            Assert.True(allocated < 64 << 20, $"seed {seed}: {allocated} bytes allocated");
        }
    }

    private static int Rewrite(byte[] stream, int seed)
    {
        var rewriter = new MvcRewriter(new MemoryStream(stream));
        var seen = new HashSet<int>();
        try
        {
            bool more = true;
            while (more)
            {
                more = rewriter.Read();
                while (rewriter.TryTakeFrame(out MvcFrame frame))
                {
                    Assert.Equal(seen.Count, frame.Number);
                    Assert.True(seen.Add(frame.AccessUnit), $"seed {seed}: access unit {frame.AccessUnit} twice");
                }
            }

            Assert.Equal(rewriter.AccessUnits, seen.Count);
        }
        catch (MvcException)
        {
            // A refusal in one line is a fine end for a broken stream.
        }

        return rewriter.AccessUnits;
    }

    private static byte[] Mutate(byte[] clean, Random random)
    {
        List<byte> bytes = [.. clean.AsSpan(0, Math.Min(clean.Length, 24_000))];
        for (int change = random.Next(1, 12); change > 0; change--)
        {
            int place = random.Next(bytes.Count - 64);
            int length = random.Next(1, 64);
            switch (random.Next(5))
            {
                case 0:
                    bytes[place] ^= (byte)(1 << random.Next(8));
                    break;
                case 1:
                    bytes[place] = (byte)random.Next(256);
                    break;
                case 2:
                    bytes.RemoveRange(place, length);
                    break;
                case 3:
                    bytes.InsertRange(place, bytes.GetRange(random.Next(bytes.Count - 64), length));
                    break;
                default:
                    // Aim at the headers: parameter sets and the first slices.
                    bytes[random.Next(200)] ^= (byte)(1 << random.Next(8));
                    break;
            }
        }

        return [.. bytes];
    }

    private static void AssertExact(string name, SortedDictionary<(int Frame, int View), string> digests)
    {
        SortedDictionary<(int Frame, int View), string> truth = MvcTruth.Digests(name);
        Assert.All(digests, digest => Assert.Equal(truth[digest.Key], digest.Value));
    }

    private static List<MvcFrame> Frames(byte[] stream)
    {
        var rewriter = new MvcRewriter(new MemoryStream(stream));
        var frames = new List<MvcFrame>();
        bool more = true;
        while (more)
        {
            more = rewriter.Read();
            while (rewriter.TryTakeFrame(out MvcFrame frame))
            {
                frames.Add(frame);
            }
        }

        return frames;
    }

    private static int AccessUnitAt(byte[] stream, int place)
    {
        var reader = new AccessUnitReader(new MemoryStream(stream), new ParameterSets());
        var unit = new AccessUnit();
        int number = -1;
        while (reader.Read(unit) && unit.Offset <= place)
        {
            number++;
        }

        return number;
    }
}
