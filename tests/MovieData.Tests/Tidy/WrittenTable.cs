namespace MovieData.Tests.Tidy;

/// <summary>Tables of Markdown pages that follow from the code.</summary>
internal static class WrittenTable
{
    /// <summary>
    /// Fails unless the table under a head has just these rows; with <c>MOVIEDATA_WRITE_TABLES=1</c> writes them.
    /// </summary>
    /// <param name="page">Path in the repository.</param>
    /// <param name="head">The two first lines of the table, as the page has them.</param>
    /// <param name="rows">Cells of every row.</param>
    public static void ShouldBe(string page, string head, IEnumerable<string[]> rows)
    {
        string path = Path.Combine(SharedFiles.RepositoryRoot, page);
        string text = File.ReadAllText(path);
        int start = text.IndexOf(head, StringComparison.Ordinal);
        Assert.True(start >= 0, $"{page} has no table with the head {head}");
        int end = text.IndexOf("\n\n", start, StringComparison.Ordinal) + 1;
        string expected = head + string.Concat(rows.Select(cells =>
            $"| {string.Join(" | ", cells.Select(cell => cell.Replace("|", "\\|", StringComparison.Ordinal)))} |\n"));
        if (Environment.GetEnvironmentVariable("MOVIEDATA_WRITE_TABLES") == "1")
        {
            File.WriteAllText(path, text[..start] + expected + text[end..]);
            return;
        }

        Assert.Equal(expected, text[start..end]);
    }
}
