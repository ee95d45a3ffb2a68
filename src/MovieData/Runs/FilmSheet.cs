using System.Globalization;
using MovieData.Decode;
using MovieData.Imaging.Frames;
using MovieData.Imaging.Messages;
using MovieData.Imaging.Pictures;
using MovieData.Media.Films;
using MovieData.Media.Reading;
using MovieData.Media.Scan;
using MovieData.Plan;

namespace MovieData.Runs;

/// <summary>
/// A film on one page, for a look before spending GPU days: pictures of it with both views side by side, the crop and
/// the active picture drawn, and the scene scores with cuts, clips and samples as a strip.
/// </summary>
public sealed class FilmSheet
{
    private const int ViewWidth = 320;
    private const int PairsAcross = 2;
    private const int PairsMax = 40;
    private const int GapPx = 8;
    private const int StripPx = 120;
    private const int HeadLines = 4;

    private static readonly Rgb24 Ground = new(24, 24, 27);
    private static readonly Rgb24 Ink = new(235, 235, 235);
    private static readonly Rgb24 Faint = new(130, 130, 135);
    private static readonly Rgb24 CropColour = new(80, 220, 100);
    private static readonly Rgb24 ActiveColour = new(255, 170, 40);
    private static readonly Rgb24 CutColour = new(240, 70, 70);
    private static readonly Rgb24 ClipColour = new(60, 110, 190);
    private static readonly Rgb24 ScoreColour = new(200, 200, 205);

    private readonly Film _film;
    private readonly DecodeOptions _decode;
    private readonly int _viewHeight;
    private readonly bool _cropFits;

    /// <param name="film">The probed film.</param>
    /// <param name="decode">View size and crop of the pipeline.</param>
    public FilmSheet(Film film, DecodeOptions decode)
    {
        _film = film;
        _decode = decode;
        PixelSize shape = film.Projection == Projection.Flat ? film.ViewSize : decode.View;
        double halfHeight = (double)shape.Height * ViewWidth / shape.Width / 2;
        _viewHeight = Math.Max(2, (int)Math.Round(halfHeight) * 2);
        try
        {
            SampleScaling.For(film, decode);
            _cropFits = true;
        }
        catch (DecodeException)
        {
            _cropFits = false;
        }
    }

    private static int PairWidth => (2 * ViewWidth) + 2;

    private static int Width => (PairsAcross * PairWidth) + ((PairsAcross + 1) * GapPx);

    /// <summary>The page of a film that was not scanned: pictures at evenly spread times. The caller owns it.</summary>
    /// <param name="cancel">Kills the subprocesses.</param>
    public Plane<Rgb24> Render(CancellationToken cancel)
    {
        double lengthS = _film.DurationS ?? _film.Frames / _film.Fps.Value;
        const int Count = 12;
        (string, double)[] cells = [.. Enumerable.Range(0, Count)
            .Select(pair => lengthS * (pair + 0.5) / Count)
            .Select(timeS => (Clock(timeS), timeS))];
        return Render(cells, $"{Count} evenly spread pictures - shots --sheet adds cuts and scores", null, cancel);
    }

    /// <summary>The page of a scanned film: the middle of every shot, or of evenly spread ones. The caller owns
    /// it.</summary>
    /// <param name="scores">Scores and times.</param>
    /// <param name="plan">Shots, clips and samples.</param>
    /// <param name="threshold">Scores above it are cuts.</param>
    /// <param name="cancel">Kills the subprocesses.</param>
    public Plane<Rgb24> Render(SceneScores scores, SamplePlan plan, double threshold, CancellationToken cancel)
    {
        int shown = Math.Min(PairsMax, plan.Shots.Count);
        Dictionary<int, int> samples = plan.Segments.SelectMany(segment => segment.Samples)
            .GroupBy(sample => sample.Shot)
            .ToDictionary(shot => shot.Key, shot => shot.Count());
        (string, double)[] cells = [.. Enumerable.Range(0, shown)
            .Select(cell => plan.Shots[(int)((long)cell * plan.Shots.Count / shown)])
            .Select(shot => (
                $"shot {shot.Index}  {Clock(scores.TimeS(shot.FirstFrame))}  {shot.FirstFrame}-{shot.EndFrame - 1}  "
                    + (samples.TryGetValue(shot.Index, out int count) ? Counted.Of(count, "sample") : "not sampled"),
                scores.TimeS((shot.FirstFrame + shot.EndFrame - 1) / 2)))];
        string counts =
            $"{shown} of {Counted.Of(plan.Shots.Count, "shot")} - {Counted.Of(plan.Clips.Count, "clip")} - "
            + Counted.Of(samples.Values.Sum(), "sample");
        return Render(cells, counts, (painter, y) => DrawStrip(painter, y, scores, plan, threshold), cancel);
    }

    private Plane<Rgb24> Render(
        (string Label, double TimeS)[] cells, string counts, Action<Painter, int>? strip, CancellationToken cancel)
    {
        int rows = (cells.Length + PairsAcross - 1) / PairsAcross;
        int rowHeight = Painter.LinePx + _viewHeight + GapPx;
        int head = GapPx + (HeadLines * Painter.LinePx);
        int stripHeight = strip is null ? 0 : StripPx + Painter.LinePx + GapPx;
        var page = new Plane<Rgb24>(Width, head + stripHeight + (rows * rowHeight) + GapPx);
        page.Pixels.Fill(Ground);
        using var painter = new Painter(page);
        DrawHead(painter, counts);
        strip?.Invoke(painter, head);
        for (int cell = 0; cell < cells.Length; cell++)
        {
            int x = GapPx + (cell % PairsAcross * (PairWidth + GapPx));
            int y = head + stripHeight + (cell / PairsAcross * rowHeight);
            painter.Text(x, y, cells[cell].Label, Ink);
            (Plane<Rgb24> First, Plane<Rgb24> Second)? pair =
                StillPairs.ReadAt(_film, cells[cell].TimeS, new PixelSize(ViewWidth, _viewHeight), cancel);
            bool isSwapped = _film.ViewOrder == ViewOrder.RightFirst;
            DrawView(painter, x, y + Painter.LinePx, isSwapped ? pair?.Second : pair?.First);
            DrawView(painter, x + ViewWidth + 2, y + Painter.LinePx, isSwapped ? pair?.First : pair?.Second);
            pair?.First.Dispose();
            pair?.Second.Dispose();
        }

        return page;
    }

