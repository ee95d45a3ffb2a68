using System.Diagnostics;
using System.Globalization;
using MovieData.Clusters;
using MovieData.Ledger;
using MovieData.Pipelines;
using MovieData.Plan;

namespace MovieData.Benchmarks;

/// <summary>
/// A cluster in simulated time: the real planner, the real ways of dealing segments to tasks, and the real names of the
/// ledger, with nodes that are slow, die, and are taken away. <c>tools/measure/simulate.sh</c>; the same every time.
/// </summary>
internal static class ClusterSimulation
{
    /// <summary>Seconds that a sample takes on a node of usual speed: a flow network of 0.29 s a pair on a GPU.
    /// </summary>
    private const double SampleSeconds = 0.29;

    /// <summary>Seconds from the start of a task to its first sample with one film, and for each other.</summary>
    private const double StartSeconds = 6, FilmSeconds = 2;

    /// <summary>Hours between two losses of one worker: by preemption, and by death of its node.</summary>
    private const double PreemptionHours = 12, DeathHours = 500;

    /// <summary>Hours of a task's time limit, and seconds that a requeued task waits.</summary>
    private const double LimitHours = 4, RequeueSeconds = 120;

    /// <summary>Share of segments whose first try is lost, of nodes that are slow, and their speed.</summary>
    private const double LostTries = 1e-3, SlowNodes = 0.02, SlowSpeed = 0.7;

    /// <summary>Plans the films, deals them in several ways, and runs each.</summary>
    public static void Run(int films, int workers)
    {
        CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
        Pipeline pipeline = PipelineFile.Read("pipelines/midas-3d-movies.yaml");
        var watch = Stopwatch.StartNew();
        var planned = new List<PlannedSegment>();
        for (int film = 0; film < films; film++)
        {
            string id = $"film-{film:D5}";
            planned.AddRange(InventedFilms.Plan(pipeline, id, film, hours: 2).Segments
                .Select(segment => new PlannedSegment(id, segment.Index, segment.Samples.Count)));
        }

        long samples = planned.Sum(segment => (long)segment.Samples);
        Say($"planned {films} films of 2 h: {planned.Count} segments, {samples} samples, "
            + $"{watch.Elapsed.TotalSeconds:F0} s ({watch.Elapsed.TotalMilliseconds / films:F0} ms a film), "
            + $"{GC.GetTotalMemory(forceFullCollection: true) / 1e6:F0} MB held, "
            + $"at most {Process.GetCurrentProcess().PeakWorkingSet64 / 1e6:F0} MB");
        Say($"files: {planned.Count} in data/train, {planned.Count} in frames, at most "
            + $"{planned.Max(segment => segment.Index) + 1} in ledger/FILM; longest name "
            + $"{planned.Max(segment => OutputFolder.FramesName(segment.Film, segment.Index).Length)} characters");
        Say("dealing              tasks   films/task   slowest/mean   tail   lost work   starts   total waste   hours");
        foreach (int tasks in (int[])[workers, 4 * workers, 20 * workers])
        {
            Report("by name", tasks, workers, ByName(planned, tasks));
            watch.Restart();
            var deal = Deal.Of(planned, tasks);
            double dealt = watch.Elapsed.TotalSeconds;
            Report("in rows", tasks, workers, Rows(planned, deal));
            Say($"  (dealt in {dealt:F1} s)");
        }
    }

    private static List<PlannedSegment>[] ByName(List<PlannedSegment> planned, int tasks)
    {
        List<PlannedSegment>[] parts = [.. Enumerable.Range(0, tasks).Select(_ => new List<PlannedSegment>())];
        foreach (PlannedSegment segment in planned)
        {
            parts[Partition.Of(segment.Film, segment.Index, tasks) - 1].Add(segment);
        }

        return parts;
    }

    private static List<PlannedSegment>[] Rows(List<PlannedSegment> planned, Deal deal)
    {
        var samples = planned.ToDictionary(segment => (segment.Film, segment.Index), segment => segment.Samples);
        return
        [
            .. Enumerable.Range(1, deal.Parts.Count).Select(part => deal.Of(part)
                .Select(segment => new PlannedSegment(segment.Film, segment.Index, samples[segment])).ToList()),
        ];
    }

