using MovieData.Flow;
using MovieData.Imaging.Frames;
using MovieData.Inference;
using MovieData.Media.Films;
using MovieData.Media.Probe;
using MovieData.Media.Reading;

namespace MovieData.Runs;

/// <summary>
/// Is the stated view order right? Asked of the pictures: pairs spread through the film, the flow both ways, and what
/// hides what (<see cref="ViewOrderVotes"/>).
/// </summary>
public static class ViewOrderCheck
{
    /// <summary>Pairs looked at.</summary>
    public const int PairsMax = 24;

    /// <summary>Views are reduced to this width: 15 GFLOP a pair.</summary>
    public const int WidthMax = 640;

    /// <summary>A stated order less probable than this contradicts the pictures; <c>extract</c> stops.</summary>
    public const double ContradictionMax = 0.02;

    /// <summary>True when the pictures clearly contradict the film's view order.</summary>
    public static bool Contradicts(Film film) => film.StatedOrderProbability < ContradictionMax;

    /// <summary>The film with its view order's probability, the evidence, and a warning where they disagree.</summary>
    /// <param name="film">The probed film; one without pairs of views comes back as it is.</param>
    /// <param name="network">The flow network; stays the caller's.</param>
    /// <param name="cancel">Cuts a run short.</param>
    /// <exception cref="ModelException">The network failed.</exception>
    public static Film Run(Film film, ILoadedModel network, CancellationToken cancel)
    {
        IReadOnlyList<(Plane<Rgb24> First, Plane<Rgb24> Second)> pairs =
            StillPairs.Read(film, PairsMax, WidthMax, cancel);
        OnePicture same = OnePicture.Look(pairs);
        if (same.IsOne)
        {
            foreach ((Plane<Rgb24> first, Plane<Rgb24> second) in pairs)
            {
                first.Dispose();
                second.Dispose();
            }

            // Without parallax the network's noise would vote.
            string flat = $"both views show one picture ({same.Words}): a flat film in a stereo layout; nothing is "
                + "known of its view order";
            return film with { Evidence = [.. film.Evidence, flat], Warnings = [.. film.Warnings, flat] };
        }

        ViewOrderVotes votes = Look(pairs, network, cancel);
        if (votes.Pairs == 0)
        {
            return !StillPairs.CanRead(film) ? film : film with
            {
                Warnings = [.. film.Warnings, "no pair of pictures could be looked at: the view order is not checked"],
            };
        }

        film = film with
        {
            Evidence = [.. film.Evidence, votes.Sentence],
            ViewOrderProbability = votes.LeftFirstProbability,
        };
        return Contradicts(film) ? film with { Warnings = [.. film.Warnings, Contradiction(film)] } : film;
    }

    /// <summary>Looks at pairs and disposes them.</summary>
    public static ViewOrderVotes Look(
        IEnumerable<(Plane<Rgb24> First, Plane<Rgb24> Second)> pairs, ILoadedModel network, CancellationToken cancel)
    {
        var votes = new ViewOrderVotes();
        IFlowEstimator? model = null;
        FlowField? forth = null;
        FlowField? back = null;
        try
        {
            foreach ((Plane<Rgb24> first, Plane<Rgb24> second) in pairs)
            {
                using Plane<Rgb24> held = first;
                using Plane<Rgb24> other = second;
                model ??= FlowEstimator.For(network, first.Size);
                forth ??= new FlowField(first.Size);
                back ??= new FlowField(first.Size);
                model.Run(first, second, forth, back, cancel);
                votes.Add(first, second, forth, back);
            }
        }
        finally
        {
            back?.Dispose();
            forth?.Dispose();
            model?.Dispose();
        }

        return votes;
    }

    /// <summary>What stops <c>extract</c>, and what to do.</summary>
    internal static string Contradiction(Film film)
    {
        ViewOrder other = film.ViewOrder == ViewOrder.LeftFirst ? ViewOrder.RightFirst : ViewOrder.LeftFirst;
        return FormattableString.Invariant(
            $"view order {StereoWords.Of(film.ViewOrder)} contradicts the pictures (probability ")
            + FormattableString.Invariant($"{film.StatedOrderProbability:F3}): look at it with probe --sheet, then ")
            + $"state --view-order {StereoWords.Of(other)}, or --view-order {StereoWords.Of(film.ViewOrder)} to keep "
            + "it";
    }
}
