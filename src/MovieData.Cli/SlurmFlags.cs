using System.CommandLine;
using System.Text.RegularExpressions;
using MovieData.Clusters;

namespace MovieData.Cli;

/// <summary>Flags of <c>submit slurm</c> that are Slurm's own business, and what they ask for.</summary>
internal sealed partial class SlurmFlags
{
    private readonly Option<int?> _throttle =
        ValueFlags.Integer("--throttle", "Tasks that run at once (default: as many as the cluster gives)", 1, 100_000);

    private readonly Option<string?> _time = Time();

    private readonly Option<string?> _memory = Value("--mem", "Memory of a task, as sbatch takes it: 16G", Memories());
    private readonly Option<int?> _cpus = ValueFlags.Integer("--cpus", "Processors of a task", 1, 4096);
    private readonly Option<int?> _gpus =
        ValueFlags.Integer("--gpus", "GPUs of an extracting task (default: none asked for)", 1, 64);

    private readonly Option<string?> _partition = Value("--partition", "Slurm's partition", Names());
    private readonly Option<string?> _account = Value("--account", "Account that pays", Names());
    private readonly Option<string[]> _further = new("--sbatch")
    {
        Description = "Further words for sbatch, parted by blanks; they outrank the scripts' own; may be repeated; "
            + "--sbatch=\"--time=5\", in one word, where they begin like a flag of this command",
        HelpName = "\"WORDS\"",
        AllowMultipleArgumentsPerToken = false,
    };

    /// <summary>All of them.</summary>
    public IReadOnlyList<Option> All =>
        [_throttle, _time, _memory, _cpus, _gpus, _partition, _account, _further];

    /// <summary>What they ask for.</summary>
    public SlurmRequest Read(ParseResult parsed) => new()
    {
        Throttle = parsed.GetValue(_throttle),
        Time = parsed.GetValue(_time),
        Memory = parsed.GetValue(_memory),
        Cpus = parsed.GetValue(_cpus),
        Gpus = parsed.GetValue(_gpus),
        Partition = parsed.GetValue(_partition),
        Account = parsed.GetValue(_account),
        Further =
        [
            .. (parsed.GetValue(_further) ?? [])
                .SelectMany(words => words.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)),
        ],
    };

    private static Option<string?> Time()
    {
        var option = new Option<string?>("--time")
        {
            Description = "Time limit of a task, as sbatch takes it: 2:00:00; a task that meets it is requeued",
            HelpName = "TIME",
        };
        option.Validators.Add(result =>
        {
            foreach (string word in result.Tokens.Select(token => token.Value))
            {
                TimeSpan? limit = SlurmTime.Parse(word);
                if (limit is null)
                {
                    result.AddError($"--time {word}: expected minutes, hours:minutes:seconds or days-hours:minutes");
                }
                else if (limit > TimeSpan.Zero && limit < SlurmTime.Least)
                {
                    result.AddError($"--time {word}: a task is told to end {SlurmScript.NoticeSeconds} s before its "
                        + $"limit, and would get nothing done; expected {SlurmTime.Least.TotalMinutes:F0} minutes or "
                        + "more");
                }
            }
        });
        return option;
    }

    // These stand in #SBATCH lines, which have no quotes to rely on.
    private static Option<string?> Value(string name, string description, Regex form)
    {
        var option = new Option<string?>(name)
        {
            Description = description,
            HelpName = name[2..].ToUpperInvariant(),
        };
        option.Validators.Add(result =>
        {
            if (result.Tokens.FirstOrDefault(token => !form.IsMatch(token.Value)) is { } token)
            {
                result.AddError($"{name} {token.Value}: sbatch takes no such word; others go into --sbatch");
            }
        });
        return option;
    }

    [GeneratedRegex(@"^[0-9]+[KMGT]?\z")]
    private static partial Regex Memories();

    [GeneratedRegex(@"^[A-Za-z0-9_.,@-]+\z")]
    private static partial Regex Names();
}
