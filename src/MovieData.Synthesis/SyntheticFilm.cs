using MovieData.Imaging.Frames;
using MovieData.Media.Films;

namespace MovieData.Synthesis;

/// <summary>
/// The synthetic stereo film: its shots, chapters and cuts, any frame of either view, and the exact truth.
/// Textures of a shot are made when its first frame is asked for and kept for the last few shots only.
/// </summary>
public sealed class SyntheticFilm
{
    /// <summary>Shots whose textures are kept.</summary>
    private const int ScenesMax = 3;

    private readonly Queue<(int Shot, SyntheticScene Scene)> _scenes = new();
    private readonly Lock _lock = new();

    /// <summary>Lays out the film; renders nothing.</summary>
    /// <exception cref="SynthesisException">An option is out of range.</exception>
    public SyntheticFilm(SynthesisOptions options)
    {
        options.Validate();
        Options = options;
        Shots = LayOut(options);
        Chapters = [.. Shots.GroupBy(s => s.Chapter).Select(g => new Chapter(
            (double)g.First().FirstFrame / options.Fps, (double)g.Last().EndFrame / options.Fps,
            FilmDesign.Shots.First(p => p.Name == g.First().Name).Chapter))];
    }

    /// <summary>Length as designed, s.</summary>
    public static double SecondsDesigned => FilmDesign.Shots.Sum(s => s.Seconds);

    /// <summary>What the film was made from.</summary>
    public SynthesisOptions Options { get; }

    /// <summary>All shots in order, with what must become of them.</summary>
    public IReadOnlyList<ShotDesign> Shots { get; }

    /// <summary>Chapters in order.</summary>
    public IReadOnlyList<Chapter> Chapters { get; }

    /// <summary>Frames of one view.</summary>
    public int Frames => Shots[^1].EndFrame;

    /// <summary>First frame of each new shot, without frame 0.</summary>
    public IReadOnlyList<int> Cuts => [.. Shots.Skip(1).Select(s => s.FirstFrame)];

    /// <summary>The picture inside the letterbox bars, px of a view.</summary>
    public PixelArea Active => new(0, BarPx, Options.View.Width, Options.View.Height - (2 * BarPx));

    private int BarPx => (int)Math.Round(SyntheticScene.BarRows * Options.View.Width / SyntheticScene.DesignWidth);

    /// <summary>The shot that shows a frame.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The film has no such frame.</exception>
    public ShotDesign ShotAt(int frame)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(frame);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(frame, Frames);
        return Shots.First(s => frame < s.EndFrame);
    }

    /// <summary>A frame of one view. The caller owns it.</summary>
    public Plane<Rgb24> Render(int frame, View view)
    {
        ShotDesign shot = ShotAt(frame);
        return SceneOf(shot).Render(frame - shot.FirstFrame, view);
    }

    /// <summary>The exact truth of a frame. The caller owns it.</summary>
    /// <exception cref="SynthesisException">The frame's views are unrelated: there is no truth.</exception>
    public SceneTruth Truth(int frame)
    {
        ShotDesign shot = ShotAt(frame);
        return SceneOf(shot).Truth(frame - shot.FirstFrame);
    }

    /// <summary>The scene of a shot; its frame 0 is the shot's first frame.</summary>
    public SyntheticScene SceneOf(ShotDesign shot)
    {
        int index = Shots.TakeWhile(s => s != shot).Count();
        lock (_lock)
        {
            if (_scenes.FirstOrDefault(s => s.Shot == index).Scene is { } kept)
            {
                return kept;
            }

            SyntheticScene scene = Build(index);
            _scenes.Enqueue((index, scene));
            if (_scenes.Count > ScenesMax)
            {
                _scenes.Dequeue();
            }

            return scene;
        }
    }

    private SyntheticScene Build(int index)
    {
        ShotPlan plan = FilmDesign.Shots[index];
        uint seed = Dice.Seed(Options.Seed, (uint)index);
        double scale = Options.View.Width / SyntheticScene.DesignWidth;
        return new SyntheticScene(plan.Script(seed), seed, Options.View, Options.Fps)
        {
            BarPx = BarPx,
            VerticalOffsetPx = plan.VerticalOffset * scale,
            RightScript = plan.Right?.Invoke(seed),
        };
    }

    private static ShotDesign[] LayOut(SynthesisOptions options)
    {
        double kept = FilmDesign.Shots.Where(s => s.Verdict == ShotVerdict.Kept).Sum(s => s.Seconds);
        double others = SecondsDesigned - kept, wanted = options.Seconds ?? SecondsDesigned;
        double shortest = FilmDesign.Shots.Where(s => s.Verdict == ShotVerdict.Kept).Min(s => s.Seconds);
        double least = others + (kept / shortest);
        if (double.IsNaN(wanted) || wanted < least || wanted > SynthesisOptions.SecondsMax)
        {
            throw new SynthesisException(
                $"synth cannot make a film of {wanted} s; "
                + $"choose {Math.Ceiling(least)}…{SynthesisOptions.SecondsMax}");
        }

        double stretch = (wanted - others) / kept;
        var shots = new List<ShotDesign>();
        int frame = 0, chapter = 0;
        string title = "";
        foreach (ShotPlan plan in FilmDesign.Shots)
        {
            chapter += plan.Chapter == title ? 0 : 1;
            title = plan.Chapter;
            double seconds = plan.Seconds * (plan.Verdict == ShotVerdict.Kept ? stretch : 1);
            int end = frame + (int)Math.Round(seconds * options.Fps);
            shots.Add(new ShotDesign(plan.Name, chapter, frame, end, plan.Verdict, plan.Rules));
            frame = end;
        }

        return [.. shots];
    }
}
