using System.ComponentModel;
using System.Runtime.InteropServices;

namespace MovieData.Media.Processes;

/// <summary>An ffmpeg or ffprobe subprocess could not start, failed, or fell silent.</summary>
public sealed class FFmpegException(string message, Exception? inner = null) : MovieDataException(message, inner)
{
    private const int NoSuchFile = 2;
    private const int TryAgain = 11;
    private const int OutOfMemory = 12;
    private const int FilesOfSystem = 23;
    private const int FilesOfProcess = 24;

    /// <summary>
    /// The subprocess was killed or hung, or the machine had no room for it: another try may go well.
    /// </summary>
    public bool IsLost { get; init; }

    /// <summary>The program itself cannot do what it is asked for: not installed, too old, built without a filter.
    /// Every film ends alike.</summary>
    public bool IsOfProgram { get; init; }

    /// <summary>True where nothing was learnt about the film: no evidence, and no damage either.</summary>
    public bool SaysNothing => IsLost || IsOfProgram;

    /// <summary>Why a program did not start, and what to do.</summary>
    internal static FFmpegException NotStarted(string program, Win32Exception error)
    {
        // .NET's own message repeats the program and the working folder.
        string why = Marshal.GetPInvokeErrorMessage(error.NativeErrorCode);
        string advice = error.NativeErrorCode switch
        {
            FilesOfProcess or FilesOfSystem => "raise the limit of open files (ulimit -n 1024)",
            TryAgain or OutOfMemory => "end other programs, or raise the limit of processes (ulimit -u)",
            NoSuchFile => $"run tools/setup.sh or install ffmpeg {FFmpegBuild.VersionMin} or newer",
            _ => $"the {program} on PATH must be one that this user may run on this machine",
        };
        return new FFmpegException($"cannot start {program}: {why}; {advice}", error)
        {
            IsLost = error.NativeErrorCode is FilesOfProcess or FilesOfSystem or TryAgain or OutOfMemory,
            IsOfProgram = error.NativeErrorCode is not
                (FilesOfProcess or FilesOfSystem or TryAgain or OutOfMemory),
        };
    }

    /// <summary>True when a lost subprocess is what an error came of, however it was wrapped on its way.</summary>
    public static bool IsCauseOf(Exception? error)
    {
        while (error is not null and not FFmpegException { IsLost: true })
        {
            error = error.InnerException;
        }

        return error is not null;
    }
}
