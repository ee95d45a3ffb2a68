namespace MovieData.Plan;

/// <summary>Finds black frames and the fades next to them by mean luma (<c>sampling.skip_black</c>). Pure.</summary>
internal static class BlackFrames
{
    /// <summary>Mean luma up to this above the stream's black is a black frame; noise and dither stay below
    /// it.</summary>
    public const double AboveBlackMax = 3;

    /// <summary>Luma of black in limited range; 0 in full range.</summary>
    public const double LimitedBlack = 16;

    /// <summary>A fade brightens by at least so much a frame on its way out of black.</summary>
    public const double FadeStepMin = 0.25;

    /// <summary>Longest fade followed, seconds.</summary>
    public const double FadeSecondsMax = 2;

    /// <summary>Black and fading frames.</summary>
    /// <param name="luma">Mean luma of each frame, 0…255 in the stream's own range.</param>
    /// <param name="fullRange">True when black is 0, false when it is 16.</param>
    /// <param name="fpsRounded">Frames per second.</param>
    public static HashSet<int> Find(IReadOnlyList<double> luma, bool fullRange, int fpsRounded)
    {
        double blackMax = (fullRange ? 0 : LimitedBlack) + AboveBlackMax;
        int fadeFramesMax = (int)(FadeSecondsMax * fpsRounded);
        var found = new HashSet<int>();
        for (int frame = 0; frame < luma.Count; frame++)
        {
            if (luma[frame] <= blackMax)
            {
                found.Add(frame);
                FollowFade(luma, frame, step: 1, fadeFramesMax, found);
                FollowFade(luma, frame, step: -1, fadeFramesMax, found);
            }
        }

        return found;
    }

    /// <summary>
    /// Adds the frames away from black that brighten steadily. A cut from black is no fade: after its one leap the
    /// luma stays about the same.
    /// </summary>
    private static void FollowFade(
        IReadOnlyList<double> luma, int black, int step, int framesMax, HashSet<int> found)
    {
        int end = black + step;
        while (end >= 0 && end < luma.Count && Math.Abs(end - black) <= framesMax
            && luma[end] >= luma[end - step] + FadeStepMin)
        {
            end += step;
        }

        // One or two brighter frames are a cut (with the codec's settling), not a fade.
        if (Math.Abs(end - black) > 3)
        {
            for (int frame = black + step; frame != end; frame += step)
            {
                found.Add(frame);
            }
        }
    }
}
