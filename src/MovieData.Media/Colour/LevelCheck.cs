using System.Globalization;

namespace MovieData.Media.Colour;

/// <summary>
/// Do the levels of a film's pictures fit the range that its tag states? Full-range pictures read as limited lose
/// their shadows and lights; limited ones read as full come out pale. The tag is believed all the same, and the
/// contradiction told.
/// </summary>
internal static class LevelCheck
{
    /// <summary>
    /// Limited range is 16…235 with a margin for overshoot, of which filters and encoders use some levels: what is
    /// this far outside is no overshoot.
    /// </summary>
    private const int BlackLimited = 16;
    private const int WhiteLimited = 235;
    private const int OvershootLevels = 8;

    /// <summary>
    /// Share of all pixels outside limited range that contradicts it, and the least of it at either end. One end alone
    /// does not: cameras record lights up to 254, and bars are painted with 0, in films of limited range.
    /// </summary>
    private const double OutsideShareMin = 0.005;
    private const double EndShareMin = 0.001;

    /// <summary>
    /// Full-range pictures have no reason to avoid the levels outside limited range: so few there, while so many are
    /// at the black of limited range, contradict it.
    /// </summary>
    private const double AvoidedShareMax = 0.0001;
    private const double BlackShareMin = 0.01;

    /// <summary>A sentence on the contradiction; null where there is none.</summary>
    /// <param name="name">The file, for the message.</param>
    /// <param name="levels">Pixels at each coded luma of 8 bits; empty: not known.</param>
    /// <param name="isFullRange">How the luma is read.</param>
    public static string? Warning(string name, IReadOnlyList<long> levels, bool isFullRange)
    {
        double all = levels.Sum();
        if (all == 0)
        {
            return null;
        }

        double Share(int from, int to) => levels.Skip(from).Take(to - from + 1).Sum() / all;
        return isFullRange
            ? Limited(
                Share(0, BlackLimited - 3) + Share(WhiteLimited + 3, 255), Share(BlackLimited - 1, BlackLimited + 1))
            : Full(Share(0, BlackLimited - OvershootLevels), Share(WhiteLimited + OvershootLevels, 255));

        string? Full(double below, double above) =>
            below + above < OutsideShareMin || Math.Min(below, above) < EndShareMin ? null : string.Create(
                CultureInfo.InvariantCulture,
                $"{name}: read as limited range (luma {BlackLimited}…{WhiteLimited}), but {below:P1} of the pixels "
                + $"are at or below {BlackLimited - OvershootLevels} and {above:P1} at or above "
                + $"{WhiteLimited + OvershootLevels}") + Advice("full");

        string? Limited(double outside, double black) => outside > AvoidedShareMax || black < BlackShareMin ? null
            : string.Create(
                CultureInfo.InvariantCulture,
                $"{name}: read as full range (luma 0…255), but {black:P1} of the pixels are at {BlackLimited}, the "
                + $"black of limited range, and hardly one is outside {BlackLimited}…{WhiteLimited}")
                + Advice("limited");
    }

    private static string Advice(string range) =>
        $": where its pictures are of {range} range, the tag is wrong, and tones come out wrong until it is corrected";
}
