using System.CommandLine;
using System.CommandLine.Parsing;

namespace MovieData.Cli;

/// <summary>What is wrong with a command line, in words: unknown commands and flags with the name that comes nearest,
/// empty words, and what the parser itself found.</summary>
internal static class CommandLineFaults
{
    private const StringSplitOptions Trimmed = StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries;

    /// <summary>Letters that may be wrong, missing, too many or exchanged in a word that is still recognised.</summary>
    private const int SlipsMax = 2;

    /// <summary>Adds what every command refuses: empty words, and flags taken for files.</summary>
    public static void AddTo(Command command)
    {
        // An empty word is what a shell makes of a variable that is not set: no path, and no name, is meant by it.
        foreach (Argument argument in command.Arguments)
        {
            argument.Validators.Add(result => RefuseEmpty(result, argument.Name));
            argument.Validators.Add(result => RefuseFlags(result, command));
        }

        foreach (Option option in command.Options)
        {
            option.Validators.Add(result => RefuseEmpty(result, option.Name));
        }

        command.Subcommands.ToList().ForEach(AddTo);
    }

    /// <summary>Every fault, none twice; empty where the command line can be run.</summary>
    public static IReadOnlyList<string> Of(ParseResult parsed)
    {
        Command command = parsed.CommandResult.Command;
        if (parsed.Errors.Count > 0 && command.Subcommands.Count > 0)
        {
            return [NoCommand(command, parsed.UnmatchedTokens.Count > 0 ? parsed.UnmatchedTokens[0] : null)];
        }

        IEnumerable<string> unknown = parsed.UnmatchedTokens.Select(word => IsFlag(word)
            ? UnknownFlag(word, command)
            : $"{word}: one word too many for {command.Name}");
        IEnumerable<string> others = parsed.Errors.Select(error => error.Message)
            .Where(message => !parsed.UnmatchedTokens.Any(word =>
                message.StartsWith("Unrecognized", StringComparison.Ordinal)
                && message.Contains($"'{word}'", StringComparison.Ordinal)))
            .SelectMany(message => message.Split('\n', Trimmed));
        return [.. unknown.Concat(others).Distinct()];
    }

    /// <summary>The name that comes nearest to a word; null where none is near.</summary>
    internal static string? Nearest(string word, IEnumerable<string> names)
    {
        int slipsMax = Math.Min(SlipsMax, word.Trim('-').Length / 2);
        return names.Select(name => (Name: name, Slips: Slips(word, name)))
            .Where(near => near.Slips <= slipsMax
                || (slipsMax == SlipsMax && near.Name.StartsWith(word, StringComparison.Ordinal)))
            .OrderBy(near => near.Slips).ThenBy(near => near.Name, StringComparer.Ordinal)
            .Select(near => near.Name).FirstOrDefault();
    }

    private static string NoCommand(Command command, string? word)
    {
        string[] names = [.. command.Subcommands.Select(sub => sub.Name)];
        return word is null ? $"which command? One of: {string.Join(", ", names)}"
            : IsFlag(word) ? UnknownFlag(word, command)
            : Nearest(word, names) is { } near ? $"no command {word}; did you mean {near}?"
            : $"no command {word}; the commands are: {string.Join(", ", names)}";
    }

    private static string UnknownFlag(string word, Command command)
    {
        string name = word.Split('=', 2)[0];
        string near = Nearest(name, command.Options.Select(option => option.Name)) is { } known
            ? $"; did you mean {known}?" : "";
        return $"unknown flag {name}{near}";
    }

    private static bool IsFlag(string word) => word.Length > 1 && word[0] == '-';

    private static void RefuseEmpty(SymbolResult result, string name)
    {
        if (result.Tokens.Any(token => token.Value.Length == 0))
        {
            result.AddError($"{name}: an empty word; expected a value");
        }
    }

    private static void RefuseFlags(SymbolResult result, Command command)
    {
        foreach (Token token in result.Tokens.Where(token => IsFlag(token.Value) && !Path.Exists(token.Value)))
        {
            result.AddError(UnknownFlag(token.Value, command));
        }
    }

    // Damerau and Levenshtein: letters changed, put in, left out, or exchanged with their neighbour.
    private static int Slips(string left, string right)
    {
        int[,] slips = new int[left.Length + 1, right.Length + 1];
        for (int i = 0; i <= left.Length; i++)
        {
            for (int j = 0; j <= right.Length; j++)
            {
                if (i == 0 || j == 0)
                {
                    slips[i, j] = i + j;
                    continue;
                }

                int changed = slips[i - 1, j - 1] + (left[i - 1] == right[j - 1] ? 0 : 1);
                slips[i, j] = Math.Min(changed, 1 + Math.Min(slips[i - 1, j], slips[i, j - 1]));
                if (i > 1 && j > 1 && left[i - 1] == right[j - 2] && left[i - 2] == right[j - 1])
                {
                    slips[i, j] = Math.Min(slips[i, j], slips[i - 2, j - 2] + 1);
                }
            }
        }

        return slips[left.Length, right.Length];
    }
}
