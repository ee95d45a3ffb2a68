using System.Globalization;
using MovieData.Ledger;
using MovieData.Plan;
using MovieData.Shards.ParquetFiles;

namespace MovieData.Shards;

/// <summary>
/// Writes the two files of a segment, <c>data/SPLIT/FILM-00007.parquet</c> and <c>frames/FILM-00007.parquet</c>,
/// under temporary names. Rows come in the plan's order and are held against it: no frame can be missing, double or
/// foreign in what is committed.
/// </summary>
/// <remarks>
/// Not thread-safe. At most one row group (16 MB) waits in memory. Disposing without <see cref="Complete"/> deletes
/// the temporary files.
/// </remarks>
public sealed class SegmentWriter : IDisposable
{
    private readonly OutputFolder _folder;
    private readonly Segment _segment;
    private readonly string _split;
    private readonly IReadOnlyDictionary<string, string> _digests;
    private readonly TemporaryStream _framesFile;
    private readonly ParquetFileWriter _frames;
    private readonly SortedDictionary<string, int> _rejected = new(StringComparer.Ordinal);
    private TemporaryStream? _shardFile;
    private ParquetFileWriter? _shard;
    private double _saturatedMax;
    private int _rows;

    /// <summary>Opens the frames file; the shard is opened by the first accepted sample.</summary>
    /// <param name="folder">The dataset.</param>
    /// <param name="segment">The planned segment.</param>
    /// <param name="split">train, validation or test.</param>
    /// <param name="digests">sha256 by name (<c>pipeline</c>, <c>model.flow</c>, …), for the files' metadata.</param>
    /// <exception cref="LedgerException">The disk refused.</exception>
    public SegmentWriter(
        OutputFolder folder, Segment segment, string split, IReadOnlyDictionary<string, string> digests)
    {
        _folder = folder;
        _segment = segment;
        _split = split;
        _digests = digests;
        _framesFile = new TemporaryStream(folder, OutputFolder.FramesName(segment.Film, segment.Index));
        _frames = new ParquetFileWriter(
            _framesFile,
            SampleSchema.SchemaOf(SampleSchema.Frames),
            SampleSchema.MetadataOf(SampleSchema.Frames, digests));
    }

    /// <summary>Appends the next planned sample. Pictures are copied: their buffers are free afterwards.</summary>
    /// <param name="frame">Its row of the frames file.</param>
    /// <param name="sample">Its row of the shard when it was accepted; null when it was rejected.</param>
    /// <exception cref="ArgumentException">It is not the next planned sample, or the two rows contradict each
    /// other.</exception>
    /// <exception cref="LedgerException">The disk refused.</exception>
    public void Add(FrameRow frame, SampleRow? sample)
    {
        CheckPlan(frame, sample);
        Write(_frames, SampleSchema.Frames, frame);
        _saturatedMax = Math.Max(_saturatedMax, frame.Figures.SaturatedFraction ?? 0);
        if (sample is not null)
        {
            if (_shard is null)
            {
                string name = OutputFolder.ShardName(_split, _segment.Film, _segment.Index);
                _shardFile = new TemporaryStream(_folder, name);
                _shard = new ParquetFileWriter(
                    _shardFile,
                    SampleSchema.SchemaOf(SampleSchema.Samples),
                    SampleSchema.MetadataOf(SampleSchema.Samples, _digests));
            }

            Write(_shard, SampleSchema.Samples, sample);
        }
        else
        {
            _rejected[frame.Rule!] = _rejected.GetValueOrDefault(frame.Rule!) + 1;
        }

        _rows++;
    }

    /// <summary>Ends both files and flushes them to the disk.</summary>
    /// <returns>The segment, ready to be committed. The receiver owns its temporary files.</returns>
    /// <exception cref="InvalidOperationException">Planned samples are missing.</exception>
    /// <exception cref="LedgerException">The disk refused.</exception>
    public FinishedSegment Complete()
    {
        if (_rows != _segment.Samples.Count)
        {
            throw new InvalidOperationException(
                $"segment {_segment.Name}: {_rows} of {_segment.Samples.Count} planned samples were written");
        }

        _frames.Complete();
        _shard?.Complete();
        UnpublishedFile? shard = _shardFile?.Finish(_shard!.Rows);
        UnpublishedFile frames = FinishFrames(shard);
        var entry = new SegmentEntry(
            _segment.Film,
            _segment.Index,
            _split,
            _rows,
            (int)(_shard?.Rows ?? 0),
            _rejected,
            shard?.Receipt,
            frames.Receipt);
        return new FinishedSegment(entry, shard, frames) { SaturatedFractionMax = _saturatedMax };
    }

