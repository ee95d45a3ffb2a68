using System.ComponentModel;
using System.Diagnostics;
using System.IO.Pipes;
using MovieData.Native;

namespace MovieData.Media.Processes;

/// <summary>
/// One ffmpeg or ffprobe subprocess: arguments as a list (never a shell), stdout read in place, stderr drained and its
/// tail kept for messages, killed on disposal, cancellation and silence.
/// </summary>
public sealed class FFmpegProcess : IDisposable
{
    /// <summary>A subprocess that neither ends nor sends a byte for so long while we wait is taken for hung.</summary>
    public static readonly TimeSpan SilenceMax = TimeSpan.FromSeconds(60);

    /// <summary>
    /// Exit codes from here on, by the number of a signal (1…31), are those of subprocesses that a signal ended.
    /// </summary>
    private const int SignalCode = 128;

    /// <summary>
    /// Exit code of ffmpeg when it was asked to stop. (Its own errors are 1, 69, or from ffmpeg 6 on the low byte of
    /// its error number: 183 is invalid data.)
    /// </summary>
    private const int StoppedCode = 255;

    /// <summary>Exit code of a wrapper script whose program may not be run.</summary>
    private const int CannotRunCode = 126;

    /// <summary>Exit code of ld.so where a library is missing, and of a wrapper script without its program.</summary>
    private const int NotFoundCode = 127;

    /// <summary>Bytes of the pipe's kernel buffer we ask for.</summary>
    private const int PipeBytes = 1 << 20;

    private readonly Process _process;
    private readonly Stream _output;
    private readonly SilenceWatch _watchdog;
    private readonly CancellationTokenRegistration _cancellation;
    private readonly StderrTail _tail = new();
    private readonly Task _errors;
    private readonly TimeSpan _silenceMax;
    private bool _fellSilent;

    private FFmpegProcess(
        Process process,
        Action<string>? onErrorLine,
        Action? onErrorEnd,
        Action<ProcessInput, CancellationToken>? feed,
        TimeSpan silenceMax,
        CancellationToken cancel)
    {
        _process = process;
        _silenceMax = silenceMax;
        _output = process.StandardOutput.BaseStream;
        if (_output is PipeStream pipe)
        {
            PipeBuffer.Enlarge(pipe.SafePipeHandle, PipeBytes);
        }

        _watchdog = new SilenceWatch(silenceMax, TimeProvider.System, KillSilent) { IsStarving = feed is not null };
        _cancellation = cancel.Register(Kill);
        _errors = Task.Factory.StartNew(
            () => DrainErrors(onErrorLine, onErrorEnd),
            CancellationToken.None,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default);
        Input = new ProcessInput(process.StandardInput.BaseStream, _watchdog, feed, cancel);
    }

    /// <summary>Subprocess's stdin; closed unless one was asked for at the start.</summary>
    public ProcessInput Input { get; }

    /// <summary>
    /// Called before every read of a subprocess's frames; tests throw here to stand for a subprocess that is lost then.
    /// </summary>
    internal static AsyncLocal<Action?> BeforeRead { get; } = new();

    /// <summary>
    /// Starts <paramref name="program"/> (<c>ffmpeg</c> or <c>ffprobe</c>, found on PATH).
    /// </summary>
    /// <param name="program">Program name.</param>
    /// <param name="arguments">Arguments, passed as they are; file names as <c>file:NAME</c>
    /// (<see cref="FileArgument"/>).</param>
    /// <param name="cancel">Kills the subprocess.</param>
    /// <param name="onErrorLine">Sees every line of stderr, in order, on a thread of its own.</param>
    /// <param name="onErrorEnd">Called once after the last line of stderr.</param>
    /// <param name="feed">
    /// Writes the subprocess's stdin, on a thread of its own, until it returns or is cancelled, which disposal does.
    /// Its fault is told by <see cref="ProcessInput.RequireFed"/>.</param>
    /// <param name="takesInput">True for a subprocess that the caller writes to by <see cref="Input"/>. Without either
    /// nothing is connected to stdin.</param>
    /// <param name="silenceMax">Overrides <see cref="SilenceMax"/>.</param>
    /// <exception cref="FFmpegException">The program is not installed, too old, or built without what we use
    /// (<see cref="FFmpegBuild"/>).</exception>
    public static FFmpegProcess Start(
        string program,
        IEnumerable<string> arguments,
        CancellationToken cancel,
        Action<string>? onErrorLine = null,
        Action? onErrorEnd = null,
        Action<ProcessInput, CancellationToken>? feed = null,
        bool takesInput = false,
        TimeSpan? silenceMax = null)
    {
        if (program is "ffmpeg" or "ffprobe")
        {
            FFmpegBuild.RequireUsable(cancel);
        }

        return StartUnchecked(
            program, arguments, onErrorLine, onErrorEnd, feed, takesInput, silenceMax ?? SilenceMax, cancel);
    }

