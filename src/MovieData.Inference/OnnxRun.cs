using System.Text.Json;
using Microsoft.ML.OnnxRuntime;

namespace MovieData.Inference;

/// <summary>
/// A session with its tensors bound: nothing is allocated or copied a run. Serves one caller at a time.
/// </summary>
public sealed class OnnxRun : IDisposable
{
    private readonly ShapedSessions _sessions;
    private readonly ShapedSession _session;
    private readonly OrtIoBinding _binding;
    private readonly RunOptions _options = new();
    private readonly List<(string Name, OrtValue Value)> _inputs = [];
    private string _outputName = "";
    private bool _isDisposed;

    internal OnnxRun(ShapedSessions sessions, ShapedSession session)
    {
        _sessions = sessions;
        _session = session;
        _binding = session.Session.CreateIoBinding();
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
            _session.Session.RunWithBinding(_options, _binding);
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
        using OrtIoBinding free = _session.Session.CreateIoBinding();
        _inputs.ForEach(input => free.BindInput(input.Name, input.Value));
        free.BindOutputToDevice(_outputName, OrtMemoryInfo.DefaultInstance);
        try
        {
            using var options = new RunOptions();
            _session.Session.RunWithBinding(options, free);
            using IDisposableReadOnlyCollection<OrtValue> outputs = free.GetOutputValues();
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

        _binding.Dispose();
        _options.Dispose();
        _sessions.Return(_session);
    }

    internal void Bind(
        IReadOnlyList<string> inputNames, IReadOnlyList<OnnxTensor> inputs, string outputName, OnnxTensor output)
    {
        for (int i = 0; i < inputNames.Count; i++)
        {
            _binding.BindInput(inputNames[i], inputs[i].Value);
            _inputs.Add((inputNames[i], inputs[i].Value));
        }

        _outputName = outputName;

        _binding.BindOutput(outputName, output.Value);
    }
}
