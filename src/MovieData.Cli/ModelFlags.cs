using System.CommandLine;
using System.Globalization;
using MovieData.Flow;
using MovieData.Imaging.Frames;
using MovieData.Inference;

namespace MovieData.Cli;

/// <summary>Flags of the commands that run networks over made-up pictures: <c>models check</c> and <c>models
/// bench</c>.</summary>
internal sealed class ModelFlags
{
    private const int SideMin = 64;
    private const int SideMax = 8192;

    private readonly Option<string?> _own = DeviceFlags.Models();
    private readonly Option<string> _device = DeviceFlags.Device();
    private readonly Option<int?> _flowPairs = DeviceFlags.TriedFlowPairs();
    private readonly Option<int?> _gpuMemory = DeviceFlags.GpuMemory();
    private readonly Option<bool> _json;

    private ModelFlags(string json) => _json = new("--json") { Description = json };

    /// <summary>The flag <c>--size</c>.</summary>
    public Option<PixelSize?> Size { get; } = new("--size")
    {
        Description = "Width and height of the pictures, px (default: "
            + $"{FlowBench.PaperSize.Width}x{FlowBench.PaperSize.Height})",
        HelpName = "WxH",
        CustomParser = result =>
        {
            string word = result.Tokens[0].Value;
            int[] sides = [.. word.Split('x').Select(side => int.TryParse(
                side, NumberStyles.None, CultureInfo.InvariantCulture, out int px) ? px : 0)];
            if (sides is [>= SideMin and <= SideMax, >= SideMin and <= SideMax])
            {
                return new PixelSize(sides[0], sides[1]);
            }

            result.AddError($"--size {word}: expected WIDTHxHEIGHT, each from {SideMin} to {SideMax}");
            return null;
        },
    };

    /// <summary>Adds them to a command.</summary>
    /// <param name="command">The command.</param>
    /// <param name="json">What <c>--json</c> does.</param>
    public static ModelFlags AddTo(Command command, string json)
    {
        var flags = new ModelFlags(json);
        Option[] all = [flags._own, flags._device, flags._flowPairs, flags._gpuMemory, flags.Size, flags._json];
        Array.ForEach(all, command.Options.Add);
        return flags;
    }

    /// <summary>The catalogue.</summary>
    /// <exception cref="MovieDataException">The user's own cannot be read.</exception>
    public ModelCatalogue Catalogue(ParseResult parsed) => ModelCatalogue.Read(parsed.GetValue(_own));

    /// <inheritdoc cref="DeviceFlags.Choose"/>
    public OnnxDevice Device(Terminal terminal, ParseResult parsed) =>
        DeviceFlags.Choose(terminal, parsed.GetRequiredValue(_device));

    /// <summary>The one place of a device in which a network is tried.</summary>
    /// <exception cref="ModelException">GPU memory is stated of the CPU.</exception>
    public ModelPlace Place(Terminal terminal, ParseResult parsed, OnnxDevice device, ModelEntry entry) =>
        DeviceFlags.Places(
            terminal, device, parsed.GetValue(_flowPairs), parsed.GetValue(_gpuMemory), most: 1, entry.Name)[0];

    /// <summary>Size of the pictures.</summary>
    public PixelSize SizeOf(ParseResult parsed) => parsed.GetValue(Size) ?? FlowBench.PaperSize;

    /// <summary>Whether the result is wanted as JSON.</summary>
    public bool IsJson(ParseResult parsed) => parsed.GetValue(_json);
}
