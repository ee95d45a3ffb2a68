using System.Text.RegularExpressions;
using FFMpegCore;
using FFMpegCore.Enums;
using FFMpegCore.Exceptions;
using MovieData.Media.Processes;

namespace MovieData.Synthesis;

/// <summary>
/// Runs ffmpeg through FFMpegCore where it writes a film of our own, and adds what the library leaves to its callers:
/// names that stay names, and an end to an ffmpeg that hangs.
/// </summary>
internal static partial class FilmEncoder
{
    /// <summary>
    /// A file's name as FFMpegCore must be given it. The library puts it between quotation marks into one line of
    /// arguments, which .NET takes apart again: a quotation mark in the name, or backslashes before one or at the end,
    /// would end the name and begin an option. The prefix keeps <c>http:</c> and a leading dash what they are.
    /// </summary>
    public static string FileName(string path) => QuotedEnd().Replace(
        FFmpegProcess.FileArgument(path),
        end => end.Groups[1].Value + end.Groups[1].Value + (end.Groups[2].Length > 0 ? "\\\"" : ""));

    /// <summary>Runs ffmpeg to its end.</summary>
    /// <param name="ffmpeg">What the library shall do.</param>
    /// <param name="silenceMax">An ffmpeg that shows no progress for so long is taken for hung.</param>
    /// <param name="cancel">Kills ffmpeg.</param>
    /// <exception cref="FFmpegException">ffmpeg is missing, failed, or hung.</exception>
    public static void Run(FFMpegArgumentProcessor ffmpeg, TimeSpan silenceMax, CancellationToken cancel)
    {
        FFmpegBuild.RequireUsable(cancel);
        using var silence = new CancellationTokenSource();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(silence.Token, cancel);
        using var watch = new SilenceWatch(silenceMax, TimeProvider.System, silence.Cancel);
        watch.Begin();
        try
        {
            // The library waits for ffmpeg for ever. With -stats ffmpeg tells twice a second how far it is.
            ffmpeg.WithLogLevel(FFMpegLogLevel.Error)
                .NotifyOnStandardError(_ => watch.Heard())
                .CancellableThrough(stop.Token, TimeSpan.Zero)
                .ProcessSynchronously(cancellationToken: CancellationToken.None);
        }
        catch (OperationCanceledException) when (silence.IsCancellationRequested)
        {
            throw new FFmpegException($"ffmpeg did not go on for {silenceMax.TotalSeconds:F0} s and was stopped")
            {
                IsLost = true,
            };
        }
        catch (OperationCanceledException error)
        {
            throw new OperationCanceledException(error.Message, error, cancel);
        }
        catch (FFMpegProcessException error)
        {
            string words = string.Join("; ", error.Result.StandardError.Where(line => !Progress().IsMatch(line)));
            throw new FFmpegException($"ffmpeg ended with code {error.Result.ExitCode}: {words}", error);
        }

        cancel.ThrowIfCancellationRequested();
    }

    [GeneratedRegex(@"(\\*)(""|\z)")]
    private static partial Regex QuotedEnd();

    [GeneratedRegex("^frame= *[0-9]+ ")]
    private static partial Regex Progress();
}
