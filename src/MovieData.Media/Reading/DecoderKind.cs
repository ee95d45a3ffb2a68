namespace MovieData.Media.Reading;

/// <summary>What a run is asked to decode films with. No byte of a dataset depends on it.</summary>
public enum DecoderKind
{
    /// <summary>libavcodec, on the processor.</summary>
    Software,

    /// <summary>A GPU's decoder (<see cref="GpuDecoder"/>) for each film of which its frames are proven; else as
    /// <see cref="Software"/>.</summary>
    Cuda,

    /// <summary><see cref="Cuda"/> where networks run on a GPU, else <see cref="Software"/>.</summary>
    Auto,
}
