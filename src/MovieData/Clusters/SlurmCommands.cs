using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;

namespace MovieData.Clusters;

/// <summary>Slurm's own programs, as subprocesses.</summary>
/// <param name="folder">Where they lie; null: on PATH.</param>
public sealed class SlurmCommands(string? folder = null)
{
    /// <summary>Longest wait for an answer; a controller under load takes a minute over large arrays.</summary>
    private static readonly TimeSpan AnswerMax = TimeSpan.FromMinutes(5);

    /// <summary>The cluster's <c>MaxArraySize</c>.</summary>
    /// <exception cref="ClusterException">There is no Slurm here, or it does not answer.</exception>
    public int MaxArraySize()
    {
        const string Key = "MaxArraySize";
        string config = Run("scontrol", ["show", "config"]);
        string? value = config.Split('\n')
            .Select(line => line.Split('=', 2, StringSplitOptions.TrimEntries))
            .FirstOrDefault(pair => pair.Length == 2 && pair[0] == Key)?[1];
        return int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out int size)
            ? size
            : throw new ClusterException($"scontrol show config says no {Key}: is this Slurm 20 or newer?");
    }

    /// <summary>Submits a script.</summary>
    /// <param name="script">Its text.</param>
    /// <param name="options">Words for <c>sbatch</c>; they outrank the script's <c>#SBATCH</c> lines.</param>
    /// <returns>The job's id.</returns>
    /// <exception cref="ClusterException">Slurm refused it.</exception>
    public string Submit(string script, IEnumerable<string> options)
    {
        string answer = Run("sbatch", ["--parsable", .. options], script).Trim();
        string id = answer.Split('\n')[^1].Split(';')[0];
        return id.Length > 0 && id.All(char.IsAsciiDigit)
            ? id
            : throw new ClusterException($"sbatch answered {answer}: expected the number of a job");
    }

    /// <summary>Cancels jobs.</summary>
    /// <exception cref="ClusterException">Slurm refused.</exception>
    public void Cancel(IEnumerable<string> jobs) => Run("scancel", [.. jobs]);

    /// <summary>The lines of <c>squeue</c> for the tasks of this user, one a task, as
    /// <see cref="QueuedTask"/> reads them.</summary>
    /// <exception cref="ClusterException">There is no Slurm here, or it does not answer.</exception>
    public string Queue() => Run(
        "squeue",
        ["--noheader", "--array", $"--user={Environment.UserName}", $"--format={QueuedTask.Format}"]);

    /// <summary>Runs one of Slurm's programs.</summary>
    /// <param name="program">Its name.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="input">What it reads from stdin; null: nothing.</param>
    /// <returns>What it wrote to stdout.</returns>
    /// <exception cref="ClusterException">It is not there, failed (its own words are passed on), or hung.</exception>
    private string Run(string program, IEnumerable<string> arguments, string? input = null)
    {
        var start = new ProcessStartInfo(folder is null ? program : Path.Combine(folder, program))
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (string argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        try
        {
            using Process process = Process.Start(start)!;
            Task<string> output = process.StandardOutput.ReadToEndAsync();
            Task<string> error = process.StandardError.ReadToEndAsync();
            Feed(process, input);
            if (!process.WaitForExit(AnswerMax))
            {
                process.Kill(entireProcessTree: true);
                throw new ClusterException(
                    $"{program} did not answer in {AnswerMax.TotalMinutes} minutes: is the controller up? Try again");
            }

            process.WaitForExit();
            string said = error.GetAwaiter().GetResult();
            return process.ExitCode == 0 ? output.GetAwaiter().GetResult() : throw new ClusterException(
                $"{program} failed: {string.Join("; ", said.Split('\n', StringSplitOptions.RemoveEmptyEntries))}");
        }
        catch (Win32Exception absent)
        {
            throw new ClusterException(
                $"{program} cannot be run ({absent.Message}): this needs a machine that can submit to Slurm; "
                + "submit --dry-run prints the scripts without one",
                absent);
        }
    }

    private static void Feed(Process process, string? input)
    {
        try
        {
            process.StandardInput.Write(input);
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // It ended before it read everything: its exit code and its words say why.
        }
    }
}