    private static FFmpegProcess StartUnchecked(
        string program,
        IEnumerable<string> arguments,
        Action<string>? onErrorLine,
        Action? onErrorEnd,
        Action<ProcessInput, CancellationToken>? feed,
        bool takesInput,
        TimeSpan silenceMax,
        CancellationToken cancel)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
            UseShellExecute = false,
        };
        LargePages.Ask(start);
        try
        {
            Process process = Process.Start(start)!;
            if (feed is null && !takesInput)
            {
                process.StandardInput.Close();
            }

            return new FFmpegProcess(process, onErrorLine, onErrorEnd, feed, silenceMax, cancel);
        }
        catch (Win32Exception error)
        {
            throw FFmpegException.NotStarted(program, error);
        }
    }

    /// <summary>Runs a subprocess to its end and returns all of its stdout as text.</summary>
    /// <exception cref="FFmpegException">The subprocess failed or fell silent; the message ends with its last
    /// words.</exception>
    public static string Capture(string program, IEnumerable<string> arguments, CancellationToken cancel)
    {
        using FFmpegProcess child = Start(program, arguments, cancel);
        return child.ReadToEnd();
    }

    /// <summary>As <see cref="Capture"/>, of a program of which nothing is known yet.</summary>
    internal static string CaptureUnchecked(
        string program, IEnumerable<string> arguments, Action<string> onErrorLine, CancellationToken cancel)
    {
        using FFmpegProcess child = StartUnchecked(
            program, arguments, onErrorLine, null, null, takesInput: false, SilenceMax, cancel);
        return child.ReadToEnd();
    }

    private string ReadToEnd()
    {
        using var text = new MemoryStream();
        var buffer = new byte[1 << 16];
        for (int count = Read(buffer); count > 0; count = Read(buffer))
        {
            text.Write(buffer, 0, count);
        }

        WaitForSuccess();
        return System.Text.Encoding.UTF8.GetString(text.GetBuffer(), 0, (int)text.Length);
    }

    /// <summary>A path as ffmpeg must be given it, so that no name is taken for an option or a protocol.</summary>
    public static string FileArgument(string path) => "file:" + path;

    /// <summary>
    /// Input arguments for a user's file, whose content must not make ffmpeg open anything but files.
    /// </summary>
    public static IReadOnlyList<string> FileInput(string path) =>
        ["-protocol_whitelist", "file", "-i", FileArgument(path)];

    /// <summary>Reads what is there, at most the buffer; 0 at the end of the subprocess's stdout.</summary>
    /// <exception cref="FFmpegException">The subprocess fell silent and was killed.</exception>
    public int Read(Span<byte> buffer)
    {
        BeforeRead.Value?.Invoke();
        _watchdog.Begin();
        try
        {
            int count = _output.Read(buffer);
            if (count == 0 && Volatile.Read(ref _fellSilent))
            {
                throw Failure($"sent nothing for {_silenceMax.TotalSeconds:F0} s and was stopped", isLost: true);
            }

            return count;
        }
        finally
        {
            _watchdog.End();
        }
    }

    /// <summary>
    /// Fills the whole buffer; returns how much came before the end (less only at the end of stdout).
    /// </summary>
    /// <exception cref="FFmpegException">The subprocess fell silent and was killed.</exception>
    public int ReadFully(Span<byte> buffer)
    {
        int filled = 0;
        while (filled < buffer.Length)
        {
            int count = Read(buffer[filled..]);
            if (count == 0)
            {
                break;
            }

            filled += count;
        }

        return filled;
    }

    /// <summary>Fills a whole picture.</summary>
    /// <param name="picture">Receives it.</param>
    /// <param name="name">Film, for the message.</param>
    /// <exception cref="FFmpegException">The subprocess ended, was stopped or fell silent before the picture was
    /// whole.</exception>
    public void ReadPicture(Span<byte> picture, string name)
    {
        int count = ReadFully(picture);
        if (count != picture.Length)
        {
            // One that was killed in mid-picture has said nothing about the film.
            RequireNotLost();
            throw Failure($"sent {count} of {picture.Length} bytes of a picture of {name}");
        }
    }

    /// <summary>
    /// Waits for what the lines on stderr tell; a subprocess that says nothing for too long meanwhile is killed, which
    /// ends its stderr.
    /// </summary>
    /// <param name="wait">Ends when stderr does, at the latest.</param>
    public T Listen<T>(Func<T> wait)
    {
        BeforeRead.Value?.Invoke();
        _watchdog.Begin();
        try
        {
            return wait();
        }
        finally
        {
            _watchdog.End();
        }
    }

    /// <summary>
    /// Call when the subprocess ended before what was awaited: one that was killed, or that could not do what it was
    /// asked for, has said nothing about the film.
    /// </summary>
    /// <exception cref="FFmpegException">It fell silent and was stopped, something else stopped it, or it complains
    /// about itself (<see cref="ProgramComplaint"/>).</exception>
    public void RequireNotLost()
    {
        int code = Wait();
        if (Volatile.Read(ref _fellSilent))
        {
            throw Failure($"said nothing for {_silenceMax.TotalSeconds:F0} s and was stopped", isLost: true);
        }

        if (code is > SignalCode and < SignalCode + 32 or StoppedCode)
        {
            throw Failure($"was stopped from outside (code {code})", isLost: true);
        }

        if (code is CannotRunCode or NotFoundCode || (code != 0 && _tail.Complaint is not null))
        {
            string words = _tail.Complaint ?? _tail.Words;
            throw new FFmpegException(
                $"{_process.StartInfo.FileName} cannot do what is asked of it (code {code}): {words}; "
                + FFmpegBuild.Advice)
            {
                IsOfProgram = true,
            };
        }
    }

    /// <summary>Waits for the end of the subprocess and of its stderr; returns its exit code.</summary>
    public int Wait()
    {
        // In ticks, as SilenceWatch counts: time in which this process itself is suspended is one of them.
        int ticks = 0;
        while (!_process.WaitForExit(_silenceMax / SilenceWatch.TicksMax) && ++ticks < SilenceWatch.TicksMax)
        {
        }

        Kill();
        _process.WaitForExit();
        _errors.Wait();
        return _process.ExitCode;
    }

    /// <summary>Waits and throws unless the subprocess ended with 0.</summary>
    /// <exception cref="FFmpegException">It did not; the message ends with its last words.</exception>
    public void WaitForSuccess()
    {
        RequireNotLost();
        int code = Wait();
        if (code != 0)
        {
            throw Failure($"ended with code {code}");
        }
    }

    /// <summary>
    /// An error that ends with the subprocess's last words, without the addresses that differ from run to run.
    /// </summary>
    /// <param name="what">What went wrong.</param>
    /// <param name="isLost">See <see cref="FFmpegException.IsLost"/>.</param>
    public FFmpegException Failure(string what, bool isLost = false)
    {
        string words = _tail.Words;
        return new FFmpegException($"{_process.StartInfo.FileName} {what}{(words.Length > 0 ? ": " + words : "")}")
        {
            IsLost = isLost,
        };
    }

    /// <summary>Kills the subprocess if it still runs, ends its feeder, and lets go of everything.</summary>
    public void Dispose()
    {
        _cancellation.Dispose();
        Input.Cancel();
        Kill();
        _process.WaitForExit();
        _errors.Wait();
        Input.Dispose();
        _watchdog.Dispose();
        _process.Dispose();
    }

    private void KillSilent()
    {
        Volatile.Write(ref _fellSilent, true);
        Kill();
    }

    private void Kill()
    {
        try
        {
            // To find what a wrapper script has started, .NET looks at every process of the machine.
            _process.Kill(entireProcessTree: IsWrapped);
        }
        catch (Exception gone) when (gone is InvalidOperationException or AggregateException)
        {
            // It, or what it started, has ended by itself: nothing to kill.
        }
    }

    /// <summary>
    /// True when a script on PATH plays the program: what it has started holds our pipes, and must end with it.
    /// </summary>
    private bool IsWrapped =>
        Path.GetFileName(new FileInfo($"/proc/{_process.Id}/exe").LinkTarget) is { } running
        && !running.StartsWith(Path.GetFileName(_process.StartInfo.FileName), StringComparison.Ordinal);

    private void DrainErrors(Action<string>? onErrorLine, Action? onErrorEnd)
    {
        try
        {
            while (_process.StandardError.ReadLine() is { } line)
            {
                _tail.Add(line);
                _watchdog.Heard();
                onErrorLine?.Invoke(line);
            }
        }
        finally
        {
            onErrorEnd?.Invoke();
        }
    }
}
