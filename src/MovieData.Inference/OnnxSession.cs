using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace MovieData.Inference;

/// <summary>ONNX Runtime refused a model or a run; the message is its own, on one line.</summary>
public sealed class OnnxException(string message, Exception? inner = null) : Exception(message, inner)
{
    // ONNX Runtime has no code of its own for it: its arenas' (full, and at the end of what they may take), the C++
    // library's and CUDA's words.
    private static readonly string[] MemoryWords =
    [
        "Failed to allocate memory", "is smaller than requested bytes of", "bad_alloc", "out of memory",
        "cudaErrorMemoryAllocation",
    ];

    /// <summary>The device's memory was too small.</summary>
    public bool IsOutOfMemory { get; } = SaysOutOfMemory(message);

    internal static bool SaysOutOfMemory(string message) =>
        MemoryWords.Any(words => message.Contains(words, StringComparison.OrdinalIgnoreCase));
}

/// <summary>Name, element type and shape of an input or output as the model declares it.</summary>
/// <param name="Name">Tensor name.</param>
/// <param name="ElementType">Element type: <c>float32</c>, <c>float16</c>, <c>uint8</c>, …</param>
/// <param name="Dimensions">Sizes; −1 where the model leaves one free.</param>
public sealed record OnnxPort(string Name, string ElementType, IReadOnlyList<int> Dimensions);

/// <summary>A node of a model's graph, as it ran.</summary>
/// <param name="Operator">Its ONNX operator: <c>Conv</c>, …</param>
/// <param name="Provider">Who computed it: <c>CPUExecutionProvider</c>, …</param>
public sealed record OnnxNode(string Operator, string Provider)
{
    /// <summary>Name of the provider that runs on the processor.</summary>
    public const string CpuProvider = "CPUExecutionProvider";
}

/// <summary>
/// One loaded ONNX model on one device. Runs of several <see cref="OnnxRun"/> are thread-safe.
/// </summary>
public sealed class OnnxSession : IDisposable
{
    // A path that can never be a folder.
    private const string NoFolder = "/dev/null/no-external-data";

    private readonly ShapedSessions _sessions;
    private readonly DirectoryInfo? _profile;

    // By input: the model's own name of each size it leaves free, null where it is fixed or has no name.
    private readonly Dictionary<string, string?[]> _freeSizes;

    private OnnxSession(
        InferenceSession described,
        Func<IReadOnlyDictionary<string, long>, InferenceSession> load,
        DirectoryInfo? profile)
    {
        _profile = profile;
        Inputs = [.. described.InputMetadata.Select(Port)];
        Outputs = [.. described.OutputMetadata.Select(Port)];
        _freeSizes = described.InputMetadata
            .Where(input => input.Value.IsTensor)
            .ToDictionary(input => input.Key, input => FreeSizes(input.Value), StringComparer.Ordinal);
        _sessions = new ShapedSessions(load);
        if (_freeSizes.Values.All(names => names.All(name => name is null)))
        {
            _sessions.Keep(described);
        }
        else
        {
            described.Dispose();
        }
    }

    /// <summary>Declared inputs.</summary>
    public IReadOnlyList<OnnxPort> Inputs { get; }

    /// <summary>Declared outputs.</summary>
    public IReadOnlyList<OnnxPort> Outputs { get; }

    /// <summary>Version of the ONNX Runtime library in use.</summary>
    public static string RuntimeVersion => OnnxEnvironment.Instance.GetVersionString();

