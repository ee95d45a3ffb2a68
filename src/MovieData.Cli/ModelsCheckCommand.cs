using System.CommandLine;
using System.Text.Json.Nodes;
using MovieData.Flow;
using MovieData.Imaging.Frames;
using MovieData.Inference;
using MovieData.Sky;

namespace MovieData.Cli;

/// <summary><c>models check</c>: whether an entry reads its network rightly, here.</summary>
internal sealed class ModelsCheckCommand
{
    /// <summary>Share of a known pair by which one order of the colours must be better than the other.</summary>
    private const double ColourShareMin = 0.05;

    private readonly Terminal _terminal;
    private readonly Command _command;
    private readonly ModelFlags _flags;
    private readonly Argument<string> _name = new("NAME") { Description = "Name of a catalogue entry" };

    private readonly Option<bool> _againstCpu = new("--against-cpu")
    {
        Description = "Also holds what the device computes against what the CPU does, at --size; exit code 2 where the "
            + "two differ",
    };

    private ModelsCheckCommand(Terminal terminal)
    {
        _terminal = terminal;
        _command = new Command(
            "check",
            """
            Proves an entry: its digest, inputs and outputs, a flow model on a built-in pair of known flow, a sky model
            on a drawn picture of known sky. A wrong sign, scale, order of channels or colours, direction or class is
            named (exit code 2). On a GPU it names the operators that fall back to the CPU

            Examples:
              movie-data models check mine --models mine.yaml
              movie-data models check movieflow --device cuda --against-cpu
            """) { _name, _againstCpu };
        _flags = ModelFlags.AddTo(_command, "One JSON document on stdout");
        ValueFlags.OnlyWith(_command, _flags.Size, _againstCpu);
        _command.SetAction((parsed, cancel) => Task.FromResult(Run(parsed, cancel)));
    }

    public static Command Create(Terminal terminal) => new ModelsCheckCommand(terminal)._command;

    private int Run(ParseResult parsed, CancellationToken cancel)
    {
        ModelEntry entry = ModelsCommand.Find(_flags.Catalogue(parsed), parsed.GetRequiredValue(_name));
        ModelPlace place = _flags.Place(_terminal, parsed, _flags.Device(_terminal, parsed), entry);
        using ILoadedModel model = LoadedModel.Load(entry, place);
        var found = new JsonObject
        {
            ["name"] = entry.Name,
            ["task"] = ModelsCommand.Word(entry.Task),
            ["device"] = ModelsCommand.DeviceOf(model),
        };
        var lines = new List<string> { $"{entry.Name}: {Prove(model, found, cancel)}" };
        string? fault = null;
        if (place.Device != OnnxDevice.Cpu && model is OnnxModel)
        {
            (string said, fault) = OnTheCpu(entry, place, found, cancel);
            lines.Add($"{entry.Name}: {said}");
        }

        if (parsed.GetValue(_againstCpu))
        {
            (string said, string? apart) = AgainstCpu(model, _flags.SizeOf(parsed), found, cancel);
            lines.Add($"{entry.Name}: {said}");
            fault ??= apart;
        }

        if (_flags.IsJson(parsed))
        {
            JsonOutput.Write(_terminal, found);
        }
        else
        {
            lines.ForEach(_terminal.Output.WriteLine);
        }

        return fault is null ? ExitCode.Done : throw new ModelException(fault);
    }

    private static string Prove(ILoadedModel model, JsonObject found, CancellationToken cancel)
    {
        string proof = model is OnnxModel ? "digest, inputs and outputs fit the entry" : "OpenCV is there";
        if (model.Entry.Task == ModelTask.Flow)
        {
            double share = FlowProof.Run(model, cancel);
            found["share_right"] = share;
            return proof + $"; {Percent(share)} of a pair of known flow is right within "
                + $"{ModelsCommand.Number(FlowProof.TolerancePx, 0)} px"
                + (model is OnnxModel network
                    ? $"; {Batches(network, found, cancel)}; {Colours(network, share, cancel)}" : "");
        }

        (double overlap, string colours) = new SkyProof(model.Entry, cancel).Run((OnnxModel)model);
        found["overlap"] = overlap;
        return proof + "; the sky of a drawn picture is found (intersection over union "
            + $"{ModelsCommand.Number(overlap, 3)}); {colours}";
    }

