namespace MovieData.Synthesis;

/// <summary>Shots in rooms, with less light. Each function bakes its textures once and returns the script.</summary>
internal static class IndoorScenes
{
    /// <summary>
    /// A room: papered wall with pictures, wooden floor, crates, a person, a ball thrown at the camera.
    /// </summary>
    public static SceneScript Room(uint seed)
    {
        Texture paper = Materials.Wallpaper(seed, new(0.30f, 0.20f, 0.18f), new(0.52f, 0.36f, 0.22f), 8);
        Texture planks = Materials.Planks(seed + 1, new(0.40f, 0.26f, 0.15f), 12);
        Sprite poster = Poster(seed + 2, 300, 400, "STEREO", "WORLD");
        Sprite other = Poster(seed + 3, 380, 280, "DEPTH 1", "MATINEE");
        Sprite crate = Crate(seed + 4, 260, 220, "FRAGILE");
        Sprite box = Crate(seed + 5, 210, 150, "LENS 24");
        Sprite person = Sprites.Person(seed + 6, 600, new(0.20f, 0.34f, 0.30f), new(0.26f, 0.2f, 0.2f));
        Sprite ball = Sprites.Ball(seed + 7, 70, new(0.18f, 0.3f, 0.6f), new(0.72f, 0.66f, 0.5f));
        Sprite shadow = Sprites.Shadow(256, 64);
        return t =>
        {
            var floor = new Floor(400, 960, -30, 28, 160 - (75 * t));
            Layer wall = floor.Wall(paper, 0.34, 1, 0.006);
            return
            [
                wall,
                floor.Hang(wall, poster, -430, 480, 0.68),
                floor.Hang(wall, other, 320, 430, 0.7),
                floor.Surface(planks, 0.34),
                .. floor.Stand(crate, 1000, 0.55, 1.2, 0, shadow),
                .. floor.Stand(box, 980, 0.552, 1.2, 262),
                .. floor.Stand(person, 300 - (150 * t), 0.66, 1.1, 0, shadow),
                .. floor.Stand(crate, -640, 0.8, 1.2, 0, shadow),
                .. floor.Stand(ball, 100 + (130 * t), 0.98 + (0.04 * t), 1,
                    180 + (200 * Noise.Wave((float)(t * 0.3))), shadow),
            ];
        };
    }

    /// <summary>Close things on a steep table top: boxes, books, a plant; strong slants.</summary>
    public static SceneScript Table(uint seed)
    {
        Texture cloth = Materials.Wallpaper(seed, new(0.74f, 0.72f, 0.66f), new(0.60f, 0.30f, 0.30f), 10);
        Texture top = Materials.Planks(seed + 1, new(0.86f, 0.70f, 0.50f), 8);
        Sprite books = Books(seed + 2, 620, 300);
        Sprite box = Crate(seed + 3, 300, 260, "TEA & CO.");
        Sprite tin = Crate(seed + 4, 170, 210, "NO. 5");
        Sprite plant = Sprites.Tree(seed + 5, 420, new(0.5f, 0.4f, 0.3f), new(0.5f, 0.75f, 0.35f));
        Sprite ball = Sprites.Ball(seed + 6, 60, new(0.85f, 0.2f, 0.25f), new(0.95f, 0.9f, 0.85f));
        Sprite shadow = Sprites.Shadow(256, 64);
        return t =>
        {
            var floor = new Floor(240, 960, -26, 36, (80 * t) - 120);
            return
            [
                floor.Wall(cloth, 0.2, 1.2, 0.008),
                floor.Surface(top, 0.2, 1.2),
                .. floor.Stand(books, -900, 0.45, 1.2, 0, shadow),
                .. floor.Stand(plant, 900, 0.48, 1.3, 0, shadow),
                .. floor.Stand(box, 150, 0.6, 1, 0, shadow),
                .. floor.Stand(ball, -800 + (330 * t), 0.76, 1, 0, shadow),
                .. floor.Stand(tin, -330, 0.9, 1, 0, shadow),
                .. floor.Stand(tin, 700, 0.96, 1, 0, shadow),
            ];
        };
    }

