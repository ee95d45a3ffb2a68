namespace MovieData.Imaging.Frames;

/// <summary>Width and height in pixels; both positive.</summary>
public readonly record struct PixelSize(int Width, int Height)
{
    /// <summary>Number of pixels.</summary>
    public long Area => (long)Width * Height;

    /// <inheritdoc/>
    public override string ToString() => $"{Width}×{Height}";
}

/// <summary>A rectangle of a view in pixels; x to the right, y down, upper left corner included.</summary>
public readonly record struct PixelArea(int X, int Y, int Width, int Height)
{
    /// <summary>Size without position.</summary>
    public PixelSize Size => new(Width, Height);

    /// <inheritdoc/>
    public override string ToString() => $"{Width}×{Height}+{X}+{Y}";
}
