namespace MovieData.Survey;

/// <summary>
/// Frames by which the right view of a shot runs ahead of the left one. A view that shows a later instant shows moving
/// things where they will be, so at every point of the shot <c>v = δ · m + a + b x + c y + e x y + f d</c>: v is the
/// vertical flow between the views, m the vertical motion to the next frame, δ the shift looked for, a, b and c the
/// misalignment of views that do not lie level, e that of views that are turned towards each other, and f d that of
/// cameras of which one stands higher (d: disparity).
/// </summary>
/// <remarks>
/// Weighted least squares with Geman–McClure weights as in VerticalFit, over all positions of the shot together. Both
/// v and m are the network's flow as the pictures correct it (<see cref="FlowCorrection"/>): the network is wrong by
/// another share of v than of m, which no estimate of their ratio can mend. The motion is itself measured: its noise,
/// which would draw the slope towards 0, is known from what the two views say of the same point and taken out of its
/// variance. How sure the slope is tells a jackknife over blocks of the pictures: δ is left unsaid where leaving out
/// single blocks moves it, where no vertical motion is left beside the other terms (a camera that tilts), or where
/// little moves.
/// </remarks>
internal static class TimeShift
{
    /// <summary>Least deviation of the motion that the other terms do not explain, px.</summary>
    public const double MotionPxMin = 0.1;

    /// <summary>Largest standard error of a shift that is said, frames; of shifts above 1 a share of it.</summary>
    public const double ErrorMax = 0.04;

    /// <summary>Share of a shift by which all blocks may be wrong alike, so that the jackknife does not see it: the
    /// deviation from the truth of rendered clips of 1 and 2 frames.</summary>
    private const double ShareError = 0.02;

    private const int SamplesMin = 300;
    private const int Iterations = 16;
    private const double ScalePxFirst = 4;
    private const double ScalePxLast = 0.3;
    private const double ScaleShrink = 0.75;

    /// <summary>Least scale of the weights, of the motion's noise: below 5 the slope is drawn by a tenth.</summary>
    private const double NoiseScales = 8;

    /// <summary>Blocks of a position that the jackknife leaves out in turn.</summary>
    private const int BlockColumns = 4;
    private const int BlockRows = 3;
    private const int Blocks = BlockColumns * BlockRows;

    /// <summary>Terms beside the motion: 1, x, y, x y, d.</summary>
    private const int Terms = 5;

    /// <summary>Place of the motion and of the vertical flow behind the terms.</summary>
    private const int Motion = Terms;
    private const int Flow = Terms + 1;
    private const int Width = Terms + 2;

    /// <summary>Brings disparities to the size of the other terms, px.</summary>
    private const double DisparityUnitPx = 32;

    /// <summary>The shift of a shot; null: not measurable.</summary>
    /// <param name="positions">Points of its positions; those without motion are passed over.</param>
    public static double? Of(IReadOnlyList<MatchedSamples> positions)
    {
        Estimate? estimate = Measure(positions);
        return estimate is { } found && found.IsMeasurable ? found.Frames : null;
    }

    /// <summary>The same with what speaks for and against it; null where hardly a point's motion is known.</summary>
    internal static Estimate? Measure(IReadOnlyList<MatchedSamples> positions)
    {
        int moving = positions.Sum(samples => samples.Moving);
        if (moving < SamplesMin)
        {
            return null;
        }

        double[] rows = new double[moving * (Width + 1)];
        int[] blocks = new int[moving];
        Collect(positions, rows, blocks);
        var sums = new Moments[positions.Count * Blocks];
        double[] fit = new double[Terms + 1];
        Moments whole = Sum(rows, blocks, sums, null, 0);
        double scale = ScalePxFirst;
        for (int iteration = 0; iteration < Iterations; iteration++)
        {
            if (whole.Solve() is not { } solved)
            {
                return null;
            }

            // A residual holds the motion's noise too, times the shift: weights that were sharper would follow it.
            fit = solved.Fit;
            double noisePx = Math.Abs(solved.Shift) * whole.NoisePx;
            whole = Sum(rows, blocks, sums, fit, Math.Max(scale, NoiseScales * noisePx));
            scale = Math.Max(ScalePxLast, scale * ScaleShrink);
        }

        return whole.Solve() is { } last
            ? new Estimate(
                last.Shift, Math.Sqrt(last.Variance),
                Math.Sqrt(Square(Jackknife(whole, sums)) + Square(ShareError * last.Shift))) : null;
    }

    private static void Collect(IReadOnlyList<MatchedSamples> positions, double[] rows, int[] blocks)
    {
        int row = 0;
        for (int position = 0; position < positions.Count; position++)
        {
            MatchedSamples samples = positions[position];
            float tallest = samples.Y.Take(samples.Count).Select(MathF.Abs).DefaultIfEmpty().Max() + 1e-6f;
            for (int i = 0; i < samples.Count; i++)
            {
                if (float.IsNaN(samples.Motion[i]))
                {
                    continue;
                }

                (double x, double y) = (samples.X[i], samples.Y[i]);
                Span<double> values = rows.AsSpan(row * (Width + 1), Width + 1);
                values[0] = 1;
                values[1] = x;
                values[2] = y;
                values[3] = x * y;
                values[4] = samples.Disparity[i] / DisparityUnitPx;
                values[Motion] = samples.Motion[i];
                values[Flow] = samples.FineV[i];
                values[Width] = samples.MotionError[i];
                int column = Math.Clamp((int)((x + 1) / 2 * BlockColumns), 0, BlockColumns - 1);
                int line = Math.Clamp((int)(((y / tallest) + 1) / 2 * BlockRows), 0, BlockRows - 1);
                blocks[row++] = (position * Blocks) + (line * BlockColumns) + column;
            }
        }
    }

