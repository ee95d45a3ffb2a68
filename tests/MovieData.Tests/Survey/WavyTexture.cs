namespace MovieData.Tests.Survey;

/// <summary>A texture of three waves that is known between the pixels too, with detail in all directions.</summary>
internal static class WavyTexture
{
    /// <summary>Level at a point, 33 to 223.</summary>
    public static double Level(double x, double y) => 128 + (40 * Wave((x / 11) + (y / 17), 0))
        + (30 * Wave((x / 23) - (y / 13), 1)) + (25 * Wave((x / 31) + (y / 9), 2));

    private static double Wave(double turns, double phase) => Math.Sin((2 * Math.PI * turns) + phase);
}
