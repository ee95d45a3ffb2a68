using System.CommandLine;
using System.Text;
using MovieData.Buckets;
using MovieData.Clusters;
using MovieData.Ledger;
using MovieData.Media.Films;
using MovieData.Pipelines;

namespace MovieData.Cli;

/// <summary><c>submit kubernetes</c>: the extraction as a file of Jobs that <c>kubectl apply</c> takes.</summary>
internal sealed class KubernetesCommand
{
    // Every look reads the ledgers of all films, and hours go by: a minute more is none.
    private static readonly TimeSpan LookEvery = TimeSpan.FromMinutes(1);

    private readonly Terminal _terminal;
    private readonly Command _command;
    private readonly SourceFlags _sources;
    private readonly KubernetesFlags _kubernetes = new();
    private readonly Option<string> _pipeline = PipelineFlags.Pipeline(required: true);
    private readonly Option<string> _out = new("--out")
    {
        Description = "Output folder as the pods see it, in a --claim; or s3://bucket/prefix",
        HelpName = "DIR",
        Required = true,
    };

    private readonly Option<string?> _to = new("--to")
    {
        Description = "File to write (default: NAME.yaml); one that is there is an error",
        HelpName = "F",
    };

    private readonly Option<bool> _dryRun = new("--dry-run") { Description = "Print the file and write nothing" };

    private readonly Option<bool> _left = new("--left")
    {
        Description = "Look until nothing is left, write nothing; exit code 1 if anything is (what the last Job asks)",
    };

    // Flags that go on to extract alone, and those that go on to plan as well.
    private readonly Option[] _ofExtract = TaskFlags.OfExtract();
    private readonly Option[] _ofBoth;

    private KubernetesCommand(Terminal terminal)
    {
        _terminal = terminal;
        _command = new Command(
            "kubernetes",
            """
            A file of three Jobs for kubectl apply: films are planned, segments extracted (an Indexed Job), the dataset
            verified and audited. --out and SOURCE are names as the pods see them; the pipeline and a films.yaml are
            read here and lie in the file

            Examples:
              movie-data submit kubernetes films.yaml --pipeline pipelines/midas-3d-movies.yaml --out /data/set \
                --image registry.example/movie-data:1.0 --claim data:/data --claim films:/films:ro --gpus 1
              movie-data submit kubernetes /films/hugo.mkv --pipeline F --out s3://bucket/set --image I \
                --claim films:/films:ro --s3-secret store --s3-endpoint https://store.example --dry-run
            """);
        _sources = SourceFlags.AddTo(_command);
        Option[] ofSources = [.. _command.Options];
        Option<int?> stageMax = RunFlags.StageMax();
        _ofBoth =
        [
            .. ofSources, PipelineFlags.SplitOption(), InPods("--models"), InPods("--frame-list"), stageMax,
            _kubernetes.Stage,
        ];
        foreach (Option option in (Option[])
            [_pipeline, _out, _to, .. _kubernetes.All, .. _ofBoth.Except([.. ofSources, _kubernetes.Stage]),
            .. _ofExtract, _dryRun, _left])
        {
            _command.Options.Add(option);
        }

        ValueFlags.OnlyWith(_command, stageMax, _kubernetes.Stage);
        _command.SetAction(RunAsync);
    }