    private static void Report(string how, int tasks, int workers, List<PlannedSegment>[] parts)
    {
        double films = parts.Where(part => part.Count > 0)
            .Average(part => part.Select(segment => segment.Film).Distinct().Count());
        double[] loads = [.. parts.Select(part => (double)part.Sum(segment => segment.Samples))];
        var cluster = new SimulatedCluster(workers);
        cluster.Run(parts);
        double total = cluster.Useful + cluster.Lost + cluster.Starting;
        Say($"{how,-18} {tasks,7} {films,12:F1} {loads.Max() / loads.Average(),14:F3} "
            + $"{cluster.Ends.Max() / cluster.Ends.Average(),6:F3} {cluster.Lost / total,11:P2} "
            + $"{cluster.Starting / total,8:P2} {(cluster.Lost + cluster.Starting) / total,13:P2} "
            + $"{cluster.Ends.Max() / 3600,7:F1}");
    }

    private static void Say(string text) => Console.WriteLine(text);

    /// <summary>Workers that take tasks in order as Slurm hands them out; requeued ones wait and go last.</summary>
    private sealed class SimulatedCluster(int workers)
    {
        private readonly Random _dice = new(17);

        /// <summary>Seconds of work that stayed, that were lost, and that went into starts.</summary>
        public double Useful { get; private set; }

        public double Lost { get; private set; }

        public double Starting { get; private set; }

        /// <summary>When each worker had nothing more to do.</summary>
        public double[] Ends { get; } = new double[workers];

        public void Run(List<PlannedSegment>[] parts)
        {
            double[] speeds = [.. Enumerable.Range(0, workers).Select(_ =>
                _dice.NextDouble() < SlowNodes ? SlowSpeed : 1 + (0.02 * (_dice.NextDouble() - 0.5)))];
            var free = new PriorityQueue<int, double>(Enumerable.Range(0, workers).Select(worker => (worker, 0.0)));

            // Tasks by the time from which they may run, and by when they came.
            var waiting = new PriorityQueue<(int Part, int Next), (double From, int Order)>();
            foreach ((int part, List<PlannedSegment> segments) in parts.Index().Where(part => part.Item.Count > 0))
            {
                waiting.Enqueue((part, 0), (0, part));
            }

            int order = parts.Length;
            while (waiting.TryDequeue(out (int Part, int Next) task, out (double From, int Order) place))
            {
                free.TryDequeue(out int worker, out double time);
                (int next, double end) = Work(parts[task.Part], task.Next, Math.Max(time, place.From), speeds[worker]);
                Ends[worker] = end;
                free.Enqueue(worker, end);
                if (next < parts[task.Part].Count)
                {
                    waiting.Enqueue((task.Part, next), (end + RequeueSeconds, order++));
                }
            }
        }

        // One start of a task: segments that it finished, and when it ended.
        private (int Next, double End) Work(List<PlannedSegment> segments, int next, double begin, double speed)
        {
            double taken = begin + Math.Min(Exponential(PreemptionHours), Exponential(DeathHours));
            double limit = begin + (LimitHours * 3600);
            double stop = Math.Min(taken, limit);
            int films = segments.Skip(next).Select(segment => segment.Film).Distinct().Count();
            double start = StartSeconds + ((films - 1) * FilmSeconds);
            double time = begin + start;
            if (time > stop)
            {
                Starting += stop - begin;
                return (next, stop);
            }

            Starting += start;
            while (next < segments.Count)
            {
                double each = segments[next].Samples * SampleSeconds / speed;
                double lost = _dice.NextDouble() < LostTries ? each * _dice.NextDouble() : 0;
                if (time + lost + each > stop)
                {
                    Lost += stop - time;
                    return (next, stop);
                }

                (Lost, Useful) = (Lost + lost, Useful + each);
                time += lost + each;
                next++;
            }

            return (next, time);
        }

        private double Exponential(double hours) => -Math.Log(1 - _dice.NextDouble()) * hours * 3600;
    }
}
