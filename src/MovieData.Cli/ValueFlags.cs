using System.CommandLine;
using System.Globalization;
using System.Numerics;

namespace MovieData.Cli;

/// <summary>Flags that take a number or one of a few words; every fault names the flag and what it takes.</summary>
internal static class ValueFlags
{
    /// <summary>A flag that takes a whole number; null where it is not given.</summary>
    /// <param name="name">Name, with its dashes.</param>
    /// <param name="description">For the help.</param>
    /// <param name="min">Smallest value allowed.</param>
    /// <param name="max">Largest value allowed.</param>
    public static Option<T?> Integer<T>(string name, string description, T min, T max)
        where T : struct, IBinaryInteger<T> =>
        Number(name, description, $"a whole number from {min} to {max}", NumberStyles.AllowLeadingSign, min, max);

    /// <summary>A flag that takes a number with a decimal point; null where it is not given.</summary>
    /// <param name="name">Name, with its dashes.</param>
    /// <param name="description">For the help.</param>
    /// <param name="min">Smallest value allowed.</param>
    /// <param name="max">Largest value allowed.</param>
    public static Option<double?> Double(string name, string description, double min, double max) => Number(
        name, description, FormattableString.Invariant($"a number from {min} to {max}"), NumberStyles.Float, min, max);

    /// <summary>A flag that takes one word of a few.</summary>
    public static Option<string> Word(Option<string> option, params string[] words)
    {
        option.CompletionSources.Add(words);
        option.Validators.Add(result =>
        {
            if (result.Tokens.FirstOrDefault(token => !words.Contains(token.Value)) is { } token)
            {
                result.AddError($"{option.Name} {token.Value}: unknown word; expected one of: "
                    + string.Join(", ", words));
            }
        });
        return option;
    }

    /// <summary>Refuses a flag that says something of others where none of those is given: it would be ignored.
    /// </summary>
    public static void OnlyWith(Command command, Option flag, params Option[] others) =>
        command.Validators.Add(result =>
        {
            // A switch may be given as false, which is as good as not.
            bool IsGiven(Option option) => result.GetResult(option) is { Implicit: false } given
                && !(option is Option<bool> && given.Tokens is [var word]
                    && word.Value.Equals("false", StringComparison.OrdinalIgnoreCase));
            if (IsGiven(flag) && !others.Any(IsGiven))
            {
                result.AddError($"{flag.Name} is of {string.Join(" or ", others.Select(other => other.Name))}, which "
                    + "is not given");
            }
        });

    // A parser of our own: with the library's, a validator that asks for a value that is no number throws.
    private static Option<T?> Number<T>(
        string name, string description, string expected, NumberStyles styles, T min, T max)
        where T : struct, INumber<T> => new(name)
        {
            Description = description,
            HelpName = "N",
            CustomParser = result =>
            {
                string word = result.Tokens[0].Value;
                if (T.TryParse(word, styles, CultureInfo.InvariantCulture, out T value) && value >= min && value <= max)
                {
                    return value;
                }

                result.AddError($"{name} {word}: expected {expected}");
                return null;
            },
        };
}
