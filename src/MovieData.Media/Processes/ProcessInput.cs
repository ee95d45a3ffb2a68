using System.Runtime.ExceptionServices;

namespace MovieData.Media.Processes;

/// <summary>
/// The stdin of an ffmpeg subprocess, and whoever feeds it. The subprocess's silence counts only while it has something
/// to work on: not while the next bytes are being fetched.
/// </summary>
public sealed class ProcessInput : IDisposable
{
    private readonly Stream _stream;
    private readonly SilenceWatch _watch;
    private readonly CancellationTokenSource _feeding;
    private readonly Task _feeder;
    private ExceptionDispatchInfo? _fault;

    /// <param name="stream">The subprocess's stdin.</param>
    /// <param name="watch">Listens to the subprocess.</param>
    /// <param name="feed">Writes all there is, on a thread of its own; null: the caller writes, if anyone does.</param>
    /// <param name="cancel">Ends the feeding.</param>
    internal ProcessInput(
        Stream stream, SilenceWatch watch, Action<ProcessInput, CancellationToken>? feed, CancellationToken cancel)
    {
        _stream = stream;
        _watch = watch;
        _watch.IsStarving = feed is not null;
        _feeding = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        _feeder = feed is null ? Task.CompletedTask : Task.Factory.StartNew(
            () => Feed(feed), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }

    /// <summary>
    /// Writes to the subprocess; false when it does not take any more, and whoever reads its output hears why.
    /// </summary>
    public bool TryWrite(ReadOnlySpan<byte> bytes)
    {
        _watch.IsStarving = false;
        try
        {
            _stream.Write(bytes);
            _watch.IsStarving = true;
            return true;
        }
        catch (Exception gone) when (gone is IOException or ObjectDisposedException)
        {
            return false;
        }
    }

    /// <summary>Ends the subprocess's stdin: it has all there is.</summary>
    public void Close()
    {
        _watch.IsStarving = false;
        try
        {
            _stream.Dispose();
        }
        catch (IOException)
        {
            // It is gone already: its exit code and its words tell why.
        }
    }

    /// <summary>Waits until the subprocess was fed all there is, and throws what stopped that, of whatever
    /// kind.</summary>
    public void RequireFed()
    {
        _feeder.Wait();
        _fault?.Throw();
    }

    /// <summary>Asks the feeder to end; one that is writing notices when the subprocess is gone.</summary>
    public void Cancel() => _feeding.Cancel();

    /// <summary>Waits for the feeder's end.</summary>
    public void Dispose()
    {
        _feeding.Cancel();
        _feeder.Wait();
        _feeding.Dispose();
    }

    private void Feed(Action<ProcessInput, CancellationToken> feed)
    {
        try
        {
            feed(this, _feeding.Token);
        }
        catch (OperationCanceledException) when (_feeding.IsCancellationRequested)
        {
            // Nobody reads the subprocess any more.
        }
        catch (Exception fault)
        {
            // Of whatever kind: the subprocess did not get all, and whoever reads it must hear of that.
            _fault = ExceptionDispatchInfo.Capture(fault);
        }
        finally
        {
            Close();
        }
    }
}
