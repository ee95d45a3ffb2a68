using System.CommandLine;
using MovieData.Media.Films;
using MovieData.Media.Probe;
using MovieData.Media.Reading;

namespace MovieData.Cli;

/// <summary>The SOURCE arguments and the flags every command that takes them shares (CONTRACT.md, "Sources").</summary>
internal sealed class SourceFlags
{
    /// <summary>Name of the argument, by which a command that reads films is known.</summary>
    public const string ArgumentName = "SOURCE";

    private readonly Argument<string[]> _sources = new(ArgumentName)
    {
        Description = "A film file, a two-file pair left.mkv+right.mkv, a Blu-ray folder, or a films.yaml list",
        Arity = ArgumentArity.OneOrMore,
    };

    private readonly Option<string?> _layout = new("--layout")
    {
        Description = $"How the views lie in the picture: {StereoWords.LayoutChoices}",
        HelpName = "L",
    };

    private readonly Option<string?> _viewOrder = new("--view-order")
    {
        Description = $"Which view comes first: {StereoWords.ViewOrderChoices}",
        HelpName = "O",
    };

    private readonly Option<string?> _projection = new("--projection")
    {
        Description = $"How each view shows the world: {StereoWords.ProjectionChoices}; spheres are decoded to a flat "
            + FormattableString.Invariant($"view of {FlatView.HorizontalDegrees}° across"),
        HelpName = "P",
    };

    private readonly Option<int?> _playlist = ValueFlags.Integer(
        "--playlist", "Number of a Blu-ray folder's playlist (default: the main title)", 0, FilmList.PlaylistMax);

    private readonly Option<string?> _chapters = PathFlags.File(new Option<string?>("--chapters")
    {
        Description = "Chapter marks (lines like 00:12:30.500 title, or mkvextract's XML) instead of the container's",
        HelpName = "FILE",
    });

    private readonly Option<bool> _progressive = new("--progressive")
    {
        Description = "The pictures are progressive, though coded with interlaced tools (as 25p often is on discs); "
            + "the scan measures every picture, and refuses the film if any rows are combed",
    };

    private readonly Option<int?> _stream = ValueFlags.Integer(
        "--stream", "Index of the video stream to read, as ffprobe counts (else the longest)", 0, FilmList.StreamMax);

    private readonly Option<string?> _sampleAspect = new("--sample-aspect")
    {
        Description = "Width to height of a coded pixel, where the file's word is wrong: 1:1 is square",
        HelpName = "W:H",
    };

    private readonly Option<bool> _inStep = new("--in-step")
    {
        Description = "Frame n of two files shows one instant, whatever their clocks say: l.mkv+r.mkv --in-step",
    };

    private readonly Option<string[]> _films = new("--film")
    {
        Description = "A film under a name of your own, its id in the dataset and in --frame-list; may be repeated",
        HelpName = "NAME=SOURCE",
        AllowMultipleArgumentsPerToken = false,
    };

    /// <summary>Adds the argument and the flags to a command.</summary>
    public static SourceFlags AddTo(Command command, bool single = false)
    {
        var flags = new SourceFlags();
        if (single)
        {
            flags._sources.Validators.Add(result =>
            {
                if (result.Tokens.Count > 1)
                {
                    result.AddError($"{command.Name} takes one SOURCE, found {result.Tokens.Count}");
                }
            });
        }

        command.Arguments.Add(flags._sources);
        command.Options.Add(flags._layout);
        command.Options.Add(flags._viewOrder);
        command.Options.Add(flags._projection);
        command.Options.Add(flags._playlist);
        command.Options.Add(flags._chapters);
        command.Options.Add(flags._progressive);
        command.Options.Add(flags._stream);
        command.Options.Add(flags._sampleAspect);
        command.Options.Add(flags._inStep);
        return flags;
    }

    /// <summary>Adds the flag <c>--film NAME=SOURCE</c>; with it the SOURCE arguments may be left out.</summary>
    public void AddNamed(Command command)
    {
        _sources.Arity = ArgumentArity.ZeroOrMore;
        command.Options.Add(_films);
        command.Validators.Add(result =>
        {
            if (result.GetResult(_sources) is null or { Tokens.Count: 0 } && result.GetResult(_films) is null)
            {
                result.AddError($"{command.Name} needs a SOURCE, or --film NAME=SOURCE");
            }
        });
    }

    /// <summary>The sources of a command line, with what the flags state about them.</summary>
    /// <exception cref="FilmException">A path is missing, a word is unknown, or two films share an id.</exception>
    public IReadOnlyList<SourceArgument> Resolve(ParseResult parsed) =>
        SourceArgument.Resolve(parsed.GetValue(_sources) ?? [], Overrides(parsed), Named(parsed));

    /// <summary>Probes every source of a command line.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="cancel">Stops the subprocesses.</param>
    /// <param name="quick">True: container facts only.</param>
    /// <exception cref="FilmException">At least one is bad; all faults, one line each.</exception>
    public IReadOnlyList<Film> Probe(ParseResult parsed, CancellationToken cancel, bool quick = false) =>
        FilmException.Collect(Resolve(parsed), source => FilmProbe.Probe(source, source.Overrides, quick, cancel));

    /// <summary>
    /// Says that a film of unknown layout is read as one view: it may be packed, and then its views are not told apart.
    /// </summary>
    public static void WarnOfUnknownLayout(Terminal terminal, Film film)
    {
        if (film.Layout == StereoLayout.Unknown)
        {
            terminal.Say($"warning: {film.NameOf(0)}: layout is unknown, so the whole picture is read as one view; "
                + $"state --layout ({StereoWords.LayoutChoices})");
        }
    }

    private string[] Named(ParseResult parsed) =>
        parsed.CommandResult.Command.Options.Contains(_films) ? parsed.GetValue(_films) ?? [] : [];

    private FilmOverrides Overrides(ParseResult parsed) => new(
        Word(parsed.GetValue(_layout), "--layout", StereoWords.StatedLayout, StereoWords.LayoutChoices),
        Word(parsed.GetValue(_viewOrder), "--view-order", StereoWords.StatedViewOrder, StereoWords.ViewOrderChoices),
        parsed.GetValue(_playlist),
        parsed.GetValue(_chapters),
        Word(parsed.GetValue(_projection), "--projection", StereoWords.ParseProjection, StereoWords.ProjectionChoices),
        parsed.GetValue(_progressive))
    {
        Stream = parsed.GetValue(_stream),
        SampleAspect = Word(
            parsed.GetValue(_sampleAspect), "--sample-aspect", StereoWords.StatedAspect, StereoWords.AspectChoices),
        InStep = parsed.GetValue(_inStep),
    };

    private static T? Word<T>(string? word, string flag, Func<string, T?> parse, string choices)
        where T : struct
    {
        return word is null ? null : parse(word)
            ?? throw new FilmException($"{flag} {word}: unknown word; expected one of: {choices}");
    }
}
