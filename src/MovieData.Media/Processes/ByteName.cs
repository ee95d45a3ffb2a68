namespace MovieData.Media.Processes;

/// <summary>
/// Names of files that are not UTF-8, such as <c>caf\xe9.mkv</c> of a Latin-1 disk. .NET reads the command line, and
/// writes every name, as UTF-8: the bytes are lost before we see them, and no call can open the file.
/// </summary>
public static class ByteName
{
    /// <summary>What stands for bytes that are no UTF-8.</summary>
    private const char Lost = '\uFFFD';

    /// <summary>Why a name that leads nowhere cannot be used; null where bytes are not the reason.</summary>
    /// <param name="word">A word of the command line or of a list.</param>
    public static string? Fault(string word) => word.Contains(Lost) && !Path.Exists(word)
        ? $"{word}: this name is not UTF-8 ({Lost} stands for bytes that are not), so it cannot be opened: give "
            + $"another name (mv or ln -s {word.Replace(Lost, '*')} NAME)"
        : null;
}
