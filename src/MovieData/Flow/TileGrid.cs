using MovieData.Imaging.Frames;
using MovieData.Imaging.Kernels;
using MovieData.Inference;

namespace MovieData.Flow;

/// <summary>
/// Where a model's tiles lie in a picture, and how much each counts at each pixel: full weight inside, falling linearly
/// to the tile's edge over the overlap. The weights of all tiles sum to 1 at every pixel.
/// </summary>
internal sealed class TileGrid
{
    private readonly Axis _columns;
    private readonly Axis _rows;

    /// <param name="picture">Size of the picture.</param>
    /// <param name="tiles">Size and overlap; null for one tile that is the whole picture.</param>
    public TileGrid(PixelSize picture, ModelTiles? tiles)
    {
        _columns = new Axis(picture.Width, tiles?.Size.Width ?? picture.Width, tiles?.OverlapPx ?? 0);
        _rows = new Axis(picture.Height, tiles?.Size.Height ?? picture.Height, tiles?.OverlapPx ?? 0);
    }

    /// <summary>Number of tiles, at least 1.</summary>
    public int Count => _columns.Starts.Length * _rows.Starts.Length;

    /// <summary>Tile <paramref name="index"/>, row by row.</summary>
    public PixelArea this[int index] => new(
        _columns.Starts[index % _columns.Starts.Length],
        _rows.Starts[index / _columns.Starts.Length],
        _columns.Length,
        _rows.Length);

    /// <summary>Adds row <paramref name="y"/> of a tile's result, weighted, to the picture's.</summary>
    /// <param name="index">The tile.</param>
    /// <param name="y">Row in the tile.</param>
    /// <param name="values">One value a column of the tile.</param>
    /// <param name="target">The plane of the whole picture.</param>
    public void Add(int index, int y, ReadOnlySpan<float> values, Plane<float> target)
    {
        PixelArea tile = this[index];
        Tiling.AddRow(
            values,
            _columns.Weights[index % _columns.Starts.Length],
            _rows.Weights[index / _columns.Starts.Length][y],
            target.Row(tile.Y + y).Slice(tile.X, tile.Width));
    }

    private sealed class Axis
    {
        public Axis(int side, int tile, int overlap)
        {
            Length = Math.Min(side, tile);
            int count = side <= tile ? 1 : (side - overlap + tile - overlap - 1) / (tile - overlap);

            // Spread evenly, so that the last tile ends with the picture.
            Starts = [.. Enumerable.Range(0, count).Select(i => count == 1 ? 0 : i * (side - tile) / (count - 1))];
            var sums = new double[side];
            foreach (int start in Starts)
            {
                for (int x = 0; x < Length; x++)
                {
                    sums[start + x] += Ramp(x, overlap);
                }
            }

            Weights = [.. Starts.Select(start => Enumerable.Range(0, Length)
                .Select(x => (float)(Ramp(x, overlap) / sums[start + x])).ToArray())];
        }

        public int Length { get; }

        public int[] Starts { get; }

        public float[][] Weights { get; }

        private double Ramp(int x, int overlap) => Math.Min(1, Math.Min(x + 1, Length - x) / (overlap + 1.0));
    }
}