    private static string Batches(OnnxModel model, JsonObject found, CancellationToken cancel)
    {
        if (!model.TakesBatches)
        {
            return "one direction a run";
        }

        int pairs = model.Place.FlowPairs;
        int batch = pairs * model.Entry.ItemsPerPair;
        string run = pairs == 1 ? "both directions in one run" : $"both directions of {pairs} pairs in one run";
        bool isExact = FlowProof.IsBatchExact(model, batch, cancel);
        found["flow_pairs"] = pairs;
        found["bit_equal_to_one_by_one"] = isExact;
        return batch == 1 ? run : $"{run}, {(isExact ? "bit-equal" : "not bit-equal")} to one by one";
    }

    // Most flow networks hardly mind; then nobody can say which order is the right one.
    private static string Colours(OnnxModel model, double share, CancellationToken cancel)
    {
        if (model.Entry.Input.Colour == InputColour.Grey)
        {
            return "grey is not checked";
        }

        (string stated, string other) = model.Entry.Input.Colour == InputColour.Rgb ? ("rgb", "bgr") : ("bgr", "rgb");
        double others = FlowProof.ShareOfOtherColours(model, cancel);
        return others > share + ColourShareMin ? $"{other} suits it better ({Percent(others)}): see its origin"
            : others < share - ColourShareMin ? $"{stated} suits it better than {other}"
            : $"whether it wants rgb or bgr cannot be told ({other}: {Percent(others)})";
    }

    // A provider that takes no node at all is no GPU run, whatever was asked for.
    private static (string Said, string? Fault) OnTheCpu(
        ModelEntry entry, ModelPlace place, JsonObject found, CancellationToken cancel)
    {
        using OnnxModel profiled = OnnxModel.Load(entry, place, profiled: true);
        IReadOnlyList<OnnxNode> nodes = profiled.NodesOfOneRun(cancel);
        var fallen = nodes.Where(n => n.Provider == OnnxNode.CpuProvider).CountBy(n => n.Operator)
            .OrderByDescending(f => f.Value).ToList();
        int count = fallen.Sum(f => f.Value);
        found["nodes"] = nodes.Count;
        found["nodes_on_cpu"] = count;
        found["operators_on_cpu"] = new JsonObject(fallen.Select(f => KeyValuePair.Create(f.Key, (JsonNode?)f.Value)));
        return count == 0 ? ($"all {nodes.Count} nodes run on the GPU", null)
            : ($"{count} of {nodes.Count} nodes fall back to the CPU: "
                + string.Join(", ", fallen.Select(f => $"{f.Key} {f.Value}")),
                count < nodes.Count ? null
                    : $"model {entry.Name}: --device {ModelsCommand.Word(place.Device)} was asked for, and every one "
                        + $"of its {count} nodes ran on the CPU: movie-data doctor says what the GPU lacks");
    }

    private static (string Said, string? Fault) AgainstCpu(
        ILoadedModel model, PixelSize size, JsonObject found, CancellationToken cancel)
    {
        using ILoadedModel reference = LoadedModel.Load(model.Entry, ModelPlace.Cpu);
        string where = $"model {model.Entry.Name} on {ModelsCommand.DeviceOf(model)}";
        if (model.Entry.Task == ModelTask.Flow)
        {
            var flow = FlowAgreement.Measure(model, reference, size, cancel);
            found["against_cpu"] = new JsonObject
            {
                ["epe_px"] = flow.EpePx,
                ["share_near"] = flow.ShareNear,
                ["near_px"] = FlowAgreement.NearPx,
                ["most_px"] = flow.MostPx,
            };
            string apart = $"mean difference {ModelsCommand.Number(flow.EpePx, 4)} px, "
                + $"{Percent(flow.ShareNear)} within {ModelsCommand.Number(FlowAgreement.NearPx, 2)} px, "
                + $"at most {ModelsCommand.Number(flow.MostPx, 2)} px";
            return ($"against the CPU at {size}: {apart}", flow.IsGood ? null
                : $"{where} does not compute the CPU's flow: {apart}; expected at most "
                    + $"{ModelsCommand.Number(FlowAgreement.EpePxMax, 2)} px and at least "
                    + $"{Percent(FlowAgreement.ShareMin)}: do not extract with it");
        }

        double equal = SkyBench.ShareEqual((OnnxModel)model, (OnnxModel)reference, size, cancel);
        found["against_cpu"] = new JsonObject { ["share_equal"] = equal };
        return ($"against the CPU at {size}: {Percent(equal)} of the mask is equal",
            equal >= SkyBench.ShareEqualMin ? null
                : $"{where} does not compute the CPU's mask: {Percent(equal)} of a picture is equal, expected at least "
                    + $"{Percent(SkyBench.ShareEqualMin)}: do not extract with it");
    }

    private static string Percent(double share) => $"{ModelsCommand.Number(share * 100, 1)} %";
}
