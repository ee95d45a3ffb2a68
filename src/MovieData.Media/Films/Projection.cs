namespace MovieData.Media.Films;

/// <summary>How a view shows the world.</summary>
public enum Projection
{
    /// <summary>An ordinary picture: straight lines are straight.</summary>
    Flat,

    /// <summary>Half equirectangular, 180° × 180°: longitude along the rows, latitude along the columns.</summary>
    Vr180,

    /// <summary>Equirectangular, 360° × 180°.</summary>
    Equirect,
}
