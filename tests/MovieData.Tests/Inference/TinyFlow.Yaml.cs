using MovieData.Inference;

namespace MovieData.Tests.Inference;

/// <content>Entries as text.</content>
internal sealed partial class TinyFlow
{
    /// <summary>A number of iterations as networks take it: a scalar int64.</summary>
    public static ModelConstant Iterations(int value) => new("iters", OnnxElement.LongInteger, [], value);

    /// <summary>A flow to begin with, an eighth as large as the pictures.</summary>
    public static ModelConstant FlowInit(double value) => new(
        "flow_init", OnnxElement.FullFloat, [new("n", 1), new("", 2), new("h", 8), new("w", 8)], value);

    /// <summary>An entry as a catalogue states it, every key written out.</summary>
    public static string Yaml(ModelEntry entry, string file, string digest)
    {
        ModelInput input = entry.Input;
        ModelOutput output = entry.Output;
        string Word<T>(T value) => value!.ToString()!.ToLowerInvariant();
        string List<T>(IEnumerable<T> values) => $"[{string.Join(", ", values)}]";
        string shift = entry.Direction == FlowDirection.Mirrored ? $"    shift_px: {entry.ShiftPx}\n" : "";
        string size = entry.Size.Fixed is { } only
            ? $"fixed_px: [{only.Width}, {only.Height}]" : $"multiple_of: {entry.Size.MultipleOf}";
        string tiles = entry.Tiles is { } tile
            ? $"    tiles: {{ size_px: [{tile.Size.Width}, {tile.Size.Height}], overlap_px: {tile.OverlapPx} }}\n" : "";
        return $$"""
            models:
              {{entry.Name}}:
                task: flow
                file: {{file}}
                sha256: {{digest}}
                licence: MIT
                origin: TinyFlow.cs
                direction: {{Word(entry.Direction)}}
            {{shift}}{{tiles}}    size: { {{size}} }
                input:
                  names: {{List(input.Names)}}
                  pair: {{Word(input.Pair)}}
                  colour: {{Word(input.Colour)}}
                  layout: {{Word(input.Layout)}}
                  type: {{OnnxTensor.WordOf(input.Element)}}
                  scale: {{input.Scale}}
                  mean: {{List(input.Mean)}}
                  std: {{List(input.Std)}}
            {{Extra(input)}}    output:
                  name: {{output.Name}}
                  kind: {{(output.Disparity ? "disparity" : "flow")}}
                  layout: {{Word(output.Layout)}}
                  type: {{OnnxTensor.WordOf(output.Element)}}
                  scale: {{output.Scale}}
                  stride: {{output.Stride}}
                  sign: {{output.Sign}}
            {{Extra(output)}}
            """;
    }

    private static string Extra(ModelInput input)
    {
        string constants = string.Concat(input.Constants.Select(c =>
            $"        {c.Name}: {{ type: {OnnxTensor.WordOf(c.Element)}, shape: [{string.Join(", ", c.Sides)}], "
            + $"value: {c.Value} }}\n"));
        return (input.Reduced is { } small
                ? $"      reduced: {{ names: [{string.Join(", ", small.Names)}], by: {small.By} }}\n" : "")
            + (constants.Length > 0 ? $"      constant:\n{constants}" : "");
    }

    private static string Extra(ModelOutput output) =>
        (output.Channels is { } all ? $"      channels: {all}\n      channel: {output.Channel}\n" : "")
        + (output.Iterations > 1
            ? $"      iterations: {output.Iterations}\n      iterations_axis: {output.IterationsAxis}\n" : "")
        + (output.MaxPx is { } most ? $"      max_px: {most}\n" : "");
}
