using Microsoft.ML.OnnxRuntime;
using MovieData.Native;

namespace MovieData.Inference;

/// <summary>ONNX Runtime's environment of this process, made once, with its telemetry off.</summary>
/// <remarks>
/// The library 1.31, as built for Linux, would queue events for every model it loads, with the model's names, send them
/// to its maker, and keep queue and a device id under the user's <c>~/.cache</c>. Nobody who makes a dataset asked for
/// that; and where the home folder is read-only it complains on stderr.
/// </remarks>
internal static class OnnxEnvironment
{
    private static readonly Lazy<OrtEnv> OfProcess = new(() =>
    {
        ProcessVariable.Set("ORT_DISABLE_TELEMETRY", "1");
        return OrtEnv.Instance();
    });

    /// <summary>The environment; to be asked for before anything else of ONNX Runtime.</summary>
    public static OrtEnv Instance => OfProcess.Value;
}
