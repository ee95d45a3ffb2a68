using System.CommandLine;
using MovieData.Pipelines;
using MovieData.Plan;

namespace MovieData.Cli;

/// <summary>Flags that name the pipeline and the split.</summary>
internal static class PipelineFlags
{
    /// <summary>Pipeline of commands that can do without the flag.</summary>
    private static string DefaultFile => Path.Combine(AppContext.BaseDirectory, "pipelines", "midas-3d-movies.yaml");

    /// <summary>The flag <c>--pipeline</c>.</summary>
    public static Option<string> Pipeline(bool required)
    {
        var option = new Option<string>("--pipeline")
        {
            Description = "Pipeline file: what the data are (pipelines/*.yaml)"
                + (required ? "" : "; default midas-3d-movies"),
            HelpName = "F",
            Required = required,
        };
        if (!required)
        {
            option.DefaultValueFactory = _ => DefaultFile;
        }

        return PathFlags.File(option);
    }

    /// <summary>The pipeline of commands that have no such flag.</summary>
    public static Pipeline Default() => PipelineFile.Read(DefaultFile);

    /// <summary>The flag <c>--sheet</c>.</summary>
    public static Option<string?> Sheet() =>
        PathFlags.Png(new("--sheet")
        {
            Description = "PNG to write: both views of shots through the film, crop and bars drawn",
        });

    /// <summary>The flag <c>--split</c>.</summary>
    public static Option<string> SplitOption() => ValueFlags.Word(
        new("--split")
        {
            Description = "Split of films that films.yaml gives none: train, validation or test",
            HelpName = "S",
            DefaultValueFactory = _ => "train",
        },
        [.. Enum.GetValues<Split>().Select(split => split.Word())]);

    /// <summary>The split of a word.</summary>
    public static Split SplitOf(string word) => SplitWords.Parse(word);

    /// <summary>Reads the pipeline.</summary>
    public static Pipeline Read(ParseResult parsed, Option<string> option) =>
        PipelineFile.Read(parsed.GetRequiredValue(option));
}
