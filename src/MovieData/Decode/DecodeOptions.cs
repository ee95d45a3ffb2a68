using MovieData.Imaging.Frames;
using MovieData.Media.Films;
using MovieData.Yaml;

namespace MovieData.Decode;

/// <summary>Where the crop is centred.</summary>
public enum CropOn
{
    /// <summary>The centre of the view (MiDaS §4).</summary>
    PaperCentre,

    /// <summary>The centre of the active picture inside black bars; bars of single frames are masked, too.</summary>
    Active,
}

/// <summary>Section <c>decode</c> of a pipeline file.</summary>
public sealed record DecodeOptions
{
    /// <summary>
    /// Size every view is brought to in one scaling; all px values refer to it. Spherical films (projection vr180,
    /// equirect): size of the flat view, 90° across (a fixed constant), straight ahead, square pixels; the sphere may
    /// be enlarged 1.5 × by its angles in the middle.
    /// </summary>
    [Key("view_px", Unit = "[w, h], even", From = "P, Si")]
    public required PixelSize View { get; init; }

    /// <summary>Centre crop of the view.</summary>
    [Key("crop_px", Unit = "[w, h], even", From = "P, Si", ScriptNote = "140 px above and below, 20 at the sides")]
    public required PixelSize Crop { get; init; }

    /// <summary>
    /// <c>paper_centre</c>: the view's centre; <c>active</c>: the centre of the active picture inside black bars,
    /// measured by the probe. Bars of the film inside the crop are masked (code 5) with either; with <c>active</c> bars
    /// of single frames are, too.
    /// </summary>
    [Key("crop_on", From = "P, Si")]
    public required CropOn CropOn { get; init; }

    /// <summary>The paper's crop inside the view: centred, even offsets.</summary>
    public PixelArea PaperCrop => new(
        (View.Width - Crop.Width) / 4 * 2, (View.Height - Crop.Height) / 4 * 2, Crop.Width, Crop.Height);

    /// <summary>The crop of a film's views, in view pixels, even.</summary>
    /// <param name="film">The probed film: its active picture is a fact of the plan.</param>
    /// <remarks>On the active picture the crop is centred and, where it fits, lies inside.
    /// </remarks>
    public PixelArea CropFor(Film film)
    {
        if (CropOn == CropOn.PaperCentre || ActiveIn(film) is not { } active)
        {
            return PaperCrop;
        }

        return new PixelArea(
            Place(active.X, active.Width, Crop.Width, View.Width),
            Place(active.Y, active.Height, Crop.Height, View.Height),
            Crop.Width,
            Crop.Height);
    }

    /// <summary>The film's active picture in crop pixels; null when the crop holds no bar.</summary>
    public PixelArea? PictureInCrop(Film film)
    {
        if (ActiveIn(film) is not { } active)
        {
            return null;
        }

        PixelArea crop = CropFor(film);
        int left = Math.Max(0, active.X - crop.X);
        int top = Math.Max(0, active.Y - crop.Y);
        int right = Math.Min(crop.Width, active.X + active.Width - crop.X);
        int bottom = Math.Min(crop.Height, active.Y + active.Height - crop.Y);
        return (left, top, right, bottom) == (0, 0, crop.Width, crop.Height)
            ? null
            : new PixelArea(left, top, Math.Max(0, right - left), Math.Max(0, bottom - top));
    }

    /// <summary>Active picture in view pixels, rounded inwards to even edges.</summary>
    private PixelArea? ActiveIn(Film film)
    {
        if (film.Active is not { } active)
        {
            return null;
        }

        (int left, int right) = Inwards(active.X, active.Width, View.Width, film.ViewSize.Width);
        (int top, int bottom) = Inwards(active.Y, active.Height, View.Height, film.ViewSize.Height);
        return new PixelArea(left, top, right - left, bottom - top);
    }

    private static (int From, int To) Inwards(int from, int length, int view, int filmView)
    {
        long scaledFrom = ((long)from * view) + filmView - 1;
        int start = ((int)(scaledFrom / filmView) + 1) / 2 * 2;
        int end = (int)((long)(from + length) * view / filmView) / 2 * 2;
        return (start, Math.Max(start, end));
    }

    private static int Place(int start, int length, int crop, int view)
    {
        int centred = (start + ((length - crop) / 2)) / 2 * 2;
        int inside = length >= crop ? Math.Clamp(centred, start, start + length - crop) : centred;
        return Math.Clamp(inside, 0, view - crop);
    }
}
