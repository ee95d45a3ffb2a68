using System.Text.Json.Nodes;
using MovieData.Audit.Metrics;
using MovieData.Imaging.Frames;

namespace MovieData.Tests.Audit;

/// <summary>
/// Every metric against the numbers that <c>tools/measure/metrics.py</c>, which another hand wrote from the papers,
/// gives for the same arrays.
/// </summary>
public class MetricsTests
{
    private const double RelativeTolerance = 1e-6;
    private const double AbsoluteTolerance = 1e-9;

    private static JsonObject Expected(string file) =>
        JsonNode.Parse(File.ReadAllText(SharedFiles.Committed($"metrics/{file}")))!.AsObject();

    public static TheoryData<string> Cases => [.. Expected("metrics.json").Select(of => of.Key)];

    [Theory]
    [MemberData(nameof(Cases))]
    public void Metrics_CaseOfTheScript_AreItsNumbers(string name)
    {
        var arrays = new NumpyArrays(SharedFiles.Committed($"metrics/{name}.npz"));
        JsonObject expected = Expected("metrics.json")[name]!.AsObject();
        Dictionary<string, double> measured = Measure(
            new PixelSize(arrays.Shape("p")[1], arrays.Shape("p")[0]),
            arrays.Values<float>("p"),
            arrays.Values<float>("t"),
            arrays.Values<byte>("m"));
        if (arrays.Has("pairs"))
        {
            MeasureOrder(arrays, measured);
        }

        if (arrays.Has("target"))
        {
            MeasurePictures(arrays, measured);
        }

        AssertAll(expected, measured);
    }

    /// <summary>The picture of formulas (its README): large enough for all levels of the pyramid.</summary>
    [Fact]
    public void Metrics_PictureOfSixLevels_AreTheScriptsNumbers()
    {
        var size = new PixelSize(400, 350);
        var prediction = new float[size.Area];
        var truth = new float[size.Area];
        var valid = new byte[size.Area];
        for (int y = 0; y < size.Height; y++)
        {
            for (int x = 0; x < size.Width; x++)
            {
                int at = (y * size.Width) + x;
                prediction[at] = 4 + ((((37 * y) + (91 * x)) % 101) / 8f);
                truth[at] = 4 + ((((53 * y) + (29 * x) + (y * x)) % 97) / 8f);
                valid[at] = (byte)(x < 10 && y < 10 ? 0 : 1);
            }
        }

        AssertAll(Expected("formula.json")["formula"]!.AsObject(), Measure(size, prediction, truth, valid));
    }

    [Fact]
    public void LeastSquares_ConstantPrediction_IsTheMeanOfTheTruth()
    {
        ScaleShift fit = ScaleShift.LeastSquares([3, 3, 3], [1, 2, 6]);
        Assert.Equal(new ScaleShift(0, 3), fit);
    }

    [Fact]
    public void Whdr_OrdersOfThreePairs_IsTheShareThatIsWrong() => Assert.Equal(
        1.0 / 3,
        OrdinalErrors.Whdr(
            [DepthOrder.FirstNearer, DepthOrder.Equal, DepthOrder.SecondNearer],
            [DepthOrder.FirstNearer, DepthOrder.Equal, DepthOrder.FirstNearer]));

    private static void AssertAll(JsonObject expected, Dictionary<string, double> measured)
    {
        Assert.NotEmpty(expected);
        foreach ((string key, JsonNode? value) in expected)
        {
            double right = (double)value!;
            Assert.True(measured.ContainsKey(key), $"{key} was not measured");
            Assert.True(
                Math.Abs(measured[key] - right) <= AbsoluteTolerance + (RelativeTolerance * Math.Abs(right)),
                $"{key}: {measured[key]:R}, expected {right:R}");
        }
    }