    private void DrawHead(Painter painter, string counts)
    {
        string order = _film.ViewOrder == ViewOrder.Unknown ? "first view left, second right - order unknown"
            : "left view left, right view right - stated " + StereoWords.Of(_film.ViewOrder);
        string probability = _film.ViewOrderProbability is { } p
            ? string.Create(CultureInfo.InvariantCulture, $" - first view left with probability {p:F3}")
            : "";
        string[] lines =
        [
            $"{_film.Id} - {StereoWords.Of(_film.Layout)} - {_film.ViewSize.Width}x{_film.ViewSize.Height} - "
                + string.Create(CultureInfo.InvariantCulture, $"{_film.Frames} frames at {_film.Fps.Value:F3} fps"),
            order + probability,
            counts,
        ];
        for (int line = 0; line < lines.Length; line++)
        {
            painter.Text(GapPx, GapPx + (line * Painter.LinePx), lines[line], line == 0 ? Ink : Faint);
        }

        int y = GapPx + (lines.Length * Painter.LinePx);
        string crop = _cropFits ? "crop" : "crop of the pipeline does not fit";
        painter.Text(GapPx, y, crop, CropColour);
        string active = _film.Active is { } area
            ? $"active picture {area.Width}x{area.Height} at {area.X} {area.Y}"
            : "active picture not measured";
        painter.Text((3 * GapPx) + Painter.WidthOf(crop), y, active, ActiveColour);
    }

    private void DrawView(Painter painter, int x, int y, Plane<Rgb24>? view)
    {
        var cell = new PixelArea(x, y, ViewWidth, _viewHeight);
        if (view is null)
        {
            painter.Fill(cell, new Rgb24(45, 45, 50));
            painter.Text(x + GapPx, y + GapPx, "no picture here", Faint);
            return;
        }

        painter.Place(view, cell);
        if (_film.Active is { } active)
        {
            painter.Outline(Placed(active, _film.ViewSize, cell), ActiveColour);
        }

        if (_cropFits)
        {
            painter.Outline(Placed(_decode.CropFor(_film), _decode.View, cell), CropColour);
        }
    }

    private static PixelArea Placed(PixelArea area, PixelSize of, PixelArea cell)
    {
        int left = area.X * cell.Width / of.Width;
        int top = area.Y * cell.Height / of.Height;
        int right = (area.X + area.Width) * cell.Width / of.Width;
        int bottom = (area.Y + area.Height) * cell.Height / of.Height;
        return new PixelArea(cell.X + left, cell.Y + top, right - left, bottom - top);
    }

    /// <summary>
    /// Largest score of each column's frames, the threshold, cuts in red; clips in blue and samples in green below.
    /// </summary>
    private static void DrawStrip(Painter painter, int y, SceneScores scores, SamplePlan plan, double threshold)
    {
        int width = Width - (2 * GapPx);
        int bottom = y + StripPx - 24;
        int Column(int frame) => GapPx + (int)((long)frame * width / scores.Frames);
        double top = Math.Max(scores.Score.Max(), 1.2 * threshold);
        int Level(double score) => (int)Math.Round(score / top * (bottom - y));
        painter.Fill(new PixelArea(GapPx, y, width, bottom - y), new Rgb24(36, 36, 40));
        var cuts = plan.Cuts.ToHashSet();
        for (int frame = 0; frame < scores.Frames; frame++)
        {
            int level = Level(scores.Score[frame]);
            int across = Math.Max(1, Column(frame + 1) - Column(frame) - 1);
            Rgb24 colour = cuts.Contains(frame) ? CutColour : ScoreColour;
            painter.Fill(new PixelArea(Column(frame), bottom - level, across, level), colour);
        }

        painter.Fill(new PixelArea(GapPx, bottom - Level(threshold), width, 1), ActiveColour);
        foreach (int cut in cuts)
        {
            painter.Fill(new PixelArea(Column(cut), y, 1, bottom - y), CutColour);
        }

        foreach (Clip clip in plan.Clips)
        {
            int from = Column(clip.FirstFrame);
            int length = Math.Max(1, Column(clip.EndFrame) - from - 1);
            painter.Fill(new PixelArea(from, bottom + 4, length, 8), ClipColour);
        }

        foreach (PlannedSample sample in plan.Segments.SelectMany(segment => segment.Samples))
        {
            painter.Fill(new PixelArea(Column(sample.Frame), bottom + 13, 2, 7), CropColour);
        }

        string legend = string.Create(
            CultureInfo.InvariantCulture,
            $"scores up to {top:F2} - threshold {threshold:F2} - cuts red - clips blue - samples green");
        painter.Text(GapPx, y + StripPx + 2, legend, Faint);
    }

    private static string Clock(double timeS) =>
        TimeSpan.FromSeconds(timeS).ToString(@"h\:mm\:ss\.f", CultureInfo.InvariantCulture);
}
