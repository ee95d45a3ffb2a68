namespace MovieData.Imaging.Frames;

/// <summary>One of the two pictures of a stereo pair, as the viewer's left or right eye sees it.</summary>
public enum View
{
    /// <summary>The left view: the reference of every disparity.</summary>
    Left,

    /// <summary>The right view.</summary>
    Right,
}
