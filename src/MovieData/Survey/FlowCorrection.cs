using MovieData.Flow;
using MovieData.Imaging.Frames;
using MovieData.Imaging.Kernels;

namespace MovieData.Survey;

/// <summary>
/// What two pictures say of the flow between them that a network found: by how much it is wrong, and how sure that is.
/// Networks draw small vertical flow towards 0 and large flow by up to a tenth, more between the views than in time:
/// a ratio of the two is then wrong by as much. The pictures are not.
/// </summary>
/// <remarks>
/// Lucas and Kanade, "An iterative image registration technique" (1981), eq. 4, in two directions: of each cell of
/// <see cref="CellPx"/> px and, half as heavy in each direction, its neighbours, the shift that makes the second
/// picture, warped by the flow, like the first. Differences of brightness count against their mean, so that a view that
/// is brighter by some levels is not taken for a shifted one. Only pixels whose flow is consistent count.
/// </remarks>
internal sealed class FlowCorrection
{
    /// <summary>Side of a cell, px: what is asked of is 1.5 to 3 of them wide.</summary>
    public const int CellPx = 6;

    private const int Iterations = 2;

    /// <summary>Largest step of an iteration, px: beyond it the pictures are not linear.</summary>
    private const double StepPxMax = 1;

    /// <summary>Added to the mean squared slope, (levels/px)²: along an edge nothing is known, and nothing moves.
    /// </summary>
    private const double SlopeFloor = 0.5;

    /// <summary>Weighted pixels of a cell and its neighbours below which nothing is said.</summary>
    private const double PixelsMin = CellPx * CellPx / 2;

    private readonly int _columns;
    private readonly float[] _alongX;
    private readonly float[] _alongY;
    private readonly float[] _errors;

    private FlowCorrection(int columns, int rows)
    {
        _columns = columns;
        _alongX = new float[columns * rows];
        _alongY = new float[columns * rows];
        _errors = new float[columns * rows];
    }

    /// <summary>Looks at two pictures.</summary>
    /// <param name="from">Luma of the picture at whose pixels the flow stands.</param>
    /// <param name="to">Luma of the other one, of the same size.</param>
    /// <param name="flow">The flow.</param>
    /// <param name="mask"><see cref="MaskCode.Valid"/> where it is consistent.</param>
    public static FlowCorrection Of(Plane<float> from, Plane<float> to, FlowField flow, Plane<byte> mask)
    {
        (int width, int height) = from.Size;
        (int columns, int rows) = ((width + CellPx - 1) / CellPx, (height + CellPx - 1) / CellPx);
        var correction = new FlowCorrection(columns, rows);
        var cells = new Sums[columns * rows];
        for (int iteration = 0; iteration < Iterations; iteration++)
        {
            Array.Clear(cells);
            for (int y = 1; y < height - 1; y++)
            {
                correction.AddRow(y, from, to, flow, mask, cells);
            }

            correction.Step(cells, rows);
        }

        return correction;
    }

    /// <summary>What is to be added to the flow at a pixel, and the standard error of its vertical part, px: by how
    /// much the pictures still differ, over how steep they are. Infinite where nothing is known.</summary>
    public (float U, float V, float ErrorPx) At(int x, int y)
    {
        int cell = (y / CellPx * _columns) + (x / CellPx);
        return (_alongX[cell], _alongY[cell], _errors[cell]);
    }

    private void AddRow(
        int y, Plane<float> from, Plane<float> to, FlowField flow, Plane<byte> mask, Sums[] cells)
    {
        (int width, int height) = from.Size;
        ReadOnlySpan<float> row = from.Row(y);
        ReadOnlySpan<float> above = from.Row(y - 1);
        ReadOnlySpan<float> below = from.Row(y + 1);
        ReadOnlySpan<byte> codes = mask.Row(y);
        ReadOnlySpan<float> u = flow.U.Row(y);
        ReadOnlySpan<float> v = flow.V.Row(y);
        for (int x = 1; x < width - 1; x++)
        {
            int cell = (y / CellPx * _columns) + (x / CellPx);
            float targetX = x + u[x] + _alongX[cell];
            float targetY = y + v[x] + _alongY[cell];
            if (codes[x] == MaskCode.Valid
                && targetX >= 0 && targetX <= width - 1 && targetY >= 0 && targetY <= height - 1)
            {
                cells[cell].Add(
                    (row[x + 1] - row[x - 1]) / 2, (below[x] - above[x]) / 2,
                    FlowAgreement.At(to, targetX, targetY) - row[x]);
            }
        }
    }

    private void Step(Sums[] cells, int rows)
    {
        for (int row = 0; row < rows; row++)
        {
            for (int column = 0; column < _columns; column++)
            {
                var sums = new Sums();
                for (int y = Math.Max(0, row - 1); y <= Math.Min(rows - 1, row + 1); y++)
                {
                    for (int x = Math.Max(0, column - 1); x <= Math.Min(_columns - 1, column + 1); x++)
                    {
                        sums.Add(cells[(y * _columns) + x], (y == row ? 1f : 0.5f) * (x == column ? 1f : 0.5f));
                    }
                }

                int cell = (row * _columns) + column;
                (double alongX, double alongY, double error) = sums.Solve();
                _alongX[cell] += (float)Math.Clamp(alongX, -StepPxMax, StepPxMax);
                _alongY[cell] += (float)Math.Clamp(alongY, -StepPxMax, StepPxMax);
                _errors[cell] = (float)error;
            }
        }
    }

    /// <summary>Sums over pixels of the slopes x and y, of the second picture − the first t, and of their
    /// products.</summary>
    private struct Sums
    {
        private float _count, _x, _y, _t, _xx, _xy, _yy, _xt, _yt, _tt;

        public void Add(float x, float y, float t)
        {
            _count++;
            _x += x;
            _y += y;
            _t += t;
            _xx += x * x;
            _xy += x * y;
            _yy += y * y;
            _xt += x * t;
            _yt += y * t;
            _tt += t * t;
        }

        public void Add(in Sums other, float weight)
        {
            _count += weight * other._count;
            _x += weight * other._x;
            _y += weight * other._y;
            _t += weight * other._t;
            _xx += weight * other._xx;
            _xy += weight * other._xy;
            _yy += weight * other._yy;
            _xt += weight * other._xt;
            _yt += weight * other._yt;
            _tt += weight * other._tt;
        }

        // The step that makes the sum of (t + x · dx + y · dy − mean)² least, and what is left of it.
        public readonly (double X, double Y, double ErrorPx) Solve()
        {
            if (_count < PixelsMin)
            {
                return (0, 0, double.PositiveInfinity);
            }

            double n = _count;
            double xx = _xx - (_x * (double)_x / n) + (SlopeFloor * n);
            double xy = _xy - (_x * (double)_y / n);
            double bareYy = _yy - (_y * (double)_y / n);
            double yy = bareYy + (SlopeFloor * n);
            double xt = _xt - (_x * (double)_t / n);
            double yt = _yt - (_y * (double)_t / n);
            double tt = _tt - (_t * (double)_t / n);
            double determinant = (xx * yy) - (xy * xy);
            double alongX = ((xy * yt) - (yy * xt)) / determinant;
            double alongY = ((xy * xt) - (xx * yt)) / determinant;
            double left = Math.Max(0, tt + (alongX * xt) + (alongY * yt)) / n;
            double steepness = bareYy - (xy * xy / xx);
            return (alongX, alongY, steepness > 0 ? Math.Sqrt(left / steepness) : double.PositiveInfinity);
        }
    }
}
