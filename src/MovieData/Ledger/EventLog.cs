using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace MovieData.Ledger;

/// <summary>
/// Timings, warnings and retries of one process, a JSON object a line, in a file of its own under <c>log/</c>.
/// Outside the promise of equal bytes. A disk that refuses a line never stops the work.
/// </summary>
/// <remarks>Safe for many threads. Owns the file.</remarks>
public sealed class EventLog : IDisposable
{
    /// <summary>A log stops growing here; the last line says so.</summary>
    public const long BytesMax = 256 << 20;

    private readonly Lock _lock = new();
    private readonly Stream? _file;
    private readonly TimeProvider _clock;
    private long _bytes;

    /// <summary>Opens a new file under <c>log/</c>.</summary>
    public EventLog(OutputFolder folder, TimeProvider? clock = null)
    {
        _clock = clock ?? TimeProvider.System;
        string stamp = _clock.GetUtcNow().ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture);
        string unique = Guid.NewGuid().ToString("N")[..8];
        try
        {
            _file = folder.Store.OpenLog(
                System.IO.Path.Combine(folder.Log, $"{stamp}-{Environment.ProcessId}-{unique}.jsonl"));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or LedgerException)
        {
            // The folder is unusable: the first real write says so in its own words.
        }
    }

    /// <summary>Writes one line: the time, the event's name, and its fields.</summary>
    public void Write(string name, JsonObject? fields = null)
    {
        var line = new JsonObject { ["time"] = _clock.GetUtcNow().ToString("O"), ["event"] = name };
        foreach ((string key, JsonNode? value) in fields ?? [])
        {
            line[key] = value?.DeepClone();
        }

        byte[] bytes = [.. JsonSerializer.SerializeToUtf8Bytes(line), (byte)'\n'];
        lock (_lock)
        {
            if (_file is null || _bytes > BytesMax)
            {
                return;
            }

            _bytes += bytes.Length;
            try
            {
                // Without a buffer: what a full disk refuses would come again when the log is closed, as a fault.
                _file.Write(_bytes > BytesMax ? "{\"event\":\"log full\"}\n"u8 : bytes);
            }
            catch (IOException)
            {
                // The log is a courtesy: the data's own writes report a full or broken disk.
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_lock)
        {
            _file?.Dispose();
        }
    }
}