    private UnpublishedFile FinishFrames(UnpublishedFile? shard)
    {
        try
        {
            return _framesFile.Finish(_rows);
        }
        catch
        {
            // A finished file is no longer its stream's to delete, and nobody else has it yet.
            if (shard is not null)
            {
                Publication.TryDelete(shard.TemporaryPath);
            }

            throw;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _frames.Dispose();
        _shard?.Dispose();
        _framesFile.Dispose();
        _shardFile?.Dispose();
    }

    private void CheckPlan(FrameRow frame, SampleRow? sample)
    {
        PlannedSample? planned = _rows < _segment.Samples.Count ? _segment.Samples[_rows] : null;
        if (planned?.Frame != frame.Place.Frame || frame.Place.Film != _segment.Film || frame.Place.Split != _split
            || frame.Place.Id != IdOf(_segment.Film, frame.Place.Frame))
        {
            throw new ArgumentException(
                $"segment {_segment.Name}: row {_rows} is {frame.Place.Id}, the plan says frame {planned?.Frame}");
        }

        bool agrees = frame.Accepted == (sample is not null) && frame.Accepted == (frame.Rule is null)
            && (sample is null || sample.Place == frame.Place);
        if (!agrees)
        {
            throw new ArgumentException(
                $"segment {_segment.Name}: {frame.Place.Id} is neither accepted nor rejected cleanly");
        }
    }

    /// <summary>Id of a sample: FILM/frame in 8 digits, so that ids sort like frames.</summary>
    public static string IdOf(string film, int frame) =>
        string.Create(CultureInfo.InvariantCulture, $"{film}/{frame:D8}");

    /// <summary>Film and frame of an id; null where it is of another form, and so the id of no frame.</summary>
    public static (string Film, int Frame)? PlaceOf(string id)
    {
        int slash = id.LastIndexOf('/');
        return slash > 0
            && int.TryParse(id.AsSpan(slash + 1), NumberStyles.None, CultureInfo.InvariantCulture, out int frame)
            && IdOf(id[..slash], frame) == id ? (id[..slash], frame) : null;
    }

    private static void Write<TRow>(ParquetFileWriter writer, IReadOnlyList<RowColumn<TRow>> columns, TRow row)
    {
        var cells = new ParquetCell[columns.Count];
        for (int i = 0; i < cells.Length; i++)
        {
            cells[i] = columns[i].Cell(row);
        }

        writer.Write(cells);
    }
}

/// <summary>
/// A segment whose files are complete, flushed and still under temporary names. Commit it, then dispose it; disposing
/// alone deletes the files.
/// </summary>
public sealed class FinishedSegment(SegmentEntry entry, UnpublishedFile? shard, UnpublishedFile frames) : IDisposable
{
    /// <summary>What will be the ledger's entry.</summary>
    public SegmentEntry Entry => entry;

    /// <summary>Largest <c>saturated_fraction</c> of its samples.</summary>
    public double SaturatedFractionMax { get; init; }

    /// <summary>Publishes shard, frames and entry, in this order (<see cref="RunLedger.Commit"/>).</summary>
    /// <returns>True when this call committed; false when another process had, with equal bytes.</returns>
    /// <exception cref="LedgerException">The disk refused, or another process committed other bytes.</exception>
    public bool Commit(RunLedger ledger) => ledger.Commit(entry, shard, frames);

    /// <inheritdoc/>
    public void Dispose()
    {
        if (shard is not null)
        {
            Publication.TryDelete(shard.TemporaryPath);
        }

        Publication.TryDelete(frames.TemporaryPath);
    }
}
