using MovieData.Flow;
using MovieData.Imaging.Frames;
using MovieData.Survey;

namespace MovieData.Tests.Survey;

/// <summary>
/// A square before a wall, its views, its flow and its motion, all known: 320×180, the wall on the screen, the square
/// 12 px in front of it, grain of its own in every picture.
/// </summary>
internal sealed record SmallShot
{
    public const int NearPx = 12;

    private const int Width = 320;
    private const int Height = 180;
    private const int SquareLeft = 120;
    private const int SquareWidth = 80;

    /// <summary>How far the square moves to the right until the next frame, px.</summary>
    public int MovesPx { get; init; }

    /// <summary>The second view is the first one, moved by a depth; the hole repeats its border.</summary>
    public bool IsConverted { get; init; }

    /// <summary>How much lower the second camera stands, whole px.</summary>
    public int LowerPx { get; init; }

    /// <summary>Levels that the second camera is brighter.</summary>
    public int Brighter { get; init; }

    /// <summary>The right view is called the left one.</summary>
    public bool IsSwapped { get; init; }

    /// <summary>Largest grain, levels.</summary>
    public int Grain { get; init; } = 4;

    public SurveyedPosition Position()
    {
        Plane<Rgb24> left = View(0, 0, lower: 0, seed: 1);
        Plane<Rgb24> right = IsConverted ? Converted(left) : View(-NearPx, 0, LowerPx, seed: 2);
        FlowField forth = Flow(SquareLeft, -NearPx, 0, LowerPx);
        FlowField back = Flow(SquareLeft - NearPx, NearPx, LowerPx, -LowerPx);
        ViewMotion leftMotion = Motion(0, seed: 3, lower: 0), rightMotion = Motion(-NearPx, seed: 4, LowerPx);
        return IsSwapped
            ? new(new(new StereoFrame(0, right, left), back, forth), rightMotion, leftMotion)
            : new(new(new StereoFrame(0, left, right), forth, back), leftMotion, rightMotion);
    }

    private ViewMotion Motion(int across, int seed, int lower) => new(
        View(across, MovesPx, lower, seed),
        Flow(SquareLeft + across, MovesPx, lower, 0),
        Flow(SquareLeft + across + MovesPx, -MovesPx, lower, 0));

    private Plane<Rgb24> View(int across, int moved, int lower, int seed)
    {
        var random = new Random(seed);
        var view = new Plane<Rgb24>(Width, Height);
        for (int y = 0; y < Height; y++)
        {
            for (int x = 0; x < Width; x++)
            {
                int own = x - SquareLeft - across - moved;
                int level = IsSquare(own, y - lower)
                    ? 150 + Texture(own, y - lower, 7)
                    : 70 + Texture(x, y - lower, 8);
                int grey = level + random.Next(-Grain, Grain + 1) + (across == 0 ? 0 : Brighter);
                view[x, y] = new Rgb24((byte)grey, (byte)grey, (byte)(grey - 20));
            }
        }

        return view;
    }

    private static Plane<Rgb24> Converted(Plane<Rgb24> left)
    {
        var right = new Plane<Rgb24>(Width, Height);
        for (int y = 0; y < Height; y++)
        {
            for (int x = 0; x < Width; x++)
            {
                int own = x - SquareLeft + NearPx;
                bool isHole = IsSquare(own - NearPx, y) && !IsSquare(own, y);
                int from = IsSquare(own, y) ? x + NearPx : isHole ? SquareLeft + SquareWidth : x;
                right[x, y] = left[from, y];
            }
        }

        return right;
    }

    private static FlowField Flow(int squareLeft, int u, int lower, int v)
    {
        var flow = new FlowField(new PixelSize(Width, Height));
        for (int y = 0; y < Height; y++)
        {
            for (int x = 0; x < Width; x++)
            {
                flow.U[x, y] = IsSquare(x - squareLeft, y - lower) ? u : 0;
                flow.V[x, y] = v;
            }
        }

        return flow;
    }

    private static bool IsSquare(int own, int y) => own is >= 0 and < SquareWidth && y is >= 40 and < 140;

    // Grey waves and specks of 3 px, −40…40: another picture for each seed.
    private static int Texture(int x, int y, int seed)
    {
        uint hash = unchecked((uint)(((x + 900) / 3 * 7919) + ((y + 900) / 3 * 104729) + (seed * 1299709)));
        hash = unchecked((hash ^ (hash >> 13)) * 0x5BD1E995u);
        hash ^= hash >> 15;
        return (int)(hash % 41) - 20 + (int)(20 * Math.Sin((x / 9.0) + (y / 14.0) + seed));
    }
}
