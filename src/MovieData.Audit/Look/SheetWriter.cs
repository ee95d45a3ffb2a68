using System.Globalization;
using System.Runtime.ExceptionServices;
using MovieData.Audit.Report;
using MovieData.Imaging.Frames;
using MovieData.Imaging.Pictures;
using MovieData.Ledger;
using MovieData.Shards;

namespace MovieData.Audit.Look;

/// <summary>
/// Draws planned sheets into JPEG files of a report. Of the shards it reads no more than the row groups that hold a
/// sample of a sheet, and a sheet a thread is in memory at a time.
/// </summary>
/// <param name="dataset">Whose samples are drawn.</param>
/// <param name="pictures">Folder of the report's pictures.</param>
public sealed class SheetWriter(KeptSamples dataset, string pictures)
{

    /// <summary>Of the JPEG files, 1…100; with 4:4:4 letters stay crisp.</summary>
    private const int Quality = 88;

    /// <summary>Each holds the row group of a shard and a few pictures: some 100 MB.</summary>
    private const int ThreadsMax = 4;

    /// <summary>Draws sheets.</summary>
    /// <param name="plans">What they show.</param>
    /// <param name="drawn">Called with how many are drawn so far; from several threads.</param>
    /// <param name="cancel">Stops between samples.</param>
    /// <returns>The sheets, in the order of their plans.</returns>
    /// <exception cref="MovieDataException">A shard is damaged, or the pictures cannot be drawn; of several faults that
    /// of the first sheet.</exception>
    public IReadOnlyList<LookSheet> Write(
        IReadOnlyList<SheetPlan> plans, Action<int> drawn, CancellationToken cancel)
    {
        var sheets = new LookSheet[plans.Count];
        var faults = new ExceptionDispatchInfo?[plans.Count];
        int count = 0;
        var options = new ParallelOptions
        {
            MaxDegreeOfParallelism = Math.Min(ThreadsMax, Environment.ProcessorCount),
            CancellationToken = cancel,
        };
        Parallel.For(0, plans.Count, options, (place, state) =>
        {
            try
            {
                sheets[place] = Write(plans[place], NameOf("look", place), cancel);
                drawn(Interlocked.Increment(ref count));
            }
            catch (MovieDataException fault)
            {
                faults[place] = ExceptionDispatchInfo.Capture(fault);

                // Those before it are still drawn, so that the first fault is the one that is told.
                state.Break();
            }
        });
        faults.FirstOrDefault(fault => fault is not null)?.Throw();
        return sheets;
    }

    /// <summary>Writes strips as one sheet.</summary>
    /// <param name="plan">Its words.</param>
    /// <param name="strips">At least one; stay the caller's.</param>
    /// <param name="name">Name of the file, without the folder.</param>
    internal LookSheet Write(SheetPlan plan, IReadOnlyList<Strip> strips, string name)
    {
        using Plane<Rgb24> page = SheetPainter.Draw(plan.Title, plan.Reason, strips);
        using var coder = new JpegCoder();
        string path = Path.Combine(pictures, name);
        ReadOnlyMemory<byte> file = coder.Encode(page, Quality);
        Publication.Guard(path, () => File.WriteAllBytes(path, file.Span));
        return new LookSheet
        {
            Kind = plan.Kind,
            Title = plan.Title,
            Reason = plan.Reason,
            Film = plan.Film,
            Picture = $"{Path.GetFileName(pictures)}/{name}",
            Width = page.Width,
            Height = page.Height,
            Samples = [.. plan.Strips.Select(strip => dataset.IdOf(strip.Sample))],
        };
    }

    /// <summary>Name of a sheet's file.</summary>
    internal static string NameOf(string word, int place) =>
        string.Create(CultureInfo.InvariantCulture, $"{word}-{place + 1:000}.jpg");

    private LookSheet Write(SheetPlan plan, string name, CancellationToken cancel)
    {
        var strips = new List<Strip>();
        try
        {
            foreach (PlannedStrip planned in plan.Strips)
            {
                cancel.ThrowIfCancellationRequested();
                using ShardSample sample = dataset.Read(planned.Sample);
                strips.Add(Strip.Of(planned, sample, dataset.ViewWidth));
            }

            return Write(plan, strips, name);
        }
        finally
        {
            strips.ForEach(strip => strip.Dispose());
        }
    }
}