    /// <summary>The command <c>kubernetes</c>, of <c>submit</c>.</summary>
    public static Command Create(Terminal terminal) => new KubernetesCommand(terminal)._command;

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancel)
    {
        if (parsed.GetValue(_left))
        {
            return await LookAsync(parsed, cancel).ConfigureAwait(false);
        }

        KubernetesRequest request = _kubernetes.Read(parsed);
        PodWords words = WordsOf(parsed, request);
        string file = parsed.GetValue(_to) ?? $"{request.Name}.yaml";
        string text = new KubernetesManifest(request, words).Write(file);
        if (parsed.GetValue(_dryRun))
        {
            _terminal.Output.Write(text);
            return ExitCode.Done;
        }

        PathFlags.RequireWritableFile(_to.Name, file);
        if (!Publication.PublishIfAbsent(
            new FolderStore("."), Path.GetFullPath(file), Encoding.UTF8.GetBytes(text)))
        {
            throw new ClusterException($"{file}: is there already: remove it, or give another --to");
        }

        _terminal.Output.WriteLine($"kubectl apply --server-side -f {ShellWord.Quote(file)}");
        return ExitCode.Done;
    }

    // What the last Job waits with: until nothing is left, or nothing changed for so long.
    private async Task<int> LookAsync(ParseResult parsed, CancellationToken cancel)
    {
        string[] films = [.. _sources.Resolve(parsed).Select(source => source.Id)];
        TimeSpan patience = TimeSpan.FromMinutes(_kubernetes.Patience(parsed));
        OutputFolder folder = DatasetPlace.Open(parsed.GetRequiredValue(_out), BucketUse.Read);
        LeftWork? left = null;
        await Waiting.UntilAsync(
            () =>
            {
                left = LeftWork.Of(folder, films, keeps: false);
                return Task.FromResult((left.Unplanned.Count, left.Pending.Count));
            },
            _ => left!.IsNothing,
            _ => _terminal.Output.WriteLine(left!.Words),
            patience,
            LookEvery,
            cancel).ConfigureAwait(false);
        return left!.IsNothing ? ExitCode.Done : ExitCode.SomeFailed;
    }

    private PodWords WordsOf(ParseResult parsed, KubernetesRequest request)
    {
        var faults = new List<string>();
        string output = parsed.GetRequiredValue(_out);
        if (!BucketAddress.IsOne(output))
        {
            faults.AddRange(FaultOfOut(output, request));
        }
        else if (request.S3Secret is null)
        {
            faults.Add($"--out {output}: needs --s3-secret, the name of the secret with its keys");
        }

        var lists = new List<string>();
        var words = new List<string>();
        var films = new List<(string? Id, string Word)>();
        foreach (string source in TaskFlags.Sources(parsed))
        {
            try
            {
                IReadOnlyList<(string? Id, string Word)> named = SourceArgument.IsList(source)
                    ? FilmList.ReadElsewhere(source) : [(SourceArgument.IdElsewhere(source), source)];
                films.AddRange(named);
                faults.AddRange(named.Select(film => FaultOfName(source, film.Word, request)).OfType<string>());
                words.Add(SourceArgument.IsList(source)
                    ? $"{KubernetesManifest.FilesFolder}/{KubernetesManifest.ListName(lists.Count)}" : source);
                lists.AddRange(SourceArgument.IsList(source) ? [File.ReadAllText(source)] : []);
            }
            catch (FilmException fault)
            {
                faults.Add(fault.Message);
            }
        }

        faults.AddRange(SourceArgument.SharedIds(
            films.Where(film => film.Id is not null).Select(film => (film.Id!, film.Word))));
        string pipeline = PipelineText(parsed);
        if (lists.Append(pipeline).Sum(Encoding.UTF8.GetByteCount) > KubernetesManifest.FilesBytesMax)
        {
            faults.Add($"pipeline and film lists have more than {KubernetesManifest.FilesBytesMax} bytes, which no "
                + "ConfigMap takes: send the films in several lists, each with its own --name, into the same --out");
        }

        return faults.Count > 0 ? throw new ClusterException(string.Join('\n', faults)) : new PodWords(
            pipeline,
            lists,
            films.Count,
            output,
            TaskFlags.Words(parsed, _ofBoth),
            TaskFlags.Words(parsed, _ofBoth.Concat(_ofExtract)),
            words);
    }

    // Read to find its faults; its text goes into the file, with its comments.
    private string PipelineText(ParseResult parsed)
    {
        Pipeline _ = PipelineFlags.Read(parsed, _pipeline);
        return File.ReadAllText(parsed.GetRequiredValue(_pipeline));
    }

    private static IEnumerable<string> FaultOfOut(string output, KubernetesRequest request)
    {
        if (!IsFull(output))
        {
            yield return $"--out {output}: expected a full name as the pods see it, like /data/set, or "
                + "s3://bucket/prefix";
        }
        else if (!request.Claims.Any(claim => claim.Holds(output) && !claim.IsReadOnly))
        {
            yield return $"--out {output}: lies in no --claim that can be written to: give --claim NAME:/PATH around "
                + "it";
        }
        else if (request.Claims.Any(claim => claim.Path == output.TrimEnd('/')))
        {
            yield return $"--out {output}: expected a folder below the claim's own, since the audit lies beside it";
        }
    }

    private static string? FaultOfName(string source, string name, KubernetesRequest request)
    {
        string said = (source == name ? name : $"{source}: {name}").ReplaceLineEndings(" ");
        return !IsFull(name) ? $"{said}: expected a full name as the pods see it, like /films/hugo.mkv"
            : request.Claims.Any(claim => claim.Holds(name)) ? null
            : $"{said}: lies in no --claim: give --claim NAME:/PATH:ro around it";
    }

    private static bool IsFull(string name) =>
        name.StartsWith('/') && !name.Split('/').Any(part => part is "." or "..");

    private static Option<string?> InPods(string name) =>
        new(name) { Description = "As of extract; a file as the pods see it", HelpName = "FILE" };
}
