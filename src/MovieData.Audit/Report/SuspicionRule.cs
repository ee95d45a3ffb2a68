using System.Globalization;
using MovieData.Plan;

namespace MovieData.Audit.Report;

/// <summary>
/// A kind of suspicion: what of a shot it looks at, and beyond which limit a person should look at the shot. Limits are
/// those of <c>pipelines/strict.yaml</c> where that has one: what it would reject, whatever pipeline the dataset was
/// made with. At its limit a shot is not suspicious.
/// </summary>
public sealed class SuspicionRule
{
    /// <summary>MSU VQMT3D's bands of depth budget (near − far, % of the view's width): below it a scene is flat.
    /// </summary>
    public const double FlatPercent = 0.15;

    /// <summary>The same bands: above it depth is painful to look at, and occlusions are wide.</summary>
    public const double StrongPercent = 3.5;

    /// <summary>Ours: 8 of a crop's 800 rows without picture. The paper crops to 1880×800 so that there are none.
    /// </summary>
    public const double BarFractionMax = 0.01;

    /// <summary>Ours: hashes of a still picture, coded twice, differ in a bit or two of 64.</summary>
    public const double DuplicateBitsMin = 3;

    /// <summary>strict.yaml, shots.time_shift_frames_max; REFERENCE 7: noticeable from 0.10 frame.</summary>
    public const double TimeShiftFramesMax = 0.1;

    /// <summary>strict.yaml, shots.view_order_probability_min.</summary>
    public const double ViewOrderProbabilityMin = 0.05;

    /// <summary>strict.yaml, shots.converted_score_max.</summary>
    public const double ConvertedScoreMax = 0.8;

    /// <summary>strict.yaml, shots.rotation_degrees_max.</summary>
    public const double RotationDegreesMax = 0.5;

    /// <summary>strict.yaml, shots.zoom_percent_max.</summary>
    public const double ZoomPercentMax = 2;

    /// <summary>strict.yaml, shots.vertical_permille_max.</summary>
    public const double VerticalPermilleMax = 10;

    /// <summary>strict.yaml, shots.colour_percent_max.</summary>
    public const double ColourPercentMax = 25;

    /// <summary>strict.yaml, shots.blur_px_max.</summary>
    public const double BlurPxMax = 3;

    /// <summary>strict.yaml, shots.depth_jump_percent_max.</summary>
    public const double DepthJumpPercentMax = 5;

    /// <summary>strict.yaml, shots.window_violation_max.</summary>
    public const double WindowViolationMax = 0.5;

    /// <summary>strict.yaml, shots.stripe_px_max.</summary>
    public const double StripePxMax = 200;

    private const string FromStrict = "pipelines/strict.yaml";
    private const string FromBands = "bands of depth budget, MSU VQMT3D";
    private const string Ours = "ours";

    private readonly Func<SuspectedShot, double?>? _value;
    private readonly string _text;

    private SuspicionRule(
        string kind, double? limit, string text, Func<SuspectedShot, double?>? value, params string[] figures) =>
        (Kind, Limit, _text, _value, Figures) = (kind, limit, text, value, figures);

