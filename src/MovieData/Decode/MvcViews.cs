using MovieData.Frames;
using MovieData.Kernels;
using MovieData.Ledger;
using MovieData.Shots;
using MovieData.Source;
using MovieData.Source.Mvc;

namespace MovieData.Decode;

/// <summary>
/// Planned frames of a Blu-ray 3D film: both views of one access unit, or a rejection with its reason. The crop is
/// taken from the coded picture as it is; a film of another size than <c>view_px</c> is refused.
/// </summary>
internal sealed class MvcViews
{
    private readonly Film _film;
    private readonly MvcSource _source;
    private readonly PixelArea _crop;
    private readonly YuvCoefficients _coding;
    private readonly PlanePool _pool;

    /// <param name="film">The film, of layout mvc.</param>
    /// <param name="options">View size and crop.</param>
    /// <param name="coding">Colour of the stream.</param>
    /// <param name="pool">Where planes come from.</param>
    /// <exception cref="DecodeException">The film is not of the size of <c>view_px</c>.</exception>
    public MvcViews(Film film, DecodeOptions options, YuvCoefficients coding, PlanePool pool)
    {
        if (film.CodedSize != options.View)
        {
            throw new DecodeException(
                $"{film.Paths[0]}: views are {film.CodedSize}, decode.view_px is {options.View}: Blu-ray 3D is not "
                + "scaled yet; state the film's own size (and a crop inside it) in the pipeline");
        }

        _film = film;
        _source = MvcSource.Open(film.Paths, CancellationToken.None);
        _crop = options.PaperCrop;
        _coding = coding;
        _pool = pool;
    }

    /// <summary>Decodes a run of planned samples in order; those that cannot be had go to the log.</summary>
    public IEnumerable<StereoFrame> Decode(
        IReadOnlyList<PlannedSample> run, RejectionLog rejections, int threads, CancellationToken cancel)
    {
        int next = 0;
        foreach (MvcPair pair in _source.Decode(run[0].Frame, threads, _pool, cancel))
        {
            using (pair)
            {
                cancel.ThrowIfCancellationRequested();
                if (pair.Frame.Number != run[next].Frame)
                {
                    continue;
                }

                next++;
                if (pair.Fault == MvcFault.None)
                {
                    yield return ToFrame(pair);
                }
                else
                {
                    rejections.Add(pair.Frame.Number, Reject(pair.Fault));
                }
            }

            if (next == run.Count)
            {
                yield break;
            }
        }

        foreach (PlannedSample lost in run.Skip(next))
        {
            rejections.Add(lost.Frame, new Rejection("damaged", double.NaN, double.NaN, "the film ends before it"));
        }
    }

    private static Rejection Reject(MvcFault fault) => fault == MvcFault.MissingView
        ? new Rejection("missing_view", double.NaN, double.NaN, "the access unit has no dependent view")
        : new Rejection("damaged", double.NaN, double.NaN, "the access unit, or one it refers to, is damaged");

    private StereoFrame ToFrame(MvcPair pair)
    {
        Plane<Rgb24> first = ToView(pair.BaseView!);
        Plane<Rgb24> second = ToView(pair.DependentView!);
        return _film.ViewOrder == ViewOrder.RightFirst
            ? new StereoFrame(pair.Frame.Number, second, first)
            : new StereoFrame(pair.Frame.Number, first, second);
    }

    private Plane<Rgb24> ToView(Plane<byte> coded)
    {
        (int width, int height) = _film.CodedSize;
        int luma = width * height;
        int cut = _crop.Width * _crop.Height;
        using Plane<byte> cropped = _pool.Rent<byte>(_crop.Width, _crop.Height * 3 / 2);
        Span<byte> target = cropped.Pixels;
        var half = new PixelArea(_crop.X / 2, _crop.Y / 2, _crop.Width / 2, _crop.Height / 2);
        Cut(coded.Pixels[..luma], width, _crop, target[..cut]);
        Cut(coded.Pixels.Slice(luma, luma / 4), width / 2, half, target.Slice(cut, cut / 4));
        Cut(coded.Pixels.Slice(luma * 5 / 4, luma / 4), width / 2, half, target.Slice(cut * 5 / 4, cut / 4));
        Plane<Rgb24> view = _pool.Rent<Rgb24>(_crop.Width, _crop.Height);
        ColorConvert.Yuv420ToRgb(
            target[..cut],
            target.Slice(cut, cut / 4),
            target.Slice(cut * 5 / 4, cut / 4),
            _crop.Width,
            _crop.Height,
            _coding,
            view.Pixels);
        return view;
    }

    private static void Cut(ReadOnlySpan<byte> plane, int width, PixelArea area, Span<byte> target)
    {
        for (int y = 0; y < area.Height; y++)
        {
            plane.Slice(((area.Y + y) * width) + area.X, area.Width).CopyTo(target[(y * area.Width)..]);
        }
    }
}