    private static Dictionary<string, double> Measure(PixelSize size, float[] prediction, float[] truth, byte[] valid)
    {
        int[] at = [.. Enumerable.Range(0, valid.Length).Where(i => valid[i] != 0)];
        float[] p = [.. at.Select(i => prediction[i])];
        float[] t = [.. at.Select(i => truth[i])];
        ScaleShift fit = ScaleShift.LeastSquares(p, t);
        RobustScale ofP = RobustScale.Of(p);
        RobustScale ofT = RobustScale.Of(t);
        var difference = new double[valid.Length];
        Array.Fill(difference, double.NaN);
        foreach (int i in at)
        {
            difference[i] = ofP.Normalise(prediction[i]) - ofT.Normalise(truth[i]);
        }

        double gradient = GradientMatching.Of(difference, size);
        double ssimae = ScaleInvariantErrors.Ssimae(p, t);
        DerivativeErrors derivatives = DerivativeErrors.Of(difference, size);
        var measured = new Dictionary<string, double>
        {
            ["ls_scale"] = fit.Scale,
            ["ls_shift"] = fit.Shift,
            ["robust_center_p"] = ofP.Center,
            ["robust_width_p"] = ofP.Width,
            ["robust_center_t"] = ofT.Center,
            ["robust_width_t"] = ofT.Width,
            ["ssimse"] = ScaleInvariantErrors.Ssimse(p, t),
            ["ssimae"] = ssimae,
            ["ssitrim"] = ScaleInvariantErrors.Ssitrim(p, t),
            ["mae_trimmed"] = ScaleInvariantErrors.MaeTrimmed(p, t),
            ["gradient"] = gradient,
            ["ssimae_total"] = ssimae + (GradientMatching.Weight * gradient),
            ["mage"] = derivatives.Mage,
            ["male"] = derivatives.Male,
            ["msge"] = derivatives.Msge,
        };
        if (p.Concat(t).All(value => value > 0))
        {
            MeasureDepth(size, prediction, truth, valid, measured);
        }

        return measured;
    }

    private static void MeasureDepth(
        PixelSize size, float[] prediction, float[] truth, byte[] valid, Dictionary<string, double> measured)
    {
        float[] Known(float[] of) => [.. of.Zip(valid, (value, known) => known != 0 ? value : float.NaN)];
        float[] Compact(float[] of) => [.. of.Where((_, i) => valid[i] != 0)];
        float[] p = Compact(prediction);
        float[] t = Compact(truth);
        DepthErrors depth = DepthErrors.Of(p, t);
        measured["rmse"] = depth.Rmse;
        measured["abs_rel"] = depth.AbsRel;
        measured["sq_rel"] = depth.SqRel;
        measured["rmse_log"] = depth.RmseLog;
        measured["log10"] = depth.Log10;
        measured["delta1"] = depth.Delta1;
        measured["delta2"] = depth.Delta2;
        measured["delta3"] = depth.Delta3;
        measured["silog"] = depth.Silog;
        measured["irmse"] = depth.InverseRmse;
        measured["silog_loss"] = ScaleInvariantErrors.SilogLoss(p, t);
        measured["eigen_05"] = DepthErrors.Eigen(p, t, 0.5);
        measured["eigen_085"] = DepthErrors.Eigen(p, t, 0.85);
        measured["berhu"] = DepthErrors.Berhu(p, t);
        measured["boundary_f1"] = BoundaryErrors.F1(Known(prediction), Known(truth), size);
    }

    private static void MeasureOrder(NumpyArrays arrays, Dictionary<string, double> measured)
    {
        float[] p = arrays.Values<float>("p");
        int width = arrays.Shape("p")[1];
        int[][] pairs = [.. arrays.Values<int>("pairs").Chunk(5)];
        DepthOrder[] truth = [.. pairs.Select(pair => (DepthOrder)pair[4])];
        double Whdr(double ratio) => OrdinalErrors.Whdr(
            [
                .. pairs.Select(pair => OrdinalErrors.OrderOf(
                    p[(pair[0] * width) + pair[1]], p[(pair[2] * width) + pair[3]], ratio)),
            ],
            truth);
        measured["whdr_002"] = Whdr(0.02);
        measured["whdr_0"] = Whdr(0);
    }

    private static void MeasurePictures(NumpyArrays arrays, Dictionary<string, double> measured)
    {
        var size = new PixelSize(arrays.Shape("target")[1], arrays.Shape("target")[0]);
        bool[] valid = [.. arrays.Values<byte>("m").Select(known => known != 0)];
        double[] Errors(string name)
        {
            var errors = new double[size.Area];
            Reprojection.Errors(arrays.Values<float>("target"), arrays.Values<float>(name), size, errors);
            return errors;
        }

        double Mean(double[] errors) => errors.Where((_, i) => valid[i]).Average();
        double[] warped = Errors("warped1");
        measured["pe_mean"] = Mean(warped);
        Reprojection.Minimum(warped, Errors("warped2"));
        measured["pe_min"] = Mean(warped);
        double[] unwarped = Errors("source1");
        Reprojection.Minimum(unwarped, Errors("source2"));
        (measured["auto_mask_share"], measured["pe_auto"]) = Reprojection.AutoMasked(warped, unwarped, valid);
    }
}
