using System.Text.Json;
using MovieData.Native;

namespace MovieData.Ledger;

/// <summary>How fast a dataset grows, as the event logs of its processes tell.</summary>
/// <param name="Processes">Processes that are at work; 0: none is, and the rate is that of the last one.</param>
/// <param name="SamplesPerSecond">Planned samples that these measure a second, together.</param>
public sealed record ExtractionRate(int Processes, double SamplesPerSecond)
{
    /// <summary>A process that says nothing for so long, or thrice its mean time a segment, has ended.</summary>
    private static readonly TimeSpan SilenceMin = TimeSpan.FromMinutes(10);

    private const int LineCharsMax = 4096;

    /// <summary>Reads the logs; null where no process has finished a segment.</summary>
    /// <param name="folder">The dataset.</param>
    /// <param name="now">The time; a log whose last word is long past is of an ended process.</param>
    public static ExtractionRate? Of(OutputFolder folder, DateTimeOffset now)
    {
        Process[] all = [.. folder.Store.Files(folder.Log)
            .Where(path => path.EndsWith(".jsonl", StringComparison.Ordinal))
            .Select(path => Read(folder.Store, path))
            .Where(p => p.Samples > 0 && p.Last > p.Begun && p.Begun != default)
            .OrderBy(p => p.Last)];
        Process[] running = [.. all.Where(p => p.IsRunning(now))];
        return all.Length == 0 ? null
            : running.Length == 0 ? new ExtractionRate(0, all[^1].SamplesPerSecond)
            : new ExtractionRate(running.Length, running.Sum(p => p.SamplesPerSecond));
    }

    /// <summary>Seconds that so many samples take.</summary>
    public double SecondsLeft(long samples) => samples / SamplesPerSecond;

    // A log is a courtesy: what cannot be read of it is passed over.
    private static Process Read(IDatasetStore store, string path)
    {
        var process = new Process();
        try
        {
            using var log = new StreamReader(store.Open(path));

            // What is longer was not written by EventLog.
            bool isLog = log.BaseStream.Length <= EventLog.BytesMax;
            foreach (string line in isLog ? RegularFile.Lines(log, LineCharsMax) : [])
            {
                process = line.Length <= LineCharsMax ? process.After(line) : process;
            }
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
        }

        return process;
    }

    // What a log has said so far.
    private readonly record struct Process(
        DateTimeOffset Begun, DateTimeOffset Last, int Done, long Samples, bool HasEnded)
    {
        public double SamplesPerSecond => Samples / (Last - Begun).TotalSeconds;

        public bool IsRunning(DateTimeOffset now)
        {
            TimeSpan aSegment = (Last - Begun) / Done;
            return !HasEnded && now - Last <= (3 * aSegment > SilenceMin ? 3 * aSegment : SilenceMin);
        }

        public Process After(string line)
        {
            try
            {
                using var json = JsonDocument.Parse(line);
                JsonElement root = json.RootElement;
                DateTimeOffset time = root.GetProperty("time").GetDateTimeOffset();
                return root.GetProperty("event").GetString() switch
                {
                    "segment_started" when Begun == default => this with { Begun = time },
                    "segment_done" => this with
                    {
                        Last = time,
                        Done = Done + 1,
                        Samples = Samples + root.GetProperty("planned").GetInt32(),
                    },
                    "run_done" or "run_stopped" => this with { HasEnded = true },
                    _ => this,
                };
            }
            catch (Exception error) when (error is JsonException or KeyNotFoundException or FormatException
                or InvalidOperationException)
            {
                return this;
            }
        }
    }
}
