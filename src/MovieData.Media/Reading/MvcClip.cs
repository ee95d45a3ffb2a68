using MovieData.Media.Films;
using MovieData.Mvc;
using MovieData.Native;

namespace MovieData.Media.Reading;

/// <summary>
/// One clip with both views, and how its bytes are read: raw, copied out of any container by ffmpeg, or out of one
/// transport stream or two (MovieData.Mvc/README.md, "Containers"). Immutable.
/// </summary>
internal sealed class MvcClip
{
    /// <summary>Access units at the beginning among which a clip must show its second view.</summary>
    private const int ProbeUnitsMax = 64;

    private readonly IReadOnlyList<string> _paths;
    private readonly int? _stream;
    private readonly TransportProgram? _program;
    private readonly TransportProgram? _dependentProgram;
    private readonly bool _isRaw;
    private readonly ReadOnlyMemory<byte> _ahead;

    /// <summary>Looks at the beginning of a clip.</summary>
    /// <param name="paths">One file, or the two files base and dependent.</param>
    /// <param name="stream">Index of the stream that ffmpeg takes out of a container; null: the first video
    /// stream.</param>
    /// <param name="cancel">Stops the subprocesses.</param>
    /// <exception cref="FilmException">The file names others.</exception>
    /// <exception cref="MvcException">Two files that are no transport streams, or no second view at the beginning, or
    /// of a kind that cannot be decoded.</exception>
    public MvcClip(IReadOnlyList<string> paths, int? stream, CancellationToken cancel)
    {
        _stream = stream;
        _paths = paths;
        Name = string.Join('+', paths.Select(path => Path.GetFileName(path)));
        _program = TransportProgram.Detect(paths[0]);
        if (paths.Count == 2)
        {
            _dependentProgram = TransportProgram.Detect(paths[1]);
            bool isPair = _program is { BasePid: >= 0 } && _dependentProgram is { DependentPid: >= 0 };
            if (!isPair)
            {
                throw new MvcException($"{Name}: two files hold MVC only as transport streams, the base view first");
            }
        }

        _isRaw = _program is null && IsAnnexB(paths[0]);
        IsCopied = _program is null && !_isRaw;
        if (IsCopied)
        {
            _ahead = MvcPrivateBytes.ParameterSets(MvcPrivateBytes.Read(paths[0], stream, cancel));
        }

        Sequence = FirstSequence(cancel);
    }

    /// <summary>File names, for messages.</summary>
    public string Name { get; }

    /// <summary>ffmpeg takes its track out of a container, which has no byte positions of its own.</summary>
    public bool IsCopied { get; }

    /// <summary>The base view's first sequence parameter set.</summary>
    public SequenceParameters Sequence { get; }

    /// <summary>Both views from a position on; the caller disposes the stream.</summary>
    /// <param name="position">Where to start; default = the beginning.</param>
    /// <param name="startS">Where to start when it is copied, seconds.</param>
    /// <param name="cancel">Stops the subprocess.</param>
    public MvcStream OpenStream(MvcPosition position, double startS, CancellationToken cancel)
    {
        if (_program is { BasePid: >= 0 })
        {
            return new TransportMvcStream(_paths, _program, _dependentProgram, position);
        }

        return _isRaw
            ? new RawMvcStream(_paths[0], position)
            : new CopiedMvcStream(_paths[0], startS, _stream, _ahead, cancel);
    }

    private static bool IsAnnexB(string path)
    {
        using FileStream file = RegularFile.Open(path);
        Span<byte> head = stackalloc byte[4];
        bool isThere = file.ReadAtLeast(head, 4, false) == 4;
        return isThere && (head[..3].SequenceEqual<byte>([0, 0, 1]) || head.SequenceEqual<byte>([0, 0, 0, 1]));
    }

    private SequenceParameters FirstSequence(CancellationToken cancel)
    {
        using MvcStream stream = OpenStream(default, 0, cancel);
        var reader = new AccessUnitReader(stream, new ParameterSets());
        var unit = new AccessUnit();
        SequenceParameters? sequence = null;
        for (int count = 0; count < ProbeUnitsMax && reader.Read(unit); count++)
        {
            sequence ??= unit.BaseSequence;
            if (sequence is not null && reader.DependentSlices > 0)
            {
                return sequence;
            }
        }

        throw new MvcException($"{Name}: its first {ProbeUnitsMax} pictures have no second H.264 view (MVC)");
    }
}
