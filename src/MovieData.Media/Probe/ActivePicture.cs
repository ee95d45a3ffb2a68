using MovieData.Imaging.Frames;
using MovieData.Media.Films;
using MovieData.Media.Reading;

namespace MovieData.Media.Probe;

/// <summary>The picture inside black bars, over both views and the whole film.</summary>
internal static class ActivePicture
{
    /// <summary>Adds the active picture to what is known of a film, where pictures were looked at.</summary>
    public static Film Measure(Film film, StillPictures[] stills)
    {
        (StillPictures Pictures, PixelArea Area)[] views = ViewAreas(film, stills);
        if (views.Length == 0)
        {
            return film;
        }

        BlackBars[] bars = [.. views.Select(view => BlackBars.Measure(view.Pictures.Cut(view.Area)))];
        PixelArea common = bars.Select(measured => measured.Active).Aggregate(BlackBars.Common);
        PixelSize measuredOn = views[0].Area.Size;
        PixelArea active = new(
            (int)((long)common.X * film.ViewSize.Width / measuredOn.Width),
            (int)((long)common.Y * film.ViewSize.Height / measuredOn.Height),
            (int)((long)common.Width * film.ViewSize.Width / measuredOn.Width),
            (int)((long)common.Height * film.ViewSize.Height / measuredOn.Height));
        string sentence = $"active picture {active} of {film.ViewSize}: {bars.Min(one => one.Pictures)} pictures";
        int narrower = bars.Max(one => one.Narrower);
        return film with
        {
            Active = active,
            Evidence = [.. film.Evidence, sentence],
            Warnings = narrower == 0 ? film.Warnings : [.. film.Warnings,
                $"black bars change: {narrower} of {bars.Max(one => one.Pictures)} pictures show less than {active}"],
        };
    }

    /// <summary>Where each view lies in the pictures looked at; views that are interleaved share all of it.</summary>
    private static (StillPictures Pictures, PixelArea Area)[] ViewAreas(Film film, StillPictures[] stills)
    {
        if (stills.Length == 0 || stills.Any(file => file.Luma.Count == 0))
        {
            return [];
        }

        IReadOnlyList<CodedView> views = CodedView.Of(film.Layout, stills[0].Size);
        return views is [{ Area: { } first }, { Area: { } second }]
            ? [(stills[0], first), (stills[0], second)]
            : [.. stills.Select(file => (file, new PixelArea(0, 0, file.Size.Width, file.Size.Height)))];
    }
}
