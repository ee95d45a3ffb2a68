using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace MovieData.Native;

/// <summary>ONNX Runtime refused a model or a run; the message is its own, on one line.</summary>
public sealed class OnnxException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>Name, element type and shape of an input or output as the model declares it.</summary>
/// <param name="Name">Tensor name.</param>
/// <param name="ElementType">Element type: <c>float32</c>, <c>float16</c>, <c>uint8</c>, …</param>
/// <param name="Dimensions">Sizes; −1 where the model leaves one free.</param>
public sealed record OnnxPort(string Name, string ElementType, IReadOnlyList<int> Dimensions);

/// <summary>
/// A float32 tensor over pinned memory of its own, filled and read in place by the caller and bound to runs
/// without copies.
/// </summary>
public sealed class OnnxTensor : IDisposable
{
    private readonly float[] _values;

    /// <summary>Allocates a tensor of the given shape (all sizes positive), zeroed.</summary>
    public OnnxTensor(params ReadOnlySpan<int> dimensions)
    {
        long count = 1;
        var shape = new long[dimensions.Length];
        for (int i = 0; i < dimensions.Length; i++)
        {
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(dimensions[i]);
            shape[i] = dimensions[i];
            count = checked(count * dimensions[i]);
        }

        _values = GC.AllocateArray<float>(checked((int)count), pinned: true);
        Value = OrtValue.CreateTensorValueFromMemory(OrtMemoryInfo.DefaultInstance, _values.AsMemory(), shape);
    }

    /// <summary>Elements in row order (last dimension fastest).</summary>
    public Span<float> Values => _values;

    internal OrtValue Value { get; }

    /// <inheritdoc/>
    public void Dispose() => Value.Dispose();
}

/// <summary>
/// One loaded ONNX model on one device. Runs are thread-safe; tensors belong to the caller.
/// </summary>
public sealed class OnnxSession : IDisposable
{
    private readonly InferenceSession _session;
    private readonly RunOptions _run = new();

    private OnnxSession(InferenceSession session)
    {
        _session = session;
        Inputs = [.. session.InputMetadata.Select(Port)];
        Outputs = [.. session.OutputMetadata.Select(Port)];
    }

    /// <summary>Declared inputs.</summary>
    public IReadOnlyList<OnnxPort> Inputs { get; }

    /// <summary>Declared outputs.</summary>
    public IReadOnlyList<OnnxPort> Outputs { get; }

    /// <summary>Version of the ONNX Runtime library in use.</summary>
    public static string RuntimeVersion => OrtEnv.Instance().GetVersionString();

    /// <summary>
    /// Loads a model on the CPU from its bytes; a model that refers to files outside itself is refused by the runtime,
    /// so a hostile file opens nothing.
    /// </summary>
    /// <param name="model">Content of the .onnx file.</param>
    /// <param name="threads">Threads of one run.</param>
    /// <exception cref="OnnxException">Not a model, an operator or opset this runtime lacks, external data.</exception>
    public static OnnxSession LoadOnCpu(byte[] model, int threads)
    {
        try
        {
            using var options = new SessionOptions
            {
                GraphOptimizationLevel = GraphOptimizationLevel.ORT_ENABLE_ALL,
                ExecutionMode = ExecutionMode.ORT_SEQUENTIAL,
                IntraOpNumThreads = threads,
                InterOpNumThreads = 1,
                LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL,
            };

            // Spinning workers would take the cores that decoding and encoding need between two runs.
            options.AddSessionConfigEntry("session.intra_op.allow_spinning", "0");
            options.AddSessionConfigEntry("session.force_spinning_stop", "1");
            return new OnnxSession(new InferenceSession(model, options));
        }
        catch (OnnxRuntimeException error)
        {
            throw new OnnxException(OneLine(error.Message), error);
        }
    }

    /// <summary>Runs the model once: named inputs in, named outputs written into the given tensors.</summary>
    /// <exception cref="OnnxException">A shape does not fit or the run failed.</exception>
    public void Run(
        IReadOnlyList<string> inputNames,
        IReadOnlyList<OnnxTensor> inputs,
        IReadOnlyList<string> outputNames,
        IReadOnlyList<OnnxTensor> outputs)
    {
        try
        {
            _session.Run(
                _run, inputNames, [.. inputs.Select(i => i.Value)], outputNames, [.. outputs.Select(o => o.Value)]);
        }
        catch (OnnxRuntimeException error)
        {
            throw new OnnxException(OneLine(error.Message), error);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _run.Dispose();
        _session.Dispose();
    }

    private static OnnxPort Port(KeyValuePair<string, NodeMetadata> port) =>
        new(port.Key, TypeName(port.Value), port.Value.IsTensor ? [.. port.Value.Dimensions] : []);

    private static string TypeName(NodeMetadata node) => !node.IsTensor ? "no tensor"
        : node.ElementDataType switch
        {
            TensorElementType.Float => "float32",
            TensorElementType.Float16 => "float16",
            TensorElementType.UInt8 => "uint8",
            var other => other.ToString().ToLowerInvariant(),
        };

    private static string OneLine(string message) => message.ReplaceLineEndings(" ").Trim();
}
