namespace MovieData.Inference;

/// <summary>Where networks run, and how.</summary>
/// <param name="Device">Kind of device.</param>
/// <param name="Threads">Threads of one run on the CPU.</param>
/// <param name="Gpu">Which of the GPUs, from 0.</param>
/// <param name="FlowPairs">Stereo frames in one run of the flow network. Like the device it is part of the platform:
/// bits may differ with it.</param>
public sealed record ModelPlace(OnnxDevice Device, int Threads, int Gpu = 0, int FlowPairs = 1)
{
    /// <summary>The CPU, with a thread a core.</summary>
    public static readonly ModelPlace Cpu = new(OnnxDevice.Cpu, Environment.ProcessorCount);

    /// <summary>Memory of the GPU that one session may take, bytes; null: all there is. What does not fit is divided
    /// or refused, and no bit depends on it.</summary>
    public long? GpuBytesMax { get; init; }
}
