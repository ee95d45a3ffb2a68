using MovieData.Frames;
using MovieData.Kernels;
using MovieData.Ledger;
using MovieData.Shots;
using MovieData.Source;
using MovieData.Source.Mvc;

namespace MovieData.Decode;

/// <summary>
/// Planned frames of a Blu-ray 3D film: both views of one access unit, or a rejection with its reason.
/// </summary>
/// <param name="film">The film, of layout mvc.</param>
/// <param name="scaling">What ffmpeg does to each view.</param>
/// <param name="coding">Colour of the stream.</param>
/// <param name="pool">Where planes come from.</param>
internal sealed class MvcViews(Film film, ViewScaling scaling, YuvCoefficients coding, PlanePool pool)
{
    /// <summary>Decodes a run of planned samples in order; those that cannot be had go to the log.</summary>
    /// <exception cref="DecodeException">The film has fewer frames than when it was planned.</exception>
    public IEnumerable<StereoFrame> Decode(
        IReadOnlyList<PlannedSample> run, RejectionLog rejections, int threads, CancellationToken cancel)
    {
        int next = 0;
        MvcSource source = MvcSource.Of(film, cancel);
        foreach (MvcPair pair in source.Decode(run[0].Frame, threads, pool, cancel, scaling.ForMvc()))
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

        // Every access unit comes out as a pair, damaged or not, and all planned frames are access units.
        throw new DecodeException(
            $"{film.NameOf(0)}: frame {run[next].Frame} was planned, but the film ends before it: it has changed");
    }

    private static Rejection Reject(MvcFault fault) => fault == MvcFault.MissingView
        ? new Rejection("missing_view", double.NaN, double.NaN, "the access unit has no dependent view")
        : new Rejection("damaged", double.NaN, double.NaN, "the access unit, or one it refers to, is damaged");

    private StereoFrame ToFrame(MvcPair pair)
    {
        using var views = new HeldPlanes<Rgb24>(pool);
        MvcPair.ToRgb(pair.BaseView!, coding, views.Rent(scaling.View.Width, scaling.View.Height));
        MvcPair.ToRgb(pair.DependentView!, coding, views.Rent(scaling.View.Width, scaling.View.Height));
        return StereoFrame.Of(pair.Frame.Number, views, film.ViewOrder == ViewOrder.RightFirst);
    }
}
