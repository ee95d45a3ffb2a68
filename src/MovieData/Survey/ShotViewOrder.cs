using System.Globalization;
using MovieData.Flow;
using MovieData.Imaging.Messages;

namespace MovieData.Survey;

/// <summary>
/// Whether the views of one shot are the way round that the film's order says: what hides what between the views, the
/// ground (<see cref="ViewOrderVotes"/>), and what hides what as things move (<see cref="MotionOcclusion"/>). Not safe
/// for several threads; keeps no picture.
/// </summary>
/// <remarks>
/// A shot has two or three positions, a film 24 pairs: one shot may be without occlusions, or deceive. So a shot is
/// called swapped after <see cref="Join"/> only, with the rest of the film as a witness.
/// <para>Limits: a shot without depth edges, ground and motion says nothing (0.5). Reflections, glass and smoke show
/// two surfaces at once. In a shot converted from 2D the filled holes are not what was hidden, so that its votes are
/// fewer and may be wrong.</para>
/// </remarks>
public sealed class ShotViewOrder
{
    /// <summary>
    /// Log-odds of votes that all agree. Stereo and ground as in <see cref="ViewOrderVotes"/>; votes of motion agree by
    /// 0.4 to 1 where there are many, and the disparities they are held against are measured where flow is least sure.
    /// </summary>
    private const double OddsOfVotes = 20;
    private const double OddsOfGround = 3;
    private const double OddsOfMotion = 6;

    /// <summary>Nothing is more certain than this: one cause can deceive a whole shot.</summary>
    private const double ProbabilityMax = 0.9999;

    /// <summary>
    /// Share of shots that are the other way round than their film, before anything is seen of them: one in 100.
    /// </summary>
    private const double SwappedShare = 0.01;

    private readonly ViewOrderVotes _votes = new();
    private readonly MotionOcclusion _motion = new();

    /// <summary>Probability that the view stated as left is the left one, by this shot alone: 0.0001…0.9999, four
    /// decimals; null before the first position.</summary>
    public double? StatedProbability
    {
        get
        {
            if (_votes.Pairs == 0)
            {
                return null;
            }

            double odds = (OddsOfVotes * _votes.Occlusion) + (OddsOfGround * _votes.Ground)
                + (OddsOfMotion * _motion.Agreement);
            return Bounded(1 / (1 + Math.Exp(-odds)));
        }
    }

    /// <summary>What was seen; null before the first position.</summary>
    public string? Sentence => StatedProbability is not { } probability ? null : string.Create(
        CultureInfo.InvariantCulture,
        $"views as stated with probability {probability:F3} ({Counted.Of(_votes.Pairs, "pair")}; "
        + $"occlusions {_votes.Occlusion:+0.00;-0.00}, ground {_votes.Ground:+0.00;-0.00}, "
        + $"motion {_motion.Agreement:+0.00;-0.00}, each from -1 against to +1 for)");

    /// <summary>Looks at one position of the shot.</summary>
    public void Add(SurveyedPosition position)
    {
        SurveyedPair pair = position.Pair;
        _votes.Add(pair.Left, pair.Right, pair.LeftToRight, pair.RightToLeft);
        _motion.Add(position);
    }

    /// <summary>
    /// The shots of a film as witnesses of each other: nearly all its shots are the same way round, whichever that is,
    /// so one that says little is what the others are, and one that is called swapped must say so clearly.
    /// </summary>
    /// <param name="shots">Each shot's own <see cref="StatedProbability"/>; null: nothing seen.</param>
    /// <returns>For each shot the probability that its views are as stated, 0.0001…0.9999, four decimals; null where
    /// nothing is known of the whole film.</returns>
    /// <remarks>
    /// Two hypotheses of the film, as stated or swapped, equally likely; under each, a shot is the other way round with
    /// probability <see cref="SwappedShare"/>. The shots are independent given the film; of the film nothing gets more
    /// certain than a million to one.
    /// </remarks>
    public static IReadOnlyList<double?> Join(IReadOnlyList<double?> shots)
    {
        double[] film = [.. shots.Select(OddsOfFilm)];
        double sum = film.Sum();
        return
        [
            .. shots.Select((own, at) =>
            {
                if (!shots.Any(shot => shot is not null))
                {
                    return null;
                }

                double others = Math.Clamp(sum - film[at], -14, 14);
                double stated = 1 / (1 + Math.Exp(-others));
                double before = (stated * (1 - SwappedShare)) + ((1 - stated) * SwappedShare);
                double seen = own ?? 0.5;
                double both = before * seen;
                return (double?)Bounded(both / (both + ((1 - before) * (1 - seen))));
            }),
        ];
    }

    // What a shot says of its film, log-odds: bounded by the share of swapped ones.
    private static double OddsOfFilm(double? shot)
    {
        double seen = shot ?? 0.5;
        double ifStated = (seen * (1 - SwappedShare)) + ((1 - seen) * SwappedShare);
        return Math.Log(ifStated / (1 - ifStated));
    }

    private static double Bounded(double probability) =>
        Math.Round(Math.Clamp(probability, 1 - ProbabilityMax, ProbabilityMax), 4);
}
