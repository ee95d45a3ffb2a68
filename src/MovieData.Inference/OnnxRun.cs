using System.Text.Json;
using Microsoft.ML.OnnxRuntime;

namespace MovieData.Inference;

/// <summary>
/// A session with its tensors. On the CPU it reads and writes them in place; to another device the runtime copies them
/// in every run, and the result back. Serves one caller at a time.
/// </summary>
/// <remarks>
/// Not an <c>OrtIoBinding</c>: that one copies an input to the device when it is bound
/// (<c>onnxruntime/core/session/IOBinding.cc</c>), and never again, so that a run would not see what was filled in
/// since.
/// </remarks>
public sealed class OnnxRun : IDisposable
{
    private readonly ShapedSessions _sessions;
    private readonly ShapedSession _session;
    private readonly RunOptions _options = new();
    private readonly IReadOnlyList<string> _inputNames;
    private readonly OrtValue[] _inputs;
    private readonly string[] _outputNames;
    private readonly OrtValue[] _outputs;
    private bool _isDisposed;

    internal OnnxRun(
        ShapedSessions sessions,
        ShapedSession session,
        IReadOnlyList<string> inputNames,
        IReadOnlyList<OnnxTensor> inputs,
        string outputName,
        OnnxTensor output)
    {
        _sessions = sessions;
        _session = session;
        _inputNames = inputNames;
        _inputs = [.. inputs.Select(input => input.Value)];
        _outputNames = [outputName];
        _outputs = [output.Value];
    }

    /// <summary>Runs the model once over what the bound tensors hold, into the bound output.</summary>
    /// <param name="cancel">Cuts the run short after the node it is at; no further run is possible then.</param>
    /// <exception cref="OnnxException">A shape does not fit or the run failed.</exception>
    /// <exception cref="OperationCanceledException">The run was cut short.</exception>
    public void Execute(CancellationToken cancel)
    {
        using CancellationTokenRegistration stop = cancel.Register(() => _options.Terminate = true);
        try
        {
            _session.Session.Run(_options, _inputNames, _inputs, _outputNames, _outputs);
        }
        catch (OnnxRuntimeException error) when (cancel.IsCancellationRequested)
        {
            throw new OperationCanceledException(OnnxSession.OneLine(error.Message), error, cancel);
        }
        catch (OnnxRuntimeException error)
        {
            throw new OnnxException(OnnxSession.OneLine(error.Message), error);
        }
    }

    /// <summary>
    /// Runs the model once more and says what shape its output has, whatever tensor is bound for it; null where the run
    /// fails on its own.
    /// </summary>
    public IReadOnlyList<long>? OutputShape()
    {
        try
        {
            using var options = new RunOptions();
            using IDisposableReadOnlyCollection<OrtValue> outputs =
                _session.Session.Run(options, _inputNames, _inputs, _outputNames);
            return outputs[0].GetTensorTypeAndShape().Shape;
        }
        catch (OnnxRuntimeException)
        {
            return null;
        }
    }

    /// <summary>The nodes of all runs so far of a profiled session, and who computed them; ends the profile.</summary>
    public IReadOnlyList<OnnxNode> Nodes()
    {
        using FileStream file = File.OpenRead(_session.Session.EndProfiling());
        using JsonDocument events = JsonDocument.Parse(file);
        return [.. events.RootElement.EnumerateArray()
            .Where(e => e.TryGetProperty("cat", out JsonElement kind) && kind.GetString() == "Node")
            .Select(e => e.GetProperty("args"))
            .Where(args => args.TryGetProperty("provider", out _))
            .Select(args => new OnnxNode(
                args.GetProperty("op_name").GetString() ?? "", args.GetProperty("provider").GetString() ?? ""))];
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        // A session given back twice would be dropped while another run is bound to it.
        if (Interlocked.Exchange(ref _isDisposed, true))
        {
            return;
        }

        _options.Dispose();
        _sessions.Return(_session);
    }
}
