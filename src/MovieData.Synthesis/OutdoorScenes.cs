namespace MovieData.Synthesis;

/// <summary>Shots under the open sky. Each function bakes its textures once and returns the script.</summary>
internal static class OutdoorScenes
{
    /// <summary>A garden: hedge, gravel path, trees, a fence, a walker and a ball coming out of the screen.</summary>
    public static SceneScript Garden(uint seed)
    {
        Texture hedge = Materials.Leaves(seed, new(0.10f, 0.22f, 0.07f), new(0.52f, 0.66f, 0.28f), 9000);
        Texture lawn = Materials.Ground(seed + 1, new(0.24f, 0.32f, 0.12f), new(0.72f, 0.76f, 0.46f), 6000);
        Sprite tree = Sprites.Tree(seed + 2, 900, new(0.42f, 0.33f, 0.25f), new(0.62f, 0.72f, 0.26f));
        Sprite fence = Sprites.Fence(seed + 3, 1500, 190, new(0.86f, 0.84f, 0.78f));
        Sprite walker = Sprites.Person(seed + 4, 560, new(0.72f, 0.2f, 0.18f), new(0.22f, 0.26f, 0.42f));
        Sprite ball = Sprites.Ball(seed + 5, 62, new(0.92f, 0.35f, 0.18f), new(0.95f, 0.92f, 0.82f));
        Sprite lamp = Sprites.Lamp(seed + 6, 780, new(0.16f, 0.2f, 0.2f));
        Sprite shadow = Sprites.Shadow(256, 64);
        return t =>
        {
            var floor = new Floor(430, 960, -24, 26, (70 * t) - 120);
            double bounce = Math.Abs(Noise.Wave((float)(t * 0.55)));
            return
            [
                floor.Wall(hedge, 0.16, 1.1, 0.004),
                floor.Surface(lawn, 0.16),
                .. floor.Stand(tree, -1250, 0.42, 1.25, 0, shadow),
                .. floor.Stand(tree, 1050, 0.5, 1.2, 0, shadow),
                .. floor.Stand(fence, 1500, 0.55, 1.1),
                .. floor.Stand(fence, -1500, 0.6, 1.1),
                .. floor.Stand(walker, -560 + (190 * t), 0.72, 1, 0, shadow),
                .. floor.Stand(lamp, 560, 0.85, 1, 0, shadow),
                .. floor.Stand(ball, -300 - (60 * t), 1.02, 1.1, 260 * bounce, shadow),
            ];
        };
    }

    /// <summary>A street under a pale sky: house fronts, cobbles, people, signs. The sky is the farthest.</summary>
    public static SceneScript Street(uint seed)
    {
        Texture sky = Materials.Sky(seed, new(0.50f, 0.66f, 0.88f), new(0.86f, 0.90f, 0.94f), 0.55f);
        Texture cobbles = Materials.Bricks(seed + 1, new(0.66f, 0.62f, 0.58f), new(0.30f, 0.28f, 0.26f), 16, 24, 3);
        Sprite[] fronts =
        [
            Houses.Front(seed + 2, 760, 620, new(0.72f, 0.42f, 0.32f), "BAKERY"),
            Houses.Front(seed + 3, 640, 700, new(0.76f, 0.70f, 0.58f), "HOTEL"),
            Houses.Front(seed + 4, 820, 560, new(0.60f, 0.62f, 0.60f), "CINEMA 3D"),
            Houses.Front(seed + 5, 700, 660, new(0.80f, 0.56f, 0.40f), "BOOKS"),
        ];
        Sprite one = Sprites.Person(seed + 6, 520, new(0.2f, 0.36f, 0.56f), new(0.3f, 0.26f, 0.22f));
        Sprite two = Sprites.Person(seed + 7, 540, new(0.84f, 0.72f, 0.3f), new(0.2f, 0.2f, 0.24f));
        Sprite lamp = Sprites.Lamp(seed + 8, 760, new(0.14f, 0.15f, 0.18f));
        Sprite shadow = Sprites.Shadow(256, 64);
        return t =>
        {
            var floor = new Floor(470, 960, -30, 24, (60 * t) - 200);
            return
            [
                new Layer(sky, new DisparityPlane(-34), TextureMapping.Upright(0, 120, 1.2), LayerKind.Sky),
                .. floor.Stand(fronts[0], -1650, 0.34, 1.55, haze: 0.12f),
                .. floor.Stand(fronts[1], -560, 0.32, 1.55, haze: 0.14f),
                .. floor.Stand(fronts[2], 650, 0.33, 1.6, haze: 0.13f),
                .. floor.Stand(fronts[3], 1900, 0.35, 1.6, haze: 0.12f),
                .. floor.Stand(fronts[1], 3000, 0.34, 1.6, haze: 0.12f),
                .. floor.Stand(fronts[2], -2900, 0.34, 1.6, haze: 0.12f),
                floor.Surface(cobbles, 0.30),
                .. floor.Stand(two, 900 - (120 * t), 0.5, 1, 0, shadow),
                .. floor.Stand(lamp, -700, 0.62, 1.1, 0, shadow),
                .. floor.Stand(one, -420 + (210 * t), 0.8, 1, 0, shadow),
                .. floor.Stand(lamp, 820, 0.95, 1.1, 0, shadow),
            ];
        };
    }

    /// <summary>A forest of trunks at many distances, fallen leaves, someone walking between them.</summary>
    public static SceneScript Forest(uint seed)
    {
        Texture back = Materials.Leaves(seed, new(0.06f, 0.10f, 0.07f), new(0.28f, 0.36f, 0.22f), 8000);
        Texture soil = Materials.Leaves(seed + 1, new(0.20f, 0.12f, 0.06f), new(0.56f, 0.36f, 0.16f), 9000);
        Sprite[] trunks =
        [
            Sprites.Trunk(seed + 2, 1300, 46, new(0.42f, 0.36f, 0.30f)),
            Sprites.Trunk(seed + 3, 1300, 34, new(0.50f, 0.48f, 0.44f)),
            Sprites.Trunk(seed + 4, 1300, 58, new(0.34f, 0.27f, 0.22f)),
        ];
        Sprite walker = Sprites.Person(seed + 5, 560, new(0.75f, 0.66f, 0.25f), new(0.24f, 0.24f, 0.2f));
        Sprite shadow = Sprites.Shadow(256, 64);
        return t =>
        {
            var floor = new Floor(360, 980, -22, 30, (90 * t) - 100);
            var layers = new List<Layer> { floor.Wall(back, 0.18, 1.2, -0.005), floor.Surface(soil, 0.18) };
            var dice = new Dice(seed);
            for (int i = 0; i < 13; i++)
            {
                double nearness = 0.24 + (i * 0.062), across = dice.Between(-1500, 1500) / (float)Math.Sqrt(nearness);
                if (i == 8)
                {
                    layers.AddRange(floor.Stand(walker, -500 + (230 * t), nearness - 0.03, 1.1, 0, shadow));
                }

                layers.AddRange(floor.Stand(trunks[i % 3], across, nearness, 1.15, 0, shadow));
            }

            return layers;
        };
    }
}
