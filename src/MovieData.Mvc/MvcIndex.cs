namespace MovieData.Mvc;

/// <summary>A place where decoding can start.</summary>
/// <param name="AccessUnit">Number of the access unit, decoding order.</param>
/// <param name="References">Reference pictures of the base view before it.</param>
/// <param name="IsIdr">Nothing behind it can depend on anything before it.</param>
/// <param name="Position">Where its container has it.</param>
/// <param name="Fingerprint">Of its first slice, to know it again after a seek in a container that cannot tell.</param>
/// <param name="Sets">Parameter sets in force.</param>
public sealed record MvcStart(
    int AccessUnit, int References, bool IsIdr, MvcPosition Position, ulong Fingerprint, ParameterSets Sets);

/// <summary>
/// What one pass over a stream finds: every access unit in presentation order, and where decoding can start. About 40
/// bytes an access unit.
/// </summary>
public sealed class MvcIndex
{
    /// <summary>More access units than two days of film: an endless stream.</summary>
    private const int AccessUnitsMax = 1 << 23;

    private readonly List<MvcFrame> _frames = [];
    private readonly List<MvcStart> _starts = [];
    private readonly List<int> _joins = [];
    private int[] _numbers = [];

    private MvcIndex()
    {
    }

    /// <summary>
    /// All access units in presentation order; [n] has number n. Faults are those that the parser can see.
    /// </summary>
    public IReadOnlyList<MvcFrame> Frames => _frames;

    /// <summary>Access units of each clip of the film; one number for a film of one.</summary>
    public IReadOnlyList<int> ClipFrames { get; private set; } = [];

    /// <summary>Places to start, in decoding order.</summary>
    public IReadOnlyList<MvcStart> Starts => _starts;

    /// <summary>Frame number of an access unit.</summary>
    /// <exception cref="MvcException">The stream had fewer when it was indexed.</exception>
    public int NumberOf(int accessUnit) => accessUnit < _numbers.Length
        ? _numbers[accessUnit]
        : throw new MvcException(
            $"the stream has more than the {_numbers.Length} access units it had before: the file has changed");

    /// <summary>Reads a whole stream.</summary>
    /// <exception cref="MvcException">It cannot be decoded at all, or never ends.</exception>
    public static MvcIndex Scan(MvcStream stream, CancellationToken cancel)
    {
        var index = new MvcIndex();
        var reader = new AccessUnitReader(stream, new ParameterSets());
        var rewriter = new MvcRewriter(reader, 0);
        int references = 0;
        bool more = true;
        while (more)
        {
            cancel.ThrowIfCancellationRequested();
            more = rewriter.Read();
            AccessUnit unit = rewriter.Unit;
            if (more && rewriter.IsStart)
            {
                bool isIdr = unit.Base[0].Nal.IsIdr && unit.Dependent.Count > 0 && unit.Dependent[0].Nal.IsIdr;
                index._starts.Add(new MvcStart(
                    rewriter.NextAccessUnit - 1,
                    references,
                    isIdr,
                    stream.PositionOf(unit.Offset),
                    Fingerprint(unit),
                    reader.SetsAtStart));
            }

            if (more && unit.StartsClip)
            {
                index._joins.Add(rewriter.NextAccessUnit - 1);
            }

            references += more && unit.Base.Count > 0 && unit.Base[0].Nal.RefIdc != 0 ? 1 : 0;
            while (rewriter.TryTakeFrame(out MvcFrame frame))
            {
                index._frames.Add(frame);
            }

            if (rewriter.NextAccessUnit > AccessUnitsMax)
            {
                throw new MvcException($"the stream has more than {AccessUnitsMax} access units");
            }
        }

        index.ClipFrames = [.. index._joins
            .Append(index._frames.Count)
            .Zip(index._joins.Prepend(0), (end, start) => end - start)];
        index._numbers = new int[index._frames.Count];
        foreach (MvcFrame frame in index._frames)
        {
            index._numbers[frame.AccessUnit] = frame.Number;
        }

        return index;
    }

    /// <summary>True when no other start looks like <paramref name="start"/>: black pictures often do.</summary>
    internal bool IsUnique(MvcStart start) => _starts.Count(other => other.Fingerprint == start.Fingerprint) == 1;

    /// <summary>
    /// Where to start so that frame <paramref name="number"/> and all behind it come out as in a decode from the
    /// beginning: an IDR picture before it, or an anchor one window of references earlier (README.md, "Random
    /// access").
    /// </summary>
    /// <param name="number">Frame number.</param>
    /// <param name="isUnique">True to take only starts that can be told from all others.</param>
    /// <returns>Null: start at the beginning.</returns>
    public MvcStart? StartFor(int number, bool isUnique)
    {
        MvcStart? nearest = null;
        for (int index = _starts.Count - 1; index >= 0; index--)
        {
            MvcStart start = _starts[index];
            if (_numbers[start.AccessUnit] > number)
            {
                continue;
            }

            nearest ??= start;
            bool isFar = start.IsIdr || nearest.References - start.References >= MergedReferences.CountMax;
            if (isFar && (!isUnique || IsUnique(start)))
            {
                return start;
            }
        }

        return null;
    }

    /// <summary>FNV-1a over the first slice of the base picture.</summary>
    internal static ulong Fingerprint(AccessUnit unit)
    {
        ulong hash = 14695981039346656037;
        foreach (byte value in unit.Rbsp(unit.Base[0]))
        {
            hash = (hash ^ value) * 1099511628211;
        }

        return hash;
    }
}
