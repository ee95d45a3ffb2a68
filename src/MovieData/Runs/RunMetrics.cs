using MovieData.Staging;
using MovieData.Watching;

namespace MovieData.Runs;

/// <summary>
/// A run as metrics of Prometheus. The names are a contract (CONTRACT.md, "Metrics"); what tools/grafana draws is among
/// them.
/// </summary>
/// <param name="progress">How far the run is.</param>
/// <param name="version">Of the program.</param>
/// <param name="gpus">Asks the GPUs.</param>
/// <param name="time">The clock.</param>
public sealed class RunMetrics(RunProgress progress, string version, GpuWatch gpus, TimeProvider time)
{
    private readonly double _begun = time.GetUtcNow().ToUnixTimeMilliseconds() / 1000.0;

    /// <summary>The metrics of now.</summary>
    public string Text()
    {
        var text = new ExpositionText();
        FilmProgress[] films = [.. progress.Films.Values];
        text.Gauge(
            "movie_data_build_info", "Version of the program; always 1.", new MetricSample(1, ("version", version)));
        text.Gauge("movie_data_start_time_seconds", "When the run began, Unix time.", new MetricSample(_begun));
        text.Gauge(
            "movie_data_films",
            "Films of this run by what is being done with them.",
            Enum.GetValues<FilmStep>().Select(step => new MetricSample(
                films.Count(film => film.Step == step), ("step", step.ToString().ToLowerInvariant()))));
        text.Counter(
            "movie_data_frames_scanned_total", "Frames that scans have looked at.",
            new MetricSample(films.Sum(film => (long)film.FramesScanned)));
        AddWork(text, films);
        AddStages(text);
        text.Gauge(
            "movie_data_gpu_busy_ratio", "Share of time in which something ran on a GPU, by nvidia-smi.",
            gpus.Loads.Where(gpu => !double.IsNaN(gpu.BusyRatio))
                .Select(gpu => new MetricSample(gpu.BusyRatio, ("gpu", gpu.Index))));
        text.Gauge(
            "movie_data_gpu_memory_bytes", "Memory in use on a GPU, by nvidia-smi.",
            gpus.Loads.Where(gpu => !double.IsNaN(gpu.MemoryBytes))
                .Select(gpu => new MetricSample(gpu.MemoryBytes, ("gpu", gpu.Index))));
        text.Counter(
            "process_cpu_seconds_total", "CPU time of this process, without ffmpeg's.",
            new MetricSample(Environment.CpuUsage.TotalTime.TotalSeconds));
        text.Gauge(
            "process_resident_memory_bytes", "Memory of this process.", new MetricSample(Environment.WorkingSet));
        return text.ToString();
    }

    private void AddWork(ExpositionText text, FilmProgress[] films)
    {
        RunCounters done = progress.Counters;
        text.Gauge(
            "movie_data_segments", "Segments that this run has to extract.",
            new MetricSample(films.Sum(film => film.SegmentsTotal)));
        text.Gauge(
            "movie_data_samples", "Samples that this run has to measure.",
            new MetricSample(films.Sum(film => (long)film.SamplesTotal)));
        text.Counter("movie_data_segments_done_total", "Segments committed.", new MetricSample(done.SegmentsDone));
        text.Counter("movie_data_segments_failed_total", "Segments failed.", new MetricSample(done.SegmentsFailed));
        text.Counter(
            "movie_data_segment_retries_total", "Attempts at a segment after the first.",
            new MetricSample(done.Retries));
        text.Counter(
            "movie_data_samples_measured_total", "Samples measured, those of failed attempts too.",
            new MetricSample(done.Measured));
        text.Counter(
            "movie_data_samples_kept_total", "Samples of committed segments that were kept.",
            new MetricSample(done.Kept));
        text.Counter(
            "movie_data_samples_rejected_total", "Samples of committed segments that were rejected, by rule.",
            done.Rejected.Select(rule => new MetricSample(rule.Value, ("rule", rule.Key))));
        if (progress.PaceOfAll() is { } pace)
        {
            text.Gauge(
                "movie_data_samples_per_second", "Samples measured a second since the first segment began.",
                new MetricSample(pace.SamplesPerSecond));
            text.Gauge(
                "movie_data_seconds_left", "Seconds until this run is done, at its pace so far.",
                new MetricSample(pace.SecondsLeft));
        }
    }

    private void AddStages(ExpositionText text)
    {
        IReadOnlyList<StageLoad> loads = progress.Loads.All;
        text.Counter(
            "movie_data_stage_seconds_total",
            "Time of each stage, over all segments at once: busy, starved (waits for input), blocked (waits for room).",
            loads.SelectMany(load =>
            {
                (double busy, double starved, double blocked) = load.Seconds;
                return (MetricSample[])
                [
                    new(busy, ("stage", load.Name), ("state", "busy")),
                    new(starved, ("stage", load.Name), ("state", "starved")),
                    new(blocked, ("stage", load.Name), ("state", "blocked")),
                ];
            }));
        text.Gauge(
            "movie_data_stage_queue_items", "Finished items that the stage after this one has not taken.",
            loads.Select(load => new MetricSample(load.Queued, ("stage", load.Name))));
    }
}
