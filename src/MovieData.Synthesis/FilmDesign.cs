namespace MovieData.Synthesis;

/// <summary>How every sample of a shot must end when a MiDaS pipeline extracts the film at 1920×1080.</summary>
public enum ShotVerdict
{
    /// <summary>Accepted.</summary>
    Kept,

    /// <summary>Rejected by one of <see cref="ShotDesign.Rules"/>.</summary>
    Rejected,

    /// <summary>Never sampled: too short, or in a dropped chapter.</summary>
    NotPlanned,
}

/// <summary>A shot of the film.</summary>
/// <param name="Name">One word.</param>
/// <param name="Chapter">1-based.</param>
/// <param name="FirstFrame">First frame of the film that shows it.</param>
/// <param name="EndFrame">Frame after the last.</param>
/// <param name="Verdict">How its samples must end.</param>
/// <param name="Rules">Rules that may reject it, words of CONTRACT.md (<c>vertical range consistency</c>); empty unless
/// rejected.</param>
public sealed record ShotDesign(
    string Name, int Chapter, int FirstFrame, int EndFrame, ShotVerdict Verdict, IReadOnlyList<string> Rules)
{
    /// <summary>Frames of the shot.</summary>
    public int Frames => EndFrame - FirstFrame;

    /// <summary>Whether a planned sample of this shot ended as designed.</summary>
    /// <param name="rejectedBy">First failed rule, or null when it was kept.</param>
    public bool IsAsDesigned(string? rejectedBy) => Verdict switch
    {
        ShotVerdict.Kept => rejectedBy is null,
        ShotVerdict.Rejected => rejectedBy is not null && Rules.Contains(rejectedBy),
        _ => false,
    };
}

/// <summary>One entry of the film's table: a shot before its length is settled.</summary>
internal sealed record ShotPlan(
    string Name, string Chapter, double Seconds, ShotVerdict Verdict, Func<uint, SceneScript> Script)
{
    public string[] Rules { get; init; } = [];

    public Func<uint, SceneScript>? Right { get; init; }

    public double VerticalOffset { get; init; }
}

/// <summary>The table of the demo film: what is shown, for how long, and what must become of it.</summary>
internal static class FilmDesign
{
    public static readonly ShotPlan[] Shots =
    [
        new("title", "Title", 2, ShotVerdict.NotPlanned, s => TitleCards.Card(s, "A SYNTHETIC FILM", "IN TWO VIEWS")),
        new("garden", "The garden", 5.25, ShotVerdict.Kept, OutdoorScenes.Garden),
        new("room", "The room", 5.25, ShotVerdict.Kept, IndoorScenes.Room),
        new("street", "The street", 5.25, ShotVerdict.Kept, OutdoorScenes.Street),
        new("forest", "The forest", 3, ShotVerdict.Kept, OutdoorScenes.Forest),
        new("table", "The table", 3, ShotVerdict.Kept, IndoorScenes.Table),
        new("posters", "Faults", 1.5, ShotVerdict.Rejected, IndoorScenes.PosterWall) { Rules = ["range"] },
        new("shifted", "Faults", 1.5, ShotVerdict.Rejected, OutdoorScenes.Garden)
            { Rules = ["vertical"], VerticalOffset = 5 },
        new("library", "Faults", 1.5, ShotVerdict.Rejected, s => IndoorScenes.Library(s, 0))
            { Rules = ["consistency"], Right = s => IndoorScenes.Library(s, 1) },
        new("short", "Faults", 0.75, ShotVerdict.NotPlanned, OutdoorScenes.Forest),
        new("unrelated", "Faults", 1.5, ShotVerdict.Rejected, OutdoorScenes.Street)
            { Rules = ["vertical", "consistency"], Right = IndoorScenes.Table },
        new("credits", "Credits", 2, ShotVerdict.NotPlanned, s => TitleCards.Card(s, "THE END", "ALL HASHED BY HAND")),
    ];
}

/// <summary>Title and credits.</summary>
internal static class TitleCards
{
    /// <summary>Two lines of floating text before a dark wall.</summary>
    public static SceneScript Card(uint seed, string upper, string lower)
    {
        Texture wall = Materials.Bricks(seed, new(0.10f, 0.10f, 0.13f), new(0.06f, 0.06f, 0.07f), 12, 28, 3);
        Sprite first = Line(upper, 12), second = Line(lower, 7);
        return t =>
        [
            new Layer(wall, new DisparityPlane(-14, 0.003, 0, 960), TextureMapping.Upright(12 * t, 0, 1)),
            new Layer(first.Texture, new DisparityPlane(12 + (3 * t)),
                TextureMapping.Upright(960 - first.FootX, 400, 1)),
            new Layer(second.Texture, new DisparityPlane(4), TextureMapping.Upright(960 - second.FootX, 580, 1)),
        ];
    }

    private static Sprite Line(string text, int dot)
    {
        int width = text.Length * 6 * dot, height = 9 * dot;
        var canvas = new Canvas(width, height);
        canvas.Text(text, dot / 2f, dot, dot, (x, y) => new Colour(0.92f, 0.84f, 0.62f) * (1 - (0.3f * y / height)));
        return new Sprite(canvas.Finish(), width / 2f, 0);
    }
}
