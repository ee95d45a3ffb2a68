namespace MovieData.Viewer.Rows;

/// <summary>Texts that many rows share, by number: a row holds four bytes of it. Safe for many threads.</summary>
internal sealed class WordTable
{
    private readonly Lock _adding = new();
    private readonly Dictionary<string, int> _numbers = new(StringComparer.Ordinal);
    private readonly List<string> _words = [""];

    /// <summary>The number of a word, given when it is first met; 0 for none.</summary>
    public int NumberOf(string? word)
    {
        if (string.IsNullOrEmpty(word))
        {
            return 0;
        }

        lock (_adding)
        {
            if (!_numbers.TryGetValue(word, out int number))
            {
                number = _words.Count;
                _words.Add(word);
                _numbers[word] = number;
            }

            return number;
        }
    }

    /// <summary>The number of a word that was met; −1: it was not.</summary>
    public int Find(string word)
    {
        lock (_adding)
        {
            return _numbers.GetValueOrDefault(word, -1);
        }
    }

    /// <summary>The word of a number; null for 0.</summary>
    public string? this[int number]
    {
        get
        {
            lock (_adding)
            {
                return number == 0 ? null : _words[number];
            }
        }
    }
}
