using System.Globalization;
using MovieData.Imaging.Frames;
using MovieData.Media.Films;
using MovieData.Media.Reading;

namespace MovieData.Media.Scan;

/// <summary>
/// Holds every picture of a stream against what the probe saw of the first ones: the same size, for views are cut out
/// by fixed numbers; the same colour, for all are converted alike; the same sample aspect; and progressive, for rows of
/// two instants in one picture have no disparity.
/// </summary>
/// <param name="film">The film.</param>
/// <param name="file">Which of its streams, by place.</param>
public sealed class StreamUniformity(Film film, int file)
{
    /// <summary>
    /// Interlaced pictures in a row that are a stretch of video, half a second of film; fewer are taken for flags that
    /// an encoder set by the way.
    /// </summary>
    public const int InterlacedRunMin = 12;

    /// <summary>
    /// Share of interlaced pictures that is no slip any more, wherever they lie; they are also at least
    /// <see cref="InterlacedRunMin"/>.
    /// </summary>
    public const double InterlacedShareMax = 0.01;

    private readonly PictureCheck _check = new(film);
    private readonly bool _ignoresFlags =
        LayoutTable.Of(film.Layout).RowsAreViews || film.FieldCheck == FieldCheck.Combing;

    private readonly int _picturesPerFrame = film.OpenSource().Pairing == Pairing.InTurn ? 2 : 1;
    private int _pictures;
    private int _interlaced;
    private int _run;
    private int _firstInterlaced;
    private Rational? _aspect;
    private string? _fault;

    /// <summary>Takes showinfo's line of the next picture; called on the thread that drains the log.</summary>
    public void Take(string line)
    {
        int picture = _pictures++;
        if (Volatile.Read(ref _fault) is not null)
        {
            return;
        }

        Rational aspect = ShowinfoLine.SampleAspect(line);
        _aspect ??= aspect;
        if (_check.OfPicture(line) is { } fault)
        {
            Refuse(picture, fault);
        }
        else if (aspect.Value != _aspect.Value.Value)
        {
            Refuse(picture, new PictureFault("sample aspect", $"{aspect}", $"{_aspect}"));
        }
        else if (!_ignoresFlags && ShowinfoLine.IsInterlaced(line))
        {
            _firstInterlaced = _interlaced++ == 0 ? picture : _firstInterlaced;
            if (++_run == InterlacedRunMin)
            {
                Volatile.Write(ref _fault, $"{Name(picture + 1 - InterlacedRunMin)} begins {InterlacedRunMin} "
                    + "interlaced pictures in a row, expected progressive ones: " + Fields);
            }
        }
        else
        {
            _run = 0;
        }
    }

    /// <summary>Takes showinfo's line on the colour of the picture taken last.</summary>
    public void TakeColour(string line)
    {
        if (Volatile.Read(ref _fault) is null && _check.OfColour(line) is { } fault)
        {
            Refuse(_pictures - 1, fault);
        }
    }

    /// <summary>Throws as soon as a picture that went by makes the film unusable.</summary>
    /// <exception cref="ScanException">A picture of another size, or a run of interlaced ones.</exception>
    public void RequireAlike()
    {
        if (Volatile.Read(ref _fault) is { } fault)
        {
            throw new ScanException(fault);
        }
    }

    /// <summary>Throws if the whole film, scanned to its end, is unusable.</summary>
    /// <exception cref="ScanException">As <see cref="RequireAlike"/>, or too many interlaced pictures.</exception>
    public void Finish()
    {
        RequireAlike();
        if (_interlaced >= InterlacedRunMin && _interlaced > InterlacedShareMax * _pictures)
        {
            throw new ScanException(string.Create(
                CultureInfo.InvariantCulture,
                $"{Name(_firstInterlaced)} is the first of {_interlaced} interlaced pictures of {_pictures}, expected "
                + $"at most {InterlacedShareMax:P0}: {Fields}"));
        }
    }

    private const string Fields = "rows of two instants in one picture have no disparity; state --progressive if only "
        + "its coding is interlaced (the pictures are checked), or deinterlace the film first";

    // Converting a film whose tags change to one kind would need the same care: cutting it is safe.
    private void Refuse(int picture, PictureFault fault) => Volatile.Write(
        ref _fault,
        fault.What == "size"
            ? $"{Name(picture)} is {fault.Measured} px, expected {fault.Expected} as the film is described: the size "
                + "changes in mid-film, or the file is damaged there; make it one film a size, or re-encode it to one "
                + "size"
            : $"{Name(picture)} is of {fault.What} {fault.Measured}, expected {fault.Expected} as the film is "
                + "described: it changes in mid-film; cut the film there and give its parts as films of their own");

    private string Name(int picture) =>
        $"{film.NameOf(file)}: frame {Math.Max(0, picture - film.SkippedPictures) / _picturesPerFrame}";
}