    // Moments of all points, and of each block; the first time every point counts alike.
    private static Moments Sum(double[] rows, int[] blocks, Moments[] sums, double[]? fit, double scale)
    {
        for (int block = 0; block < sums.Length; block++)
        {
            sums[block] = new Moments();
        }

        for (int row = 0; row < blocks.Length; row++)
        {
            ReadOnlySpan<double> values = rows.AsSpan(row * (Width + 1), Width + 1);
            double weight = 1;
            if (fit is not null)
            {
                double residual = values[Flow];
                for (int term = 0; term <= Terms; term++)
                {
                    residual -= fit[term] * values[term];
                }

                residual /= scale;
                weight = 1 / (1 + (residual * residual));
                weight *= weight;
            }

            sums[blocks[row]].Add(values, weight);
        }

        var whole = new Moments();
        foreach (Moments block in sums)
        {
            whole.Add(block, 1);
        }

        return whole;
    }

    private static double Square(double value) => value * value;

    private static double Jackknife(Moments whole, Moments[] sums)
    {
        var shifts = new List<double>();
        foreach (Moments block in sums.Where(block => block.Weight > 0))
        {
            var without = new Moments();
            without.Add(whole, 1);
            without.Add(block, -1);
            if (without.Solve() is not { } solved)
            {
                return double.PositiveInfinity;
            }

            shifts.Add(solved.Shift);
        }

        double mean = shifts.Average();
        return Math.Sqrt((shifts.Count - 1.0) / shifts.Count * shifts.Sum(shift => (shift - mean) * (shift - mean)));
    }

    /// <summary>A shift and how sure it is.</summary>
    /// <param name="Frames">The shift.</param>
    /// <param name="MotionPx">Deviation of the motion beside what the other terms explain, px.</param>
    /// <param name="Error">Standard error of the shift by the jackknife, and of all blocks alike, frames.</param>
    internal readonly record struct Estimate(double Frames, double MotionPx, double Error)
    {
        /// <summary>Whether it is worth saying.</summary>
        public bool IsMeasurable =>
            MotionPx >= MotionPxMin && Error <= ErrorMax * Math.Max(1, Math.Abs(Frames));
    }

    /// <summary>Weighted second moments of the terms, the motion and the flow.</summary>
    private sealed class Moments
    {
        /// <summary>Least share of the motion's variance that must be motion, not noise.</summary>
        private const double MotionShareMin = 0.5;

        private readonly double[] _sums = new double[Width * Width];
        private double _noise;

        /// <summary>Sum of the weights.</summary>
        public double Weight => _sums[0];

        /// <summary>Deviation of the motion's noise, px.</summary>
        public double NoisePx => Math.Sqrt(_noise / Weight);

        public void Add(ReadOnlySpan<double> values, double weight)
        {
            for (int row = 0; row < Width; row++)
            {
                double weighted = weight * values[row];
                for (int column = row; column < Width; column++)
                {
                    _sums[(row * Width) + column] += weighted * values[column];
                }
            }

            // The motion is the mean of two measurements: its noise has a quarter of their difference's variance.
            _noise += weight * values[Width] * values[Width] / 4;
        }

        public void Add(Moments other, double sign)
        {
            for (int i = 0; i < _sums.Length; i++)
            {
                _sums[i] += sign * other._sums[i];
            }

            _noise += sign * other._noise;
        }

        /// <summary>
        /// The shift, the variance of the motion that is left beside the other terms, and the coefficients of all; null
        /// where nothing is left.
        /// </summary>
        public (double Shift, double Variance, double[] Fit)? Solve()
        {
            // Gauss elimination of the terms leaves the moments of what they do not explain of motion and flow.
            double[] m = new double[Width * Width];
            for (int row = 0; row < Width; row++)
            {
                for (int column = 0; column < Width; column++)
                {
                    m[(row * Width) + column] = _sums[(Math.Min(row, column) * Width) + Math.Max(row, column)];
                }
            }

            for (int term = 0; term < Terms; term++)
            {
                double pivot = m[(term * Width) + term];
                if (pivot <= 1e-7 * Weight)
                {
                    // A term that the others explain (one row of things, one disparity) is no term.
                    Array.Clear(m, term * Width, Width);
                    m[(term * Width) + term] = 1;
                    for (int row = term + 1; row < Width; row++)
                    {
                        m[(row * Width) + term] = 0;
                    }

                    continue;
                }

                for (int row = term + 1; row < Width; row++)
                {
                    double factor = m[(row * Width) + term] / pivot;
                    for (int column = term; column < Width; column++)
                    {
                        m[(row * Width) + column] -= factor * m[(term * Width) + column];
                    }
                }
            }

            double motion = m[(Motion * Width) + Motion];
            double signal = motion - _noise;
            if (!(Weight > 0) || !(signal > MotionShareMin * motion))
            {
                return null;
            }

            double shift = m[(Motion * Width) + Flow] / signal;
            double[] fit = new double[Terms + 1];
            fit[Motion] = shift;
            for (int term = Terms - 1; term >= 0; term--)
            {
                double right = m[(term * Width) + Flow] - (shift * m[(term * Width) + Motion]);
                for (int other = term + 1; other < Terms; other++)
                {
                    right -= m[(term * Width) + other] * fit[other];
                }

                fit[term] = right / m[(term * Width) + term];
            }

            return (shift, signal / Weight, fit);
        }
    }
}
