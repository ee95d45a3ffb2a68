using System.Globalization;
using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Diagnosers;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using MovieData.Benchmarks;

// Whole files and CPU time need a process of their own and no BenchmarkDotNet.
switch (args.FirstOrDefault())
{
    case "parquet":
        ShardThroughput.Parquet();
        return;
    case "encode":
        ShardThroughput.Encode();
        return;
    case "decode":
        DecodeCost.Run(args[1], args.ElementAtOrDefault(2) ?? "pipelines/midas-3d-movies.yaml");
        return;
    case "scan":
        SourceCost.Scan(args[1]);
        return;
    case "audit-dataset":
        AuditScale.Write(args[1], int.Parse(args[2], CultureInfo.InvariantCulture),
            int.Parse(args[3], CultureInfo.InvariantCulture));
        return;
    case "ledger":
        LedgerScale.Write(args[1], int.Parse(args[2], CultureInfo.InvariantCulture));
        return;
    case "simulate":
        ClusterSimulation.Run(int.Parse(args[1], CultureInfo.InvariantCulture),
            int.Parse(args[2], CultureInfo.InvariantCulture));
        return;
    case "cost":
        double[] prices = [.. args.Skip(1).Select(price => double.Parse(price, CultureInfo.InvariantCulture))];
        ClusterCost.Print(prices[0], prices[1], prices[2]);
        return;
    case "free-flow":
        FreeFlow.Write(args[1]);
        return;
    case "ranges":
        TensorRanges.Write(args[1], args[2], args[3..]);
        return;
    case "seek":
        await SourceCost.SeekAsync(args[1], args[2]);
        return;
    default:
        break;
}

// In this process: the generated projects of the default toolchain would be built anew for every benchmark.
Job job = Job.Default
    .WithToolchain(InProcessEmitToolchain.Instance)
    .WithWarmupCount(40)
    .WithIterationCount(40)
    .WithInvocationCount(1)
    .WithUnrollFactor(1);
IConfig config = DefaultConfig.Instance
    .AddJob(job)
    .WithArtifactsPath(Path.Combine(Path.GetTempPath(), "movie-data-benchmarks"))
    // The fastest run is what the code costs on a machine that others use too; means measure the others.
    .AddColumn(StatisticColumn.Min)
    .AddDiagnoser(MemoryDiagnoser.Default);
BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args, config);
