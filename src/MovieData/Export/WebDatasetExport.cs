using System.Formats.Tar;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using MovieData.Ledger;
using MovieData.Shards;
using MovieData.Shards.ParquetFiles;

namespace MovieData.Export;

/// <summary>
/// The same rows as WebDataset: <c>SPLIT-000000.tar</c> … of at most 1 GB, one prefix a sample, its files side by side
/// and sorted: <c>FILM_00000123.disparity.png .json .left.jpg .mask.png .residual.png .right.jpg</c>. The pictures are
/// the shard's own bytes; every other column is in the .json. The preview, a picture for people, is left out. Equal
/// datasets give equal bytes.
/// </summary>
public static class WebDatasetExport
{
    /// <summary>A tar is closed before it would grow beyond it (WebDataset's advice: about 1 GB).</summary>
    public const long TarBytesMax = 1_000_000_000;

    private const UnixFileMode MemberMode =
        UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead;

    private const int BlockBytes = 512;

    /// <summary>.NET's writer ends a tar with two zero blocks.</summary>
    private const int EndBytes = 2 * BlockBytes;

    // Relaxed escaping: film ids and notes in any script stay readable; the file is never embedded in HTML.
    private static readonly JsonSerializerOptions Json = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>Exports every committed sample.</summary>
    /// <param name="source">The dataset.</param>
    /// <param name="target">An empty or missing folder.</param>
    /// <param name="tarBytesMax">Tests lower <see cref="TarBytesMax"/>.</param>
    /// <param name="cancel">Stops between samples; tars already published stay.</param>
    /// <param name="selection">Which samples; null: all of them.</param>
    /// <returns>Samples written.</returns>
    /// <exception cref="MovieDataException">The target is not empty, the disk refused, or the dataset is
    /// damaged.</exception>
    public static long Run(
        OutputFolder source,
        OutputFolder target,
        CancellationToken cancel,
        long tarBytesMax = TarBytesMax,
        ExportSelection? selection = null)
    {
        selection ??= new ExportSelection();
        ExportTarget.RequireEmpty(target);
        long samples = 0;
        foreach (string split in OutputFolder.Splits)
        {
            using var tars = new TarSequence(target, split, tarBytesMax);
            foreach (SampleRow row in selection.Rows(source, split))
            {
                cancel.ThrowIfCancellationRequested();
                tars.Add(MembersOf(row));
                samples++;
            }

            tars.Close();
        }

        return samples;
    }

    /// <summary>
    /// Prefix of a sample. WebDataset ends a prefix at the first dot, so a film's dots become %2E (film ids have no %).
    /// </summary>
    internal static string KeyOf(SampleRow row) =>
        row.Place.Film.Replace(".", "%2E", StringComparison.Ordinal)
        + "_" + row.Place.Frame.ToString("D8", CultureInfo.InvariantCulture);

    private static List<(string Name, ReadOnlyMemory<byte> Bytes)> MembersOf(SampleRow row)
    {
        string key = KeyOf(row);
        var json = new JsonObject();
        var members = new List<(string Name, ReadOnlyMemory<byte> Bytes)>();
        foreach (RowColumn<SampleRow> column in SampleSchema.Samples)
        {
            if (column.Column.Name == SampleSchema.Preview)
            {
                continue;
            }

            ParquetCell cell = column.Cell(row);
            if (row.Figures.Shot is null && SampleSchema.LaterColumns.Contains(column.Column.Name))
            {
                // Of a data_version that knew no such figures, nor those of shots.
                continue;
            }

            if (column.Column.Kind != ParquetKind.Picture)
            {
                json[column.Column.Name] = ValueOf(cell);
            }
            else if (!cell.IsNull)
            {
                members.Add(($"{key}.{column.Column.Name}{Path.GetExtension(cell.Text)}", cell.Bytes));
            }
        }

        members.Add(($"{key}.json", Encoding.UTF8.GetBytes(json.ToJsonString(Json))));
        members.Sort((a, b) => string.CompareOrdinal(a.Name, b.Name));
        return members;
    }

    private static JsonValue? ValueOf(ParquetCell cell) => cell.Kind switch
    {
        null => null,
        ParquetKind.Flag => JsonValue.Create(cell.Number != 0),
        ParquetKind.Whole32 or ParquetKind.Whole64 => JsonValue.Create(cell.Number),
        ParquetKind.Text => JsonValue.Create(cell.Text),
        _ => JsonValue.Create(cell.Real),
    };

    /// <summary>The numbered tars of one split, opened when needed and closed at their limit.</summary>
    private sealed class TarSequence(OutputFolder target, string split, long bytesMax) : IDisposable
    {
        private TemporaryStream? _file;
        private TarWriter? _tar;
        private long _bytes;
        private long _samples;
        private int _number;

        public void Add(List<(string Name, ReadOnlyMemory<byte> Bytes)> members)
        {
            long bytes = members.Sum(m => EntryBytes(m.Name, m.Bytes.Length));
            if (_file is not null && _bytes + bytes + EndBytes > bytesMax)
            {
                Close();
            }

            if (_tar is null)
            {
                _file = new TemporaryStream(
                    target, string.Create(CultureInfo.InvariantCulture, $"{split}-{_number++:D6}.tar"));
                _tar = new TarWriter(_file, TarEntryFormat.Gnu, leaveOpen: true);
            }

            foreach ((string name, ReadOnlyMemory<byte> content) in members)
            {
                using var data = new MemoryStream(content.ToArray(), writable: false);
                _tar.WriteEntry(new GnuTarEntry(TarEntryType.RegularFile, name)
                {
                    // Fixed facts: a tar must not remember when and by whom it was made. The other two times of GNU's
                    // form stay empty: Python's tarfile, and so WebDataset, takes them for a folder in front of the
                    // name.
                    ModificationTime = DateTimeOffset.UnixEpoch,
                    Mode = MemberMode,
                    DataStream = data,
                });
            }

            _bytes += bytes;
            _samples++;
        }

        public void Close()
        {
            if (_file is null)
            {
                return;
            }

            _tar!.Dispose();
            UnpublishedFile finished = _file.Finish(_samples);
            Publication.PublishIfAbsent(finished.TemporaryPath, target.Absolute(finished.Receipt.Name));
            _file.Dispose();
            (_file, _tar, _bytes, _samples) = (null, null, 0, 0);
        }

        public void Dispose()
        {
            // Reached with an open file only after a failure: the unfinished tar is deleted.
            _file?.Dispose();
        }

        /// <summary>Header, content in whole blocks, and for names beyond 100 bytes GNU's long-name entry.</summary>
        private static long EntryBytes(string name, long bytes)
        {
            long blocks = 1 + ((bytes + BlockBytes - 1) / BlockBytes);
            int nameBytes = Encoding.UTF8.GetByteCount(name);
            return BlockBytes * (nameBytes > 100 ? blocks + 1 + ((nameBytes / BlockBytes) + 1) : blocks);
        }
    }
}
