using MovieData.Imaging.Frames;
using MovieData.Media.Films;

namespace MovieData.Synthesis;

/// <summary>A random scene whose view order is known, for tests that must find it out.</summary>
/// <param name="Index">0-based number under its seed.</param>
/// <param name="Scene">The scene; every frame number is valid, time goes on.</param>
/// <param name="Order">Which view <see cref="Render"/> returns first.</param>
/// <param name="HasGround">A floor runs from the near lower border to a horizon.</param>
/// <param name="HasSky">A sky lies behind everything.</param>
public sealed record OrderedScene(int Index, SyntheticScene Scene, ViewOrder Order, bool HasGround, bool HasSky)
{
    /// <summary>A frame pair as a film of this order holds it. The caller owns both pictures.</summary>
    public (Plane<Rgb24> First, Plane<Rgb24> Second) Render(int frame)
    {
        (View first, View second) = Order == ViewOrder.LeftFirst ? (View.Left, View.Right) : (View.Right, View.Left);
        return (Scene.Render(frame, first), Scene.Render(frame, second));
    }
}

/// <summary>
/// Random small scenes of known view order, rendered in memory: both orders, disparities of both signs or of one,
/// ranges from 14 to 60 px (of a view 1920 wide), half of them with a floor (and half of those with a sky), the others
/// with neither: things before a wall that leans any way, also towards the camera at the top.
/// </summary>
/// <remarks>All scenes of a seed share one <see cref="Wardrobe"/> of textures: a scene costs milliseconds.</remarks>
public sealed class SyntheticScenes(uint seed, PixelSize view)
{
    /// <summary>Widest view: these scenes are for tests at reduced size.</summary>
    public const int ViewWidthMax = 640;

    private const int Fps = 24;

    /// <summary>Things go up or down at up to so many px of a view 1920 wide a second; 0: sideways alone.</summary>
    public double LiftSpeedMax { get; init; }

    private readonly Wardrobe _wardrobe = new(seed);

    /// <summary>Scene <paramref name="index"/>: the same for equal seed, view and index.</summary>
    /// <exception cref="SynthesisException">The view is wider than <see cref="ViewWidthMax"/>.</exception>
    public OrderedScene this[int index]
    {
        get
        {
            if (view.Width > ViewWidthMax)
            {
                throw new SynthesisException($"scenes of known order are at most {ViewWidthMax} px wide, not {view}");
            }

            uint own = Dice.Seed(seed, (uint)index);
            var dice = new Dice(own);
            ViewOrder order = dice.Below(2) == 0 ? ViewOrder.LeftFirst : ViewOrder.RightFirst;
            bool hasGround = index % 2 == 0, hasSky = hasGround && index % 4 == 0;
            (double far, double near) = Range(ref dice);
            SceneScript script = hasGround ? OnFloor(own, far, near, hasSky) : BeforeWall(own, far, near);
            return new OrderedScene(index, new SyntheticScene(script, own, view, Fps), order, hasGround, hasSky);
        }
    }

    // Far and near disparity, design px: a third before the screen, a third behind it, a third around it.
    private static (double Far, double Near) Range(ref Dice dice)
    {
        double range = dice.Between(14, 60);
        double far = dice.Below(3) switch
        {
            0 => dice.Between(1, 6),
            1 => -range - dice.Between(1, 6),
            _ => -range * dice.Between(0.2f, 0.8f),
        };
        return (far, far + range);
    }

    private SceneScript OnFloor(uint own, double far, double near, bool hasSky)
    {
        var dice = new Dice(Dice.Seed(own, 1));
        double height = SyntheticScene.DesignWidth * view.Height / view.Width;
        double horizon = height * dice.Between(0.28f, 0.5f);
        double back = dice.Between(0.1f, 0.3f), pan = dice.Between(-200, 200), speed = dice.Between(-90, 90);
        Texture ground = _wardrobe.Tile(ref dice), wall = _wardrobe.Tile(ref dice), sky = _wardrobe.Sky;
        double skyY = dice.Between(-200, 0);
        (Sprite Sprite, double Across, double Nearness, double Size, double Speed)[] things =
        [
            .. Enumerable.Range(0, 4 + dice.Below(5)).Select(_ => (
                _wardrobe.Sprite(ref dice), (double)dice.Between(-1100, 1100), (double)dice.Between(0.35f, 1.05f),
                (double)dice.Between(0.7f, 1.2f), (double)dice.Between(-120, 120))).OrderBy(t => t.Item3),
        ];
        double[] lifts = Lifts(own, things.Length);
        return t =>
        {
            var floor = new Floor(horizon, height, far, near, pan + (speed * t));
            Layer backdrop = hasSky
                ? new Layer(sky, new DisparityPlane(far - 1), TextureMapping.Upright(0, skyY, 1.2), LayerKind.Sky)
                : floor.Wall(wall, back, 1.1);
            return
            [
                backdrop,
                floor.Surface(ground, hasSky ? Math.Max(back, 0.08) : back),
                .. things.Zip(lifts).SelectMany(o => floor.Stand(
                    o.First.Sprite,
                    (o.First.Across + (o.First.Speed * t)) / Math.Sqrt(o.First.Nearness),
                    o.First.Nearness,
                    o.First.Size,
                    o.Second * t,
                    _wardrobe.Shadow)),
            ];
        };
    }

    private SceneScript BeforeWall(uint own, double far, double near)
    {
        var dice = new Dice(Dice.Seed(own, 2));
        double height = SyntheticScene.DesignWidth * view.Height / view.Width, range = near - far;
        Texture wall = _wardrobe.Tile(ref dice);

        // Over the whole picture the wall leans by at most a third of the range.
        double perX = range / 6 * dice.Between(-1, 1) / 960, perY = range / 6 * dice.Between(-1, 1) / (height / 2);
        double middle = far + (range / 6), speed = dice.Between(-80, 80);
        var leaning = new DisparityPlane(middle, perX, perY, 960, height / 2);
        (Sprite Sprite, double X, double Y, double Size, double D, double Speed)[] things =
        [
            .. Enumerable.Range(0, 4 + dice.Below(5)).Select(_ => (
                _wardrobe.Sprite(ref dice),
                (double)dice.Between(100, 1820),
                dice.Between(0.35f, 1.15f) * height,
                (double)dice.Between(0.6f, 1.1f),
                far + (range * dice.Between(0.6f, 1)),
                (double)dice.Between(-120, 120))).OrderBy(t => t.Item5),
        ];
        double[] lifts = Lifts(own, things.Length);
        return t =>
        [
            new Layer(wall, leaning, TextureMapping.Upright(speed * t, 0, 1.1)),
            .. things.Zip(lifts).Select(lifted => (Thing: lifted.First, Y: lifted.First.Y - (lifted.Second * t)))
                .Select(o => new Layer(
                    o.Thing.Sprite.Texture,
                    new DisparityPlane(o.Thing.D),
                    TextureMapping.Upright(
                        o.Thing.X + (o.Thing.Speed * t) - (o.Thing.Sprite.FootX * o.Thing.Size),
                        o.Y - (o.Thing.Sprite.FootY * o.Thing.Size),
                        1 / o.Thing.Size))),
        ];
    }

    // With dice of their own: scenes of things that only go sideways stay what they are.
    private double[] Lifts(uint own, int things)
    {
        var dice = new Dice(Dice.Seed(own, 3));
        return [.. Enumerable.Range(0, things).Select(_ => LiftSpeedMax * dice.Between(-1, 1))];
    }
}
