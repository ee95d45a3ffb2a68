using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using MovieData.Decode;
using MovieData.Imaging.Frames;
using MovieData.Inference;
using MovieData.Ledger;
using MovieData.Media.Reading;

namespace MovieData.Runs;

/// <summary>
/// What decodes each film of a run: a GPU, where one was asked for and nothing speaks against it, else software.
/// Decided once a film and GPU, with the first of its segments; told in the log, and to the person who asked. Safe for
/// many threads.
/// </summary>
/// <param name="asked">Value of <c>--decoder</c>.</param>
/// <param name="options">Views as samples hold them, which is how a GPU is tried.</param>
/// <param name="pool">Where planes come from.</param>
/// <param name="events">The run's log.</param>
/// <param name="say">Tells the person at the keyboard.</param>
internal sealed class FilmDecoders(
    DecoderKind asked, DecodeOptions options, PlanePool pool, EventLog events, Action<string> say)
{
    private readonly ConcurrentDictionary<(string Film, int Gpu), Choice> _choices = new();
    private readonly ConcurrentDictionary<int, Lazy<string?>> _faults = new();
    private readonly ConcurrentDictionary<string, bool> _said = new(StringComparer.Ordinal);

    /// <summary>The ffmpeg that decodes with a GPU; another one for tests.</summary>
    internal string Program { get; init; } = "ffmpeg";

    /// <summary>The GPU that decodes a film; null: software does.</summary>
    /// <param name="film">The film as it is read, and its plan.</param>
    /// <param name="place">Where the networks of the segment run.</param>
    /// <param name="cancel">Stops the proof.</param>
    public GpuDecoder? Of(FilmPlan film, ModelPlace place, CancellationToken cancel)
    {
        if (asked == DecoderKind.Software || (asked == DecoderKind.Auto && place.Device == OnnxDevice.Cpu))
        {
            return null;
        }

        Choice choice = _choices.GetOrAdd((film.Film.Id, place.Gpu), _ => new Choice());
        lock (choice)
        {
            if (!choice.IsMade)
            {
                choice.Gpu = Choose(film, place.Gpu, cancel);
                choice.IsMade = true;
            }

            return choice.Gpu;
        }
    }

    private GpuDecoder? Choose(FilmPlan plan, int gpu, CancellationToken cancel)
    {
        string film = plan.Film.Id;
        string InSoftware(string why) => $"{film}: decoded in software, not by the GPU: {why}";
        string? objection = GpuDecoder.Objection(plan.Film) ?? (plan.Plan.DecoderComplained
            ? "the decoder complained of some of its frames when it was planned, and a GPU hides damage"
            : null);
        if (objection is not null)
        {
            Tell(film, isGpu: false, objection, InSoftware(objection));
            return null;
        }

        // A GPU that fails is told of whoever asked: somebody should look at it.
        var decoder = new GpuDecoder(gpu, why => Tell(film, isGpu: false, why, InSoftware(why), isAlarm: true))
        {
            Program = Program,
        };
        if (_faults.GetOrAdd(gpu, _ => new(() => decoder.Fault(cancel))).Value is { } fault)
        {
            Tell(film, isGpu: false, fault, $"films are decoded in software, not by the GPU: {fault}");
            return null;
        }

        int frames = new DecoderProof(plan.Film, options, pool)
            .Run(plan.Plan, decoder, DecoderProof.TimeMax, cancel);
        if (!decoder.IsTrusted)
        {
            return null;
        }

        string proven = $"{frames} of its frames came out as software decodes them";
        Tell(film, isGpu: true, proven, $"{film}: decoded by the GPU: {proven}");
        return decoder;
    }

    private void Tell(string film, bool isGpu, string why, string sentence, bool isAlarm = false)
    {
        events.Write("decoder", new JsonObject
        {
            ["film"] = film,
            ["decoder"] = isGpu ? "cuda" : "software",
            ["message"] = why,
        });
        if ((isAlarm || asked == DecoderKind.Cuda) && _said.TryAdd(sentence, true))
        {
            say(sentence);
        }
    }

    private sealed class Choice
    {
        public bool IsMade { get; set; }

        public GpuDecoder? Gpu { get; set; }
    }
}