    /// <summary>
    /// Loads a model from its bytes. One whose weights lie in other files is refused, so a hostile file opens nothing.
    /// </summary>
    /// <param name="model">Content of the .onnx file; kept, to load it again for tensors of each shape.</param>
    /// <param name="threads">Threads of one run on the CPU.</param>
    /// <param name="device">Where it runs.</param>
    /// <param name="gpu">Which of the device's GPUs, from 0.</param>
    /// <param name="profiled">Takes down what runs where, for <see cref="OnnxRun.Nodes"/>; slower.</param>
    /// <param name="gpuBytesMax">Memory of the GPU that it may take, bytes; null: all there is.</param>
    /// <exception cref="OnnxException">Not a model, an operator or opset this runtime lacks, external data, or the
    /// device's libraries are missing.</exception>
    public static OnnxSession Load(
        byte[] model,
        int threads,
        OnnxDevice device,
        int gpu = 0,
        bool profiled = false,
        long? gpuBytesMax = null)
    {
        _ = OnnxEnvironment.Instance;
        DirectoryInfo? profile = profiled ? Directory.CreateTempSubdirectory("movie-data-") : null;
        InferenceSession LoadShaped(IReadOnlyDictionary<string, long> sizes)
        {
            using SessionOptions options = Options(threads, profile);
            OnnxProviders.Append(options, device, gpu, gpuBytesMax);
            foreach ((string name, long size) in sizes)
            {
                options.AddFreeDimensionOverrideByName(name, size);
            }

            return new InferenceSession(model, options);
        }

        try
        {
            return new OnnxSession(LoadShaped(new Dictionary<string, long>()), LoadShaped, profile);
        }
        catch (OnnxRuntimeException error)
        {
            profile?.Delete(recursive: true);
            throw new OnnxException(
                error.Message.Contains("external data", StringComparison.OrdinalIgnoreCase)
                    ? "its weights lie in another file (external data), which the digest does not cover; "
                        + $"save it as one file ({OneLine(error.Message)})"
                    : OneLine(error.Message),
                error);
        }
    }

    /// <summary>A run over tensors, by the model's names; the tensors stay the caller's.</summary>
    /// <exception cref="OnnxException">Memory for another session is missing.</exception>
    public OnnxRun Bind(
        IReadOnlyList<string> inputNames,
        IReadOnlyList<OnnxTensor> inputs,
        string outputName,
        OnnxTensor output)
    {
        try
        {
            ShapedSession session = _sessions.Take(Sizes(inputNames, inputs));
            return new OnnxRun(_sessions, session, inputNames, inputs, outputName, output);
        }
        catch (OnnxRuntimeException error)
        {
            throw new OnnxException(OneLine(error.Message), error);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _sessions.Dispose();
        _profile?.Delete(recursive: true);
    }

    internal static string OneLine(string message) => message.ReplaceLineEndings(" ").Trim();

    private static SessionOptions Options(int threads, DirectoryInfo? profile)
    {
        var options = new SessionOptions
        {
            GraphOptimizationLevel = GraphOptimizationLevel.ORT_ENABLE_ALL,
            ExecutionMode = ExecutionMode.ORT_SEQUENTIAL,
            IntraOpNumThreads = threads,
            InterOpNumThreads = 1,

            // With stated sizes it would hold one block beside the arena: 400 MB for movieflow, and nothing faster.
            EnableMemoryPattern = false,
            LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL,
        };

        // Spinning workers would take the cores that decoding and encoding need between two runs.
        options.AddSessionConfigEntry("session.intra_op.allow_spinning", "0");
        options.AddSessionConfigEntry("session.force_spinning_stop", "1");

        // Weights in other files would be sought in the working directory; there is nothing in this one.
        options.AddSessionConfigEntry("session.model_external_initializers_file_folder_path", NoFolder);
        if (profile is not null)
        {
            options.ProfileOutputPathPrefix = Path.Combine(profile.FullName, "run");
            options.EnableProfiling = true;
        }

        return options;
    }

    // The sizes that the tensors give to the model's free ones; a name that would get two of them stays free.
    private Dictionary<string, long> Sizes(IReadOnlyList<string> names, IReadOnlyList<OnnxTensor> inputs) =>
        names.Zip(inputs)
            .SelectMany(input => (_freeSizes.GetValueOrDefault(input.First) ?? []).Zip(input.Second.Shape))
            .Where(size => size.First is not null)
            .GroupBy(size => size.First!, size => size.Second, StringComparer.Ordinal)
            .Where(sizes => sizes.Distinct().Count() == 1)
            .ToDictionary(sizes => sizes.Key, sizes => sizes.First(), StringComparer.Ordinal);

    private static string?[] FreeSizes(NodeMetadata input) =>
        [.. input.SymbolicDimensions.Select(name => string.IsNullOrEmpty(name) ? null : name)];

    private static OnnxPort Port(KeyValuePair<string, NodeMetadata> port) =>
        new(port.Key, TypeName(port.Value), port.Value.IsTensor ? [.. port.Value.Dimensions] : []);

    private static string TypeName(NodeMetadata node) => !node.IsTensor ? "no tensor"
        : node.ElementDataType switch
        {
            TensorElementType.Float => "float32",
            var other => other.ToString().ToLowerInvariant(),
        };
}
