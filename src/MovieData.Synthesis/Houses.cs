namespace MovieData.Synthesis;

/// <summary>House fronts with windows, a door and a sign.</summary>
internal static class Houses
{
    /// <summary>
    /// A front of brick, <paramref name="width"/> × <paramref name="height"/> texels, its door at the foot.
    /// </summary>
    public static Sprite Front(uint seed, int width, int height, Colour brick, string sign)
    {
        Brush wall = BrickFace(seed, brick);
        var dice = new Dice(seed);
        return Sprites.Board(width, height, wall, canvas =>
        {
            canvas.Rectangle(0, 6, width, 26, (x, y) => brick * (0.6f + (0.3f * Noise.Soft(seed, x, y, 100, 100))));
            int columns = width / 150, rows = Math.Max(1, (height - 250) / 150);
            for (int j = 0; j < rows; j++)
            {
                for (int i = 0; i < columns; i++)
                {
                    Window(canvas, dice.Next(), 36 + (i * (width - 40f) / columns), 52 + (j * 150), 80, 104);
                }
            }

            float shop = height - 190;
            canvas.Rectangle(20, shop, width - 20, shop + 46,
                Materials.Mottled(seed + 3, brick * 0.25f, brick * 0.5f, 30), 4);
            canvas.Text(sign, (width / 2f) - (sign.Length * 15), shop + 12, 5,
                (_, _) => new Colour(0.95f, 0.9f, 0.75f));
            Window(canvas, dice.Next(), 40, shop + 58, width * 0.3f, 92);
            Window(canvas, dice.Next(), width * 0.64f, shop + 58, width * 0.3f, 92);
            canvas.Rectangle(width * 0.43f, shop + 56, width * 0.57f, height - 4,
                Materials.Mottled(seed + 4, new(0.2f, 0.1f, 0.06f), new(0.5f, 0.3f, 0.2f), 50), 2);
        });
    }

    private static Brush BrickFace(uint seed, Colour brick) => (x, y) =>
    {
        int course = y / 15, along = x + (course % 2 * 18);
        float tone = 0.7f + (0.4f * Noise.Cell(seed, along / 36, course))
            + (0.2f * Noise.Rough(seed + 1, x, y, 12, 12, 6, 0.75f));
        bool joint = y % 15 < 2 || along % 36 < 2;
        return joint ? new Colour(0.62f, 0.6f, 0.56f) * (0.8f + (0.3f * tone)) : brick * tone;
    };

    private static void Window(Canvas canvas, uint seed, float x, float y, float w, float h)
    {
        canvas.Rectangle(x - 7, y - 7, x + w + 7, y + h + 9,
            (_, py) => new Colour(0.86f, 0.84f, 0.8f) * (py < y ? 0.8f : 1), 2);
        canvas.Rectangle(x, y, x + w, y + h, (px, py) =>
        {
            float curtain = Noise.Cell(seed, 1, 1) < 0.5f ? Noise.Step(0.35f, 0.3f, (px - x) / w)
                : Noise.Step(0.6f, 0.65f, (px - x) / w);
            float shine = Noise.Rough(seed, px, py, 14, 14, 4, 0.6f);
            Colour glass = new Colour(0.16f, 0.2f, 0.25f) * (1.1f + (0.8f * shine));
            Colour cloth = new Colour(0.75f, 0.68f, 0.58f) * (0.8f + (0.25f * Noise.Wave(px / 11f)));
            return Colour.Mix(glass, cloth, curtain * 0.85f);
        });
        Brush frame = (_, _) => new Colour(0.8f, 0.78f, 0.74f);
        canvas.Rectangle(x + (w / 2) - 2.5f, y, x + (w / 2) + 2.5f, y + h, frame);
        canvas.Rectangle(x, y + (h * 0.4f) - 2, x + w, y + (h * 0.4f) + 2, frame);
    }
}
