using System.Globalization;

namespace MovieData.Clusters;

/// <summary>What a user asks of Slurm for the jobs of a submission; null or empty = the cluster's default.</summary>
public sealed record SlurmRequest
{
    /// <summary>Time limit of every task, in Slurm's form: <c>D-HH:MM:SS</c>, <c>HH:MM:SS</c> or minutes.</summary>
    public string? Time { get; init; }

    /// <summary>Memory of a node for every task, as <c>--mem</c> takes it: <c>16G</c>.</summary>
    public string? Memory { get; init; }

    /// <summary>Processors of a task.</summary>
    public int? Cpus { get; init; }

    /// <summary>GPUs of a task of the extract job; the other jobs need none.</summary>
    public int? Gpus { get; init; }

    /// <summary>Slurm's partition.</summary>
    public string? Partition { get; init; }

    /// <summary>Account that pays.</summary>
    public string? Account { get; init; }

    /// <summary>Tasks of one job that run at once, over all of its arrays.</summary>
    public int? Throttle { get; init; }

    /// <summary>Further words for <c>sbatch</c>, as they are.</summary>
    public IReadOnlyList<string> Further { get; init; } = [];
}

/// <summary>
/// The scripts of a submission. Options of Slurm whose values are plain stand in their <c>#SBATCH</c> lines; names of
/// files go into the script's commands, as <see cref="ShellWord"/> quotes them.
/// </summary>
/// <param name="request">What is asked of Slurm.</param>
/// <param name="program">Words that start <c>movie-data</c>.</param>
/// <param name="workingFolder">Folder that relative names are seen from.</param>
/// <param name="events">Folder that takes a file of events for each task.</param>
public sealed class SlurmScript(
    SlurmRequest request, IReadOnlyList<string> program, string workingFolder, string events)
{
    /// <summary>
    /// Times that a task goes on after its time limit. Each time segments were finished, or the limit is too short for
    /// one, and then it must end somewhere.
    /// </summary>
    public const int TimeLimitsMax = 20;

    /// <summary>Seconds before its time limit at which a task is told to end; Slurm may be a minute late.</summary>
    public const int NoticeSeconds = 120;

    /// <summary>Times that a task goes to another node because the one it was on cannot do its work.</summary>
    public const int BadNodesMax = 10;

    /// <summary>Seconds by which a node's clock may differ from that of the disk that holds the dataset.</summary>
    public const int ClockSecondsMax = 60;

    /// <summary>Words after <c>movie-data</c> that ask whether this node can do the work; empty: nobody asks.</summary>
    public IReadOnlyList<string> NodeCheck { get; init; } = [];

    /// <summary>Further ones for the nodes of the extract job.</summary>
    public IReadOnlyList<string> NodeCheckOfExtract { get; init; } = [];

    // Runs one command, tells what became of it, and ends as it did. A signal reaches the shell alone (B:), which hands
    // on SIGTERM: movie-data then drops what is half done and leaves no half file.
    private const string Supervision = """
        node=${SLURMD_NODENAME:-unknown}
        # Not SLURM_JOB_ID: of one task of each array that is the number of the array, and of all of its tasks.
        task=${SLURM_ARRAY_JOB_ID}_$SLURM_ARRAY_TASK_ID
        note() { printf '%s %s %s\n' "$(date -u +%FT%TZ)" "$node" "$*" >>"$events" || true; }
        times() { grep -c " $1\$" "$events" || true; }
        # The node cannot do the work: this task and all of the array that wait are kept from it, lest it take and
        # spoil one after the other. A running task takes no such word, so it is requeued first.
        leave_node() {
          note bad_node
          echo "movie-data: node $node cannot do the work of this task, which goes to another (above: why)" >&2
          [ "$(times bad_node)" -le "$moves" ] || return 0
          local avoided
          avoided=$(squeue --noheader --jobs="$task" --format=%x 2>/dev/null | grep -v null | head -1)
          avoided=${avoided:+$avoided,}$(awk '$3 == "bad_node" { print $2 }' \
            "${events%_*}"_*.events | sort -u | paste -sd, -)
          scontrol update JobId="$SLURM_ARRAY_JOB_ID" ExcNodeList="$avoided" >/dev/null 2>&1 || true
          scontrol requeue "$task" || return 0
          for _ in 1 2 3 4 5; do
            scontrol update JobId="$task" ExcNodeList="$avoided" && break
            sleep 1
          done
          sleep 60
        }
        why=
        child=
        trap 'why=time_limit; [ -z "$child" ] || kill -TERM "$child"' USR1
        trap 'why=stopped; [ -z "$child" ] || kill -TERM "$child"' TERM INT
        note started "${SLURM_RESTART_COUNT:-0}"
        off=$(($(date +%s) - $(stat -c %Y "$events" || date +%s)))
        [ "${off#-}" -le "$clock" ] || note clock "$off"
        run &
        child=$!
        [ -z "$why" ] || kill -TERM "$child"
        # A trap interrupts wait, so it is asked until the process is gone, and once more for its exit code.
        while kill -0 "$child" 2>/dev/null; do wait "$child"; done
        wait "$child"
        code=$?
        trap '' USR1 TERM INT
        case $code in
          0) note done ;;
          130 | 143)
            if [ "$why" = time_limit ]; then
              note time_limit
              # $again: times that it may go on; 0 where a new try would begin from nothing.
              if [ "$(times time_limit)" -le "$again" ]; then
                scontrol requeue "$task" && sleep 60
              else
                echo "movie-data: the time limit was too short: give submit a longer --time" >&2
              fi
            else
              note stopped
            fi
            ;;
          *)
            # What another node could do is no failure of the work.
            if ! check; then
              leave_node
            fi
            case $code in
              1) note failed 1 ;;
              2) note could_not_start 2 ;;
              *) note crashed "$code" ;;
            esac
            ;;
        esac
        exit "$code"

        """;

    /// <summary>A job whose task of index i runs a command on part offset + i.</summary>
    /// <param name="kind"><c>plan</c> or <c>extract</c>.</param>
    /// <param name="array">The tasks.</param>
    /// <param name="arrays">Arrays of the job, which share the throttle.</param>
    /// <param name="parts">N of <c>--partition I/N</c>.</param>
    /// <param name="arguments">Words after <c>movie-data</c>, without <c>--partition</c> and the sources.</param>
    /// <param name="sources">The SOURCE words.</param>
    /// <param name="goesOn">True where a task that met its time limit goes on where it stopped.</param>
    public string Array(
        string kind,
        ArrayJob array,
        int arrays,
        int parts,
        IEnumerable<string> arguments,
        IEnumerable<string> sources,
        bool goesOn)
    {
        string throttle = request.Throttle is { } most ? Invariant($"%{Math.Max(1, most / arrays)}") : "";
        string[] options =
        [
            $"--array={array.Spec}{throttle}",
            "--requeue",
            "--open-mode=append",
            Invariant($"--signal=B:USR1@{NoticeSeconds}"),
            .. goesOn && request.Gpus is { } gpus ? (string[])[Invariant($"--gpus={gpus}")] : [],
        ];
        string name = $"{events}/{kind}-";
        string command = ShellWord.Join([.. program, .. arguments]);
        string check = NodeCheck.Count == 0 ? "true"
            : ShellWord.Join([.. program, .. NodeCheck, .. goesOn ? NodeCheckOfExtract : []]);
        string count = Invariant($"{parts}");
        return Header(kind, options) + $$"""
            part=$(({{Invariant($"{array.Offset}")}} + SLURM_ARRAY_TASK_ID))
            events={{ShellWord.Quote(name)}}"${SLURM_ARRAY_JOB_ID}_$SLURM_ARRAY_TASK_ID.events"
            again={{Invariant($"{(goesOn ? TimeLimitsMax : 0)}")}}
            moves={{Invariant($"{BadNodesMax}")}}
            clock={{Invariant($"{ClockSecondsMax}")}}
            check() { {{check}}; }
            run() {
              exec {{command}} --partition="$part/{{count}}" -- {{ShellWord.Join(sources)}}
            }

            """ + Supervision;
    }

    /// <summary>The last job: what is missing, by plans and ledger, and whether what is there is whole.</summary>
    /// <param name="left">Words after <c>movie-data</c> of the command that says what is left, sources too.</param>
    /// <param name="dataset">The output folder.</param>
    public string Finalise(IEnumerable<string> left, string dataset)
    {
        string run = ShellWord.Join(program);
        string folder = ShellWord.Quote(dataset);
        return Header("finalise", ["--requeue", "--open-mode=append"]) + $"""
            code=0
            {run} verify {folder} || code=$?
            # Films that could not be planned are in no plan, so what was asked for is held against the folder, too.
            if {run} {ShellWord.Join(left)}; then
              {run} audit {folder} || code=$?
            else
              left=$?
              [ "$code" -ne 0 ] || code=$left
              echo 'movie-data: the same submit again sends what is left; log/slurm beside the data says why' >&2
            fi
            exit "$code"

            """;
    }

    private string Header(string kind, IEnumerable<string> options)
    {
        string?[] asked =
        [
            $"--job-name=movie-data-{kind}",
            .. options,
            request.Time is null ? null : $"--time={request.Time}",
            request.Memory is null ? null : $"--mem={request.Memory}",
            request.Cpus is { } cpus ? Invariant($"--cpus-per-task={cpus}") : null,
            request.Partition is null ? null : $"--partition={request.Partition}",
            request.Account is null ? null : $"--account={request.Account}",
        ];
        IEnumerable<string> lines = asked.OfType<string>().Select(option => $"#SBATCH {option}\n");
        return $"#!/usr/bin/env bash\n{string.Concat(lines)}set -uo pipefail\n"
            + $"cd -- {ShellWord.Quote(workingFolder)} || exit 2\n";
    }

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
