using MovieData.Frames;

namespace MovieData.Decode;

/// <summary>Where the crop is centred.</summary>
public enum CropOn
{
    /// <summary>The centre of the view (MiDaS §4).</summary>
    PaperCentre,

    /// <summary>The centre of the active picture inside black bars.</summary>
    Active,
}

/// <summary>Section <c>decode</c> of a pipeline file.</summary>
/// <param name="View">Every view is brought to this size in one scaling; all px values refer to it. MiDaS:
/// 1920×1080.</param>
/// <param name="Crop">Centre crop of the view; even numbers. MiDaS §4: 1880×800.</param>
/// <param name="CropOn">Where the crop is centred.</param>
public sealed record DecodeOptions(PixelSize View, PixelSize Crop, CropOn CropOn)
{
    /// <summary>The paper's crop inside the view: centred, even offsets.</summary>
    public PixelArea PaperCrop => new(
        (View.Width - Crop.Width) / 4 * 2, (View.Height - Crop.Height) / 4 * 2, Crop.Width, Crop.Height);
}
