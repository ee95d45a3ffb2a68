namespace MovieData.Audit.Evaluate;

/// <summary>What a number of a protocol is, so that whoever reads it can reproduce it.</summary>
/// <param name="Name">Name in JSON and CSV.</param>
/// <param name="Space">What is compared, with its unit.</param>
/// <param name="Alignment">How the prediction is brought to the truth's scale and shift.</param>
/// <param name="Clamp">Where values are cut off; <c>none</c>.</param>
public sealed record Metric(string Name, string Space, string Alignment, string Clamp);

/// <summary>A way to score predictions: which pixels, in which space, aligned how, by which measures.</summary>
public interface IProtocol
{
    /// <summary>Word of <c>--protocol</c>.</summary>
    string Name { get; }

    /// <summary>Its numbers, in order.</summary>
    IReadOnlyList<Metric> Metrics { get; }

    /// <summary>What has to be known of its numbers; null where nothing.</summary>
    string? Caution => null;

    /// <summary>Scores a sample. Called from several threads at once.</summary>
    /// <param name="picture">Has at least one valid pixel; stays the caller's.</param>
    /// <returns>Pixels used, and a number a metric; NaN where it is not defined there.</returns>
    (int Pixels, double[] Values) Measure(ScoredPicture picture);
}
