using Microsoft.ML.OnnxRuntime;

namespace MovieData.Inference;

/// <summary>
/// Sessions of one model, each for tensors of one shape. ONNX Runtime joins two operators (a convolution and a sum,
/// say) only where it can prove their sizes equal, and of the sizes a model leaves free it knows nothing: with them
/// stated movieflow takes .98 of the time, a network of more and smaller convolutions .91.
/// </summary>
/// <param name="load">Loads the model with these sizes stated, by the names the model gives them.</param>
internal sealed class ShapedSessions(Func<IReadOnlyDictionary<string, long>, InferenceSession> load) : IDisposable
{
    private readonly List<ShapedSession> _all = [];

    /// <summary>
    /// The session for these sizes, to be given back. Where there is none yet it is loaded, and those that nothing is
    /// bound to make room for it.
    /// </summary>
    /// <exception cref="OnnxRuntimeException">The model can not be loaded.</exception>
    public ShapedSession Take(IReadOnlyDictionary<string, long> sizes)
    {
        string shape = string.Join(' ', sizes.Select(size => $"{size.Key}={size.Value}").Order(StringComparer.Ordinal));
        lock (_all)
        {
            ShapedSession? session = _all.Find(s => s.Shape == shape);
            if (session is null)
            {
                Drop(s => s.Runs == 0);
                session = Add(shape, Load(sizes));
            }

            session.Runs++;
            return session;
        }
    }

    /// <summary>Ends one use of a session, which stays for the next.</summary>
    public void Return(ShapedSession session)
    {
        lock (_all)
        {
            session.Runs--;
        }
    }

    /// <summary>Takes over a session that was loaded without stating sizes.</summary>
    public void Keep(InferenceSession session)
    {
        lock (_all)
        {
            Add("", session);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_all)
        {
            Drop(_ => true);
        }
    }

    private ShapedSession Add(string shape, InferenceSession session)
    {
        var shaped = new ShapedSession(shape, session);
        _all.Add(shaped);
        return shaped;
    }

    private void Drop(Predicate<ShapedSession> which)
    {
        _all.FindAll(which).ForEach(s => s.Session.Dispose());
        _all.RemoveAll(which);
    }

    // A model may contradict such sizes within; then its own checks, in the run, say what does not fit.
    private InferenceSession Load(IReadOnlyDictionary<string, long> sizes)
    {
        try
        {
            return load(sizes);
        }
        catch (OnnxRuntimeException error) when (sizes.Count > 0 && !OnnxException.SaysOutOfMemory(error.Message))
        {
            return load(new Dictionary<string, long>());
        }
    }
}

/// <summary>A session for tensors of one shape.</summary>
/// <param name="shape">The stated sizes.</param>
/// <param name="session">Belongs to <see cref="ShapedSessions"/>.</param>
internal sealed class ShapedSession(string shape, InferenceSession session)
{
    /// <summary>The stated sizes, in one string.</summary>
    public string Shape { get; } = shape;

    /// <summary>The session; several runs at once are safe.</summary>
    public InferenceSession Session { get; } = session;

    /// <summary>How many <see cref="OnnxRun"/> are bound to it.</summary>
    public int Runs { get; set; }
}
