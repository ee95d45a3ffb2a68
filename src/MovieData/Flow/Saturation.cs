using System.Globalization;
using MovieData.Inference;

namespace MovieData.Flow;

/// <summary>Tells of pixels that were taken out since the network was at the end of what it can give.</summary>
public static class Saturation
{
    /// <summary>Share of a picture from which on it is told, 0…1.</summary>
    public const double FractionTold = 0.001;

    /// <summary>One line for the user: how much, why, what to do; null where it is too little to tell.</summary>
    /// <param name="entry">The flow network.</param>
    /// <param name="fraction">Share of a picture's pixels, the largest where there are several pictures.</param>
    public static string? Sentence(ModelEntry entry, double fraction)
    {
        if (fraction < FractionTold)
        {
            return null;
        }

        string share = (fraction * 100).ToString("0.0", CultureInfo.InvariantCulture);
        if (entry.Matching is { } matching)
        {
            return $"up to {share} % of a frame's pixels have no sure match for flow model {entry.Name} between "
                + $"{matching.MinDisparityPx} and {matching.MaxDisparityPx} px of disparity, and are masked (code 1)";
        }

        string remedy = entry.Direction == FlowDirection.Mirrored
            ? $"a shift_px larger than {entry.ShiftPx} reaches farther behind the screen"
                + (entry.Output.MaxPx is { } most
                    ? string.Create(CultureInfo.InvariantCulture, $", and output.max_px is {most}") : "")
            : "use a model that reaches farther";
        return $"up to {share} % of a frame's pixels are at the end of what flow model {entry.Name} can give and "
            + $"masked (code 1): {remedy}";
    }
}
