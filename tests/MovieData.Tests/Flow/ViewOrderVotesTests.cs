using MovieData.Flow;
using MovieData.Imaging.Frames;

namespace MovieData.Tests.Flow;

/// <summary>Votes of pictures and flows made by hand.</summary>
public sealed class ViewOrderVotesTests
{
    private const int Width = 160;
    private const int Height = 90;
    private const int NearPx = 12;

    /// <summary>A square before a wall: its colour is what is seen where both meet.</summary>
    [Fact]
    public void Add_SquareBeforeWall_SpeaksForTheOrder()
    {
        (Plane<Rgb24> wall, Plane<Rgb24> square) = FlowRuns.TwoPictures(Width, Height);
        (Plane<Rgb24> left, FlowField forth) = Seen(wall, square, from: 60, sign: -1);
        (Plane<Rgb24> right, FlowField back) = Seen(wall, square, from: 60 - NearPx, sign: 1);
        var votes = new ViewOrderVotes();
        var swapped = new ViewOrderVotes();

        votes.Add(left, right, forth, back);
        swapped.Add(right, left, back, forth);

        Assert.InRange(votes.Occlusion, 0.5, 1);
        Assert.InRange(votes.LeftFirstProbability, 0.99, 1);
        Assert.InRange(swapped.LeftFirstProbability, 0, 0.01);
    }

    /// <summary>A flow that is off by up to 0.9 px both ways shows no occlusion, whatever the pictures.</summary>
    [Fact]
    public void Add_NoiseOfTheFlow_SaysNothing()
    {
        var random = new Random(3);
        (Plane<Rgb24> left, Plane<Rgb24> right) = FlowRuns.TwoPictures(Width, Height);
        using var forth = new FlowField(left.Size);
        using var back = new FlowField(left.Size);
        for (int i = 0; i < forth.U.Pixels.Length; i++)
        {
            forth.U.Pixels[i] = (random.NextSingle() - 0.5f) * 1.8f;
            back.U.Pixels[i] = (random.NextSingle() - 0.5f) * 1.8f;
        }

        var votes = new ViewOrderVotes();
        votes.Add(left, right, forth, back);

        Assert.Equal(0, votes.Occlusion);
    }

    /// <summary>A view of the square at columns from…from + 40, and the flow to the other view.</summary>
    private static (Plane<Rgb24> View, FlowField Flow) Seen(
        Plane<Rgb24> wall, Plane<Rgb24> square, int from, int sign)
    {
        var view = new Plane<Rgb24>(Width, Height);
        var flow = new FlowField(view.Size);
        for (int y = 0; y < Height; y++)
        {
            for (int x = 0; x < Width; x++)
            {
                bool isNear = x >= from && x < from + 40 && y is >= 20 and < 70;
                view[x, y] = isNear ? square[x - from, y] : wall[x, y];
                flow.U[x, y] = isNear ? sign * NearPx : 0;
            }
        }

        return (view, flow);
    }
}
