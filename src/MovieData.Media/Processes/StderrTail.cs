using System.Text.RegularExpressions;

namespace MovieData.Media.Processes;

/// <summary>
/// The last lines of a subprocess's stderr, for messages, and the first in which the program itself refuses what is
/// asked of it (<see cref="ProgramComplaint"/>), without the addresses that differ from run to run. Safe for many
/// threads.
/// </summary>
internal sealed partial class StderrTail
{
    /// <summary>Lines a message ends with.</summary>
    private const int LinesMax = 3;

    private readonly Lock _lock = new();
    private readonly Queue<string> _lines = new(LinesMax + 1);
    private string? _complaint;

    /// <summary>The last lines, parted by " | "; empty when there was none.</summary>
    public string Words
    {
        get
        {
            lock (_lock)
            {
                return string.Join(" | ", _lines.Select(WithoutAddresses));
            }
        }
    }

    /// <summary>The program's own refusal; null when there was none.</summary>
    public string? Complaint
    {
        get
        {
            lock (_lock)
            {
                return _complaint is null ? null : WithoutAddresses(_complaint).Trim();
            }
        }
    }

    /// <summary>A line without the addresses that differ from run to run.</summary>
    public static string WithoutAddresses(string line) => Address().Replace(line, "");

    /// <summary>Takes one line.</summary>
    public void Add(string line)
    {
        lock (_lock)
        {
            _lines.Enqueue(line);
            if (_lines.Count > LinesMax)
            {
                _lines.Dequeue();
            }

            _complaint ??= ProgramComplaint.IsIn(line) ? line : null;
        }
    }

    [GeneratedRegex(" @ 0x[0-9a-f]+", RegexOptions.CultureInvariant)]
    private static partial Regex Address();
}