    /// <summary>A wall of posters seen face on: everything within 5 px of disparity (range fault).</summary>
    public static SceneScript PosterWall(uint seed)
    {
        Texture wall = Materials.Bricks(seed, new(0.34f, 0.26f, 0.24f), new(0.2f, 0.19f, 0.18f), 14, 36, 3);
        Sprite[] posters =
        [
            Poster(seed + 1, 360, 480, "PREMIERE", "TONIGHT"), Poster(seed + 2, 400, 300, "THE HOUSE", "ON THE HILL"),
            Poster(seed + 3, 340, 460, "FLAT", "EARTH 2"), Poster(seed + 4, 420, 320, "SUNDAY", "CIRCUS"),
        ];
        return t =>
        {
            var floor = new Floor(500, 960, -5, 1, 60 * t);
            Layer bricks = floor.Wall(wall, 0.5, 1, 0.001);
            return
            [
                bricks,
                floor.Hang(bricks, posters[0], -660, 700, 1, 0.8),
                floor.Hang(bricks, posters[1], -190, 560, 1, 1.4),
                floor.Hang(bricks, posters[2], 250, 820, 1, 2),
                floor.Hang(bricks, posters[3], 680 - (40 * t), 640, 0.9, 2.6),
            ];
        };
    }

    /// <summary>
    /// A library whose shelves stand at the same heights in both views but hold other books (consistency fault): over
    /// half of the picture nothing matches, while the boards leave no doubt about the rows and floor and visitor match.
    /// </summary>
    public static SceneScript Library(uint seed, uint books)
    {
        Texture shelves = Shelves(Dice.Seed(seed, books));
        Texture planks = Materials.Planks(seed + 1, new(0.72f, 0.56f, 0.40f), 10);
        Sprite visitor = Sprites.Person(seed + 2, 520, new(0.78f, 0.74f, 0.68f), new(0.3f, 0.26f, 0.3f));
        Sprite crate = Crate(seed + 3, 260, 200, "RETURNS");
        Sprite shadow = Sprites.Shadow(256, 64);
        return t =>
        {
            var floor = new Floor(420, 960, -24, 26, 60 * t);
            return
            [
                floor.Wall(shelves, 0.38, 1),
                floor.Surface(planks, 0.38),
                .. floor.Stand(visitor, -500 + (90 * t), 0.6, 0.9, 0, shadow),
                .. floor.Stand(crate, 560, 0.85, 1, 0, shadow),
            ];
        };
    }

    /// <summary>
    /// A painted picture with two lines of text in a mottled mount: along a plain one nothing but its ends could be
    /// matched, and the range fault is about the range alone, also where it is measured from minimum to maximum.
    /// </summary>
    public static Sprite Poster(uint seed, int width, int height, string upper, string lower)
    {
        var dice = new Dice(seed);
        Colour back = new(dice.Between(0.2f, 0.85f), dice.Between(0.2f, 0.7f), dice.Between(0.2f, 0.75f));
        Brush mount = Materials.Mottled(seed + 2, new Colour(0.52f, 0.48f, 0.4f), new Colour(0.96f, 0.94f, 0.88f), 7);
        return Sprites.Board(width, height, mount, canvas =>
        {
            canvas.Rectangle(12, 12, width - 12, height - 12, Materials.Mottled(seed, back * 0.55f, back, 14));
            var inner = new Dice(seed + 1);
            for (int i = 0; i < 9; i++)
            {
                Colour colour = new Colour(inner.Unit(), inner.Unit(), inner.Unit()) * 0.9f;
                float r = inner.Between(16, 70);
                canvas.Ellipse(inner.Between(70, width - 70), inner.Between(100, height - 100),
                    r, r * inner.Between(0.4f, 1),
                    Materials.Mottled(inner.Next(), colour * 0.6f, colour, 40), opacity: 0.9f);
            }

            float dot = (width - 50f) / (6 * Math.Max(upper.Length, lower.Length));
            canvas.Text(upper, 26, 28, dot, (_, _) => new Colour(0.96f, 0.93f, 0.8f));
            canvas.Text(lower, 26, height - 26 - (7 * dot), dot, (_, _) => new Colour(0.96f, 0.93f, 0.8f));
        });
    }

