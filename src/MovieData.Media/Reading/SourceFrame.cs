using MovieData.Imaging.Frames;
using MovieData.Imaging.Kernels;
using MovieData.Media.Films;

namespace MovieData.Media.Reading;

/// <summary>A frame to be read, and where it lies in the film's streams.</summary>
/// <param name="Number">Frame number, 0-based, presentation order.</param>
/// <param name="Pts">Time stamps of its coded frames, in ticks of the streams' time bases: one a stream; of views that
/// take turns in one stream two.</param>
/// <param name="SeekPts">Time stamps of key frames from which it decodes, one for each of <paramref name="Pts"/>;
/// <see cref="FromTheStart"/> where there is none. Empty: nothing is known.</param>
public sealed record FramePosition(int Number, IReadOnlyList<long> Pts, IReadOnlyList<long> SeekPts)
{
    /// <summary>Value of <see cref="SeekPts"/> for a frame that needs everything before it.</summary>
    public const long FromTheStart = long.MinValue;

    /// <summary>
    /// Where decoding one of its coded frames may start: seconds on the stream's own clock, minus infinity for the
    /// start of the film; the coded frame itself where nothing is known.
    /// </summary>
    /// <param name="film">The film.</param>
    /// <param name="part">Index into <see cref="Pts"/>.</param>
    public double SeekS(Film film, int part)
    {
        long pts = SeekPts.Count > part ? SeekPts[part] : Pts[part];
        return pts == FromTheStart ? double.NegativeInfinity : pts * film.TimeBases[part].Value;
    }
}

/// <summary>Which frames are read, and how.</summary>
/// <param name="Scaling">What ffmpeg does to each view.</param>
/// <param name="Pool">Where planes come from.</param>
/// <param name="Threads">Decoder threads; 0 lets ffmpeg choose. They change no frame.</param>
public sealed record FrameRequest(ViewScaling Scaling, PlanePool Pool, int Threads)
{
    /// <summary>Frames of a scanned film, ascending, at least one: the source seeks to the first.</summary>
    public IReadOnlyList<FramePosition>? Positions { get; init; }

    /// <summary>Without positions: frame numbers, ascending, of a film that is decoded from its start; null for all
    /// frames.</summary>
    public IReadOnlyList<int>? Numbers { get; init; }

    /// <summary>The GPU that decodes them as long as it is trusted; null: they are decoded in software. It changes no
    /// frame.</summary>
    public GpuDecoder? Gpu { get; init; }

    /// <summary>True where the scan decoded the whole film without a complaint: no later frame will prove one damaged,
    /// so nothing is decoded behind the last one wanted (16 frames otherwise). It changes no frame.</summary>
    public bool IsKnownClean { get; init; }

    /// <summary>All frames from the film's start to its end.</summary>
    public bool IsWholeFilm => Positions is null && Numbers is null;

    /// <summary>Frames asked for; of a whole film more than it has.</summary>
    public int Count => Positions?.Count ?? Numbers?.Count ?? int.MaxValue;

    /// <summary>Bytes of a coded frame on the pipe, all its views stacked, as a plane.</summary>
    public Plane<byte> Rent(HeldPlanes<byte> held) =>
        held.Rent(Scaling.View.Width, Scaling.View.Height * Scaling.Views * 3 / 2);
}

/// <summary>What became of a frame.</summary>
public enum FrameState
{
    /// <summary>Decoded, and every frame it may depend on too.</summary>
    Clean,

    /// <summary>Decoded with errors, or after errors and before the next key frame.</summary>
    Damaged,

    /// <summary>It never came out of the decoder.</summary>
    NotDecoded,

    /// <summary>The film has its first view alone.</summary>
    MissingView,
}

/// <summary>Why a frame can not be used.</summary>
/// <param name="State">What became of it; not <see cref="FrameState.Clean"/>.</param>
/// <param name="Note">For the dataset: depends on the film alone.</param>
/// <param name="Path">The file, for messages.</param>
/// <param name="Complaint">The decoder's first complaint, which may hold addresses of this run; may be empty.</param>
public sealed record FrameFault(FrameState State, string Note, string Path, string Complaint);

/// <summary>
/// A frame as its source hands it out: both views (one of a film that is not stereo) as they left ffmpeg, or why there
/// are none. Owns its planes; the receiver disposes it.
/// </summary>
/// <param name="number">Frame number.</param>
/// <param name="planes">Planes of bytes, each of <paramref name="stacked"/> views: Y of all, then Cb, then Cr.</param>
/// <param name="stacked">Views in each plane.</param>
/// <param name="fault">Why it can not be used; null: clean.</param>
public sealed class SourceFrame(int number, IReadOnlyList<Plane<byte>> planes, int stacked, FrameFault? fault)
    : IDisposable
{
    /// <summary>A frame that can not be used.</summary>
    public SourceFrame(int number, FrameFault fault)
        : this(number, [], 1, fault)
    {
    }

    /// <summary>Frame number, 0-based, presentation order.</summary>
    public int Number => number;

    /// <summary>Why it can not be used; null: clean.</summary>
    public FrameFault? Fault => fault;

    /// <summary>Views it holds, in coded order.</summary>
    public int Views => planes.Count * stacked;

    /// <summary>The planes Y, Cb and Cr of a view, 8 bits, 4:2:0, tightly packed; the frame's memory.</summary>
    /// <param name="view">0: the first view as coded.</param>
    public ReadOnlyMemory<byte>[] View(int view)
    {
        ReadOnlyMemory<byte> bytes = planes[view / stacked].ByteMemory;
        int luma = bytes.Length / stacked * 2 / 3;
        int chroma = luma / 4;
        int at = view % stacked;
        return
        [
            bytes.Slice(at * luma, luma),
            bytes.Slice((stacked * luma) + (at * chroma), chroma),
            bytes.Slice((stacked * (luma + chroma)) + (at * chroma), chroma),
        ];
    }

    /// <summary>Converts a view.</summary>
    /// <param name="view">0: the first view as coded.</param>
    /// <param name="coding">The film's colour.</param>
    /// <param name="rgb">Receives it, full range; of the size that the view has.</param>
    public void ToRgb(int view, YuvCoefficients coding, Plane<Rgb24> rgb)
    {
        ReadOnlyMemory<byte>[] yuv = View(view);
        ColorConvert.Yuv420ToRgb(
            yuv[0].Span, yuv[1].Span, yuv[2].Span, rgb.Width, rgb.Height, coding, rgb.Pixels);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (Plane<byte> plane in planes)
        {
            plane.Dispose();
        }
    }
}
