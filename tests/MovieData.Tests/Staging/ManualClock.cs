namespace MovieData.Tests.Staging;

/// <summary>A clock that the test moves.</summary>
internal sealed class ManualClock : TimeProvider
{
    private long _seconds;

    public override long TimestampFrequency => 1;

    public override long GetTimestamp() => Interlocked.Read(ref _seconds);

    public void Move(int seconds) => Interlocked.Add(ref _seconds, seconds);
}