    private static Sprite Crate(uint seed, int width, int height, string text)
    {
        Colour wood = new Colour(0.62f, 0.46f, 0.28f) * new Dice(seed).Between(0.7f, 1.2f);
        Brush board = (x, y) => wood * (0.75f + (0.15f * Noise.Cell(seed, 0, y / 52)) + (y % 52 < 3 ? -0.4f : 0)
            + (0.22f * Noise.Rough(seed + 1, x, y, 8, 160, 3, 0.7f))
                + (0.12f * Noise.Rough(seed + 2, x, y, 90, 90, 3, 0.8f)));
        return Sprites.Board(width, height, board, canvas =>
        {
            Brush edge = (x, y) => board(y, x) * 1.15f;
            canvas.Rectangle(2, 2, 24, height - 2, edge).Rectangle(width - 24, 2, width - 2, height - 2, edge);
            canvas.Rectangle(2, 2, width - 2, 22, (x, y) => board(x, y + 9) * 1.2f);
            float dot = (width - 80f) / (6 * text.Length);
            canvas.Text(text, 40, height * 0.42f, dot, (_, _) => new Colour(0.16f, 0.1f, 0.08f));
        });
    }

    // Boards every 64 texels at fixed heights; spines of any width and colour.
    private static Texture Shelves(uint seed)
    {
        Colour wood = new(0.16f, 0.10f, 0.07f);
        var canvas = new Canvas(2048, 1024, tiles: true);
        canvas.Fill(Materials.Mottled(7, wood * 0.7f, wood, 20));
        var dice = new Dice(seed);
        for (int shelf = 0; shelf < 16; shelf++)
        {
            float top = (shelf * 64) + 8, x = dice.Between(0, 40), end = x + 2040;
            while (x < end - 8)
            {
                float width = Math.Min(dice.Between(14, 60), end - x), left = x;
                uint own = dice.Next();
                Colour cover = new(dice.Between(0.1f, 0.9f), dice.Between(0.1f, 0.8f), dice.Between(0.1f, 0.8f));
                canvas.Rectangle(x, top, x + width - 1, top + 52, (px, py) => cover
                    * (1.15f - (0.4f * (px - left) / width) + (0.2f * Noise.Rough(own, px, py, 60, 60, 4, 0.8f))), 2);
                canvas.Rectangle(x + 2, top + 12, x + width - 3, top + 17, (_, _) => cover * 0.5f);
                x += width;
            }
        }

        return canvas.Finish();
    }

    private static Sprite Books(uint seed, int width, int height)
    {
        var canvas = new Canvas(width, height);
        var dice = new Dice(seed);
        float x = 4;
        while (x < width - 60)
        {
            float thick = dice.Between(26, 54), top = dice.Between(6, height * 0.25f), left = x;
            Colour colour = new(dice.Between(0.15f, 0.8f), dice.Between(0.12f, 0.6f), dice.Between(0.12f, 0.6f));
            uint own = dice.Next();
            canvas.Rectangle(x, top, x + thick, height - 4, (px, py) => colour * (1.1f - (0.4f * (px - left) / thick)
                + (0.2f * Noise.Rough(own, px, py, 40, 40, 4, 0.8f)) + (py % 61 < 5 ? 0.35f : 0)), 3);
            canvas.Text("ABCDEFGHIJKLMNOPQRSTUVWXYZ".Substring(dice.Below(25), 1),
                x + (thick / 2) - 8, top + 26, 3, (_, _) => new Colour(0.95f, 0.88f, 0.6f));
            x += thick + 1;
        }

        return new Sprite(canvas.Finish(), width / 2f, height - 5);
    }
}
