using MovieData.Imaging.Frames;
using MovieData.Media.Films;
using MovieData.Media.Reading;

namespace MovieData.Synthesis;

/// <summary>A synthetic film was asked for that cannot be made.</summary>
public sealed class SynthesisException(string message, Exception? inner = null) : MovieDataException(message, inner);

/// <summary>
/// Everything a synthetic film depends on: equal options give equal pixels on every machine (integer hashes and
/// IEEE +, −, ×, ÷, √ only; no library sine or power).
/// </summary>
public sealed record SynthesisOptions
{
    /// <summary>Longest film, s.</summary>
    public const int SecondsMax = 600;

    /// <summary>Names noise, colours and places; any value.</summary>
    public uint Seed { get; init; } = 1;

    /// <summary>
    /// Wanted length in s; the kept shots are stretched or shortened alike, the others keep their length. Null: as
    /// designed (<see cref="SyntheticFilm.SecondsDesigned"/>).
    /// </summary>
    public double? Seconds { get; init; }

    /// <summary>Which view is the first half, upper half or first file.</summary>
    public ViewOrder ViewOrder { get; init; } = ViewOrder.LeftFirst;

    /// <summary>Sbs-full, sbs-half, tab-full, tab-half or two-files.</summary>
    public StereoLayout Layout { get; init; } = StereoLayout.SbsFull;

    /// <summary>Pictures a second, whole number.</summary>
    public int Fps { get; init; } = 24;

    /// <summary>
    /// Size of one full view; 16:9 and a multiple of 16×2 rows of bars. Verdicts of the shots hold at 1920×1080.
    /// </summary>
    public PixelSize View { get; init; } = new(1920, 1080);

    /// <summary>Checks every value.</summary>
    /// <exception cref="SynthesisException">A value is out of range; the message names it.</exception>
    public void Validate()
    {
        if (Layout != StereoLayout.TwoFiles && !LayoutTable.Of(Layout).IsPacked)
        {
            throw new SynthesisException(
                $"synth cannot write layout {Layout}; choose sbs-full, sbs-half, tab-full, tab-half or two-files");
        }

        if (ViewOrder == ViewOrder.Unknown)
        {
            throw new SynthesisException("synth needs a view order: left-first or right-first");
        }

        if (View.Width is < 64 or > 3840 || View.Width % 32 != 0 || View.Height * 16 != View.Width * 9)
        {
            throw new SynthesisException(
                $"synth cannot render views of {View}; the width must be a multiple of 32 in 64…3840 "
                + "and the height 9/16 of it");
        }

        if (Fps is < 8 or > 60)
        {
            throw new SynthesisException($"synth cannot make {Fps} pictures a second; choose 8…60");
        }
    }
}
