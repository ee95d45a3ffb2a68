namespace MovieData.Synthesis;

/// <summary>Textures shared by all scenes of a seed, each made when it is first drawn. Safe for many threads.</summary>
internal sealed class Wardrobe(uint seed)
{
    private readonly Lazy<Texture>[] _tiles =
    [
        new(() => Materials.Leaves(seed + 1, new(0.12f, 0.22f, 0.08f), new(0.5f, 0.62f, 0.26f), 5000)),
        new(() => Materials.Leaves(seed + 2, new(0.24f, 0.14f, 0.07f), new(0.66f, 0.44f, 0.2f), 5000)),
        new(() => Materials.Bricks(seed + 3, new(0.62f, 0.38f, 0.3f), new(0.6f, 0.58f, 0.55f), 14, 36, 3)),
        new(() => Materials.Bricks(seed + 4, new(0.6f, 0.58f, 0.56f), new(0.3f, 0.28f, 0.27f), 16, 22, 3)),
        new(() => Materials.Planks(seed + 5, new(0.7f, 0.52f, 0.34f), 10)),
        new(() => Materials.Ground(seed + 6, new(0.26f, 0.32f, 0.14f), new(0.74f, 0.76f, 0.48f), 5000)),
        new(() => Materials.Ground(seed + 7, new(0.36f, 0.32f, 0.28f), new(0.84f, 0.8f, 0.74f), 6000)),
        new(() => Materials.Wallpaper(seed + 8, new(0.4f, 0.44f, 0.5f), new(0.7f, 0.6f, 0.4f), 9)),
    ];

    private readonly Lazy<Texture> _sky =
        new(() => Materials.Sky(seed + 9, new(0.46f, 0.62f, 0.86f), new(0.86f, 0.9f, 0.94f), 0.6f));

    private readonly Lazy<Sprite>[] _sprites =
    [
        new(() => Sprites.Tree(seed + 20, 760, new(0.4f, 0.32f, 0.25f), new(0.55f, 0.68f, 0.26f))),
        new(() => Sprites.Trunk(seed + 21, 1300, 40, new(0.45f, 0.4f, 0.34f))),
        new(() => Sprites.Person(seed + 22, 540, new(0.72f, 0.22f, 0.2f), new(0.22f, 0.26f, 0.42f))),
        new(() => Sprites.Person(seed + 23, 560, new(0.8f, 0.72f, 0.3f), new(0.28f, 0.24f, 0.22f))),
        new(() => Sprites.Lamp(seed + 24, 720, new(0.16f, 0.18f, 0.2f))),
        new(() => Sprites.Fence(seed + 25, 900, 200, new(0.85f, 0.83f, 0.78f))),
        new(() => Sprites.Ball(seed + 26, 110, new(0.9f, 0.36f, 0.2f), new(0.95f, 0.92f, 0.84f))),
        new(() => IndoorScenes.Poster(seed + 27, 360, 460, "PREMIERE", "TONIGHT")),
        new(() => Houses.Front(seed + 28, 560, 480, new(0.6f, 0.5f, 0.42f), "SHOP")),
    ];

    private readonly Lazy<Sprite> _shadow = new(() => Sprites.Shadow(256, 64));

    /// <summary>A cloudy sky.</summary>
    public Texture Sky => _sky.Value;

    /// <summary>A soft shadow.</summary>
    public Sprite Shadow => _shadow.Value;

    /// <summary>One of the tiles.</summary>
    public Texture Tile(ref Dice dice) => _tiles[dice.Below(_tiles.Length)].Value;

    /// <summary>One of the cut-outs.</summary>
    public Sprite Sprite(ref Dice dice) => _sprites[dice.Below(_sprites.Length)].Value;
}
