namespace MovieData.Watching;

/// <summary>
/// A file of metrics that node_exporter's textfile collector reads: replaced as a whole, so that a reader sees the old
/// one or the new one. It stays when the process ends, with the last words.
/// </summary>
public static class MetricsFile
{
    /// <summary>Ending that the collector asks for, and that no film has.</summary>
    public const string Ending = ".prom";

    /// <summary>Writes it.</summary>
    /// <exception cref="IOException">The disk refused.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder takes no file.</exception>
    public static void Write(string file, string text)
    {
        // The collector passes over what does not end in .prom. A process that was killed leaves one such file, which
        // the next process of its number, or whoever cleans the folder, takes away.
        string temporary = $"{file}.{Environment.ProcessId}.tmp";
        try
        {
            File.WriteAllText(temporary, text);
            File.Move(temporary, file, overwrite: true);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            try
            {
                File.Delete(temporary);
            }
            catch (Exception second) when (second is IOException or UnauthorizedAccessException)
            {
            }

            throw;
        }
    }
}
