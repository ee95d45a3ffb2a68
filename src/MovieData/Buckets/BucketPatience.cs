namespace MovieData.Buckets;

/// <summary>How long a store is waited for.</summary>
internal sealed record BucketPatience
{
    /// <summary>That of what may be left out: one try, and a few seconds for it, whatever its bytes.</summary>
    public static readonly BucketPatience OfCourtesy =
        new() { Tries = 1, Answer = TimeSpan.FromSeconds(5), BytesPerSecondMin = double.PositiveInfinity };

    /// <summary>A slower request is given up.</summary>
    public double BytesPerSecondMin { get; init; } = 1e6;

    /// <summary>Tries of one request before it is given up.</summary>
    public int Tries { get; init; } = 8;

    /// <summary>Pause before the second try; each further one is twice as long. 8 tries: 25 s in all.</summary>
    public TimeSpan FirstPause { get; init; } = TimeSpan.FromMilliseconds(200);

    /// <summary>Time for an answer, besides that for the bytes.</summary>
    public TimeSpan Answer { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Time for a request that moves so many bytes.</summary>
    public TimeSpan For(long bytes) => Answer + TimeSpan.FromSeconds(bytes / BytesPerSecondMin);

    /// <summary>Pause after a try, from 1: twice as long each time, and up to half as much again by chance, so that
    /// many processes do not come back at once.</summary>
    public TimeSpan PauseAfter(int attempt) =>
        FirstPause * Math.Pow(2, attempt - 1) * (1 + (0.5 * Random.Shared.NextDouble()));
}