    /// <summary>All kinds, in the order in which they are told.</summary>
    public static IReadOnlyList<SuspicionRule> All { get; } =
    [
        OfRule("swapped_views", "swapped", ViewOrderProbabilityMin, "the views seem swapped: that their order is as "
            + "stated has probability {0:0.###}; expected at least {1:0.###}"),
        new("temporal_shift", TimeShiftFramesMax, "one view runs {0:0.##} frames ahead of the other; expected at most "
            + "{1:0.##}", TimeShift, "shot_time_shift_frames")
        {
            Unit = "frames",
            Source = FromStrict,
            Note = "also where the scan saw views out of step",
        },
        OfRule("converted_2d", "converted", ConvertedScoreMax, "looks converted from 2D: score {0:0.##} of 1; expected "
            + "at most {1:0.##}"),
        new("flat", FlatPercent, "depth spans {0:0.###} % of the view's width; from {1:0.###} % on a scene is not flat",
            shot => shot.DepthPercent, "shot_near_percent", "shot_far_percent")
        {
            IsLeast = true,
            Unit = "%",
            Source = FromBands,
        },
        NotMeasured("cardboard", "no figure tells flat things at different depths from things with depth of their own"),
        OfRule("window_violation", "window_violation", WindowViolationMax, "{0:0.##} of the rows cut something in "
            + "front of the screen at a side edge; expected at most {1:0.##}"),
        OfRule("floating_window", "floating_window", StripePxMax, "black stripes of one view are {0:0.#} px wide; "
            + "expected at most {1:0.#}"),
        OfRule("colour_mismatch", "colour", ColourPercentMax, "a colour of one view is {0:0.#} % brighter; expected at "
            + "most {1:0.#} %"),
        OfRule("sharpness_mismatch", "sharpness", BlurPxMax, "one view is softer by a blur of {0:0.##} px; expected at "
            + "most {1:0.##}"),
        OfRule("near_duplicate", "near_duplicate", DuplicateBitsMin, "looks like an earlier shot: {0:0} of 64 bits of "
            + "their hashes differ; expected at least {1:0}", Ours),
        new("bars", BarFractionMax, "{0:0.###} of the crop are black bars; expected at most {1:0.###}",
            shot => shot.MedianOf("bar_fraction"), "bar_fraction")
        {
            Unit = "0…1",
            Source = Ours,
        },
        NotMeasured("subtitles", "no figure finds burnt-in text"),
        new("strong_depth", StrongPercent, "depth spans {0:0.##} % of the view's width; expected at most {1:0.##} %",
            shot => shot.DepthPercent, "shot_near_percent", "shot_far_percent")
        {
            Unit = "%",
            Source = FromBands,
        },
        OfRule("rotation", "rotation", RotationDegreesMax, "one view is rotated by {0:0.###} degrees; expected at most "
            + "{1:0.###}"),
        OfRule("zoom", "zoom", ZoomPercentMax, "one view is {0:0.##} % larger; expected at most {1:0.##} %"),
        OfRule("vertical_offset", "offset", VerticalPermilleMax, "one view sits {0:0.##} ‰ of the height lower; "
            + "expected at most {1:0.##} ‰"),
        OfRule("depth_jump", "depth_jump", DepthJumpPercentMax, "depth jumps by {0:0.##} % of the view's width at the "
            + "cut; expected at most {1:0.##} %"),
    ];

    /// <summary>Its word (CONTRACT.md).</summary>
    public string Kind { get; }

    /// <summary>Figures it looks at.</summary>
    public IReadOnlyList<string> Figures { get; }

    /// <summary>Beyond it a shot is suspicious; null: nothing measures it.</summary>
    public double? Limit { get; }

    /// <summary>True where less than the limit is suspicious.</summary>
    public bool IsLeast { get; private init; }

    /// <summary>Unit of value and limit.</summary>
    public string Unit { get; private init; } = "";

    /// <summary>Where the limit comes from.</summary>
    public string Source { get; private init; } = "";

    /// <summary>More words; may be null.</summary>
    public string? Note { get; private init; }

    /// <summary>What a shot is suspected of, in the order of <see cref="All"/>.</summary>
    /// <param name="shot">The shot.</param>
    /// <param name="measured">A bit for each of <see cref="All"/>: its value is known.</param>
    public static IReadOnlyList<Suspicion> Ask(SuspectedShot shot, out uint measured)
    {
        List<Suspicion>? found = null;
        measured = 0;
        for (int kind = 0; kind < All.Count; kind++)
        {
            SuspicionRule rule = All[kind];
            if (rule._value?.Invoke(shot) is not { } value || rule.Limit is not { } limit)
            {
                continue;
            }

            measured |= 1u << kind;
            if (rule.IsLeast ? value < limit : value > limit)
            {
                string text = string.Format(CultureInfo.InvariantCulture, rule._text, value, limit);
                (found ??= []).Add(new Suspicion(rule.Kind, value, limit, text));
            }
        }

        return found ?? (IReadOnlyList<Suspicion>)[];
    }

    private static SuspicionRule OfRule(
        string kind, string name, double limit, string text, string source = FromStrict)
    {
        ShotRule rule = ShotRules.All.Single(one => one.Name == name);
        string unit = ShotFigures.Columns.Single(column => column.Facts.Name == rule.Figures[0]).Facts.Unit;
        return new SuspicionRule(
            kind,
            limit,
            text,
            shot => shot.Figures is not { } figures ? null : rule.Value(figures, shot.Film.Facts.Order),
            [.. rule.Figures])
        {
            IsLeast = rule.IsLeast,
            Unit = rule.Transform == FigureTransform.LargestGainPercent ? "%" : unit,
            Source = source,
        };
    }

    private static SuspicionRule NotMeasured(string kind, string why) => new(kind, null, "", null) { Note = why };

    // What the scan saw, where it saw something, else what the survey measured.
    private static double? TimeShift(SuspectedShot shot) =>
        shot.Rows.Max(row => Math.Abs(shot.Film.ScanShift[row] ?? 0)) is > 0 and var scanned ? scanned
            : shot.Figures?.TimeShiftFrames is { } frames ? Math.Abs(frames) : null;
}
