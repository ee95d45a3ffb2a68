using MovieData.Decode;
using MovieData.Disparity;
using MovieData.Flow;
using MovieData.Plan;
using MovieData.Shards;
using MovieData.Sky;

namespace MovieData.Pipelines;

/// <summary>
/// What the data are, nothing else: the immutable options of every stage, in the order of the story. How a run is
/// carried out (paths, workers, partition, device) is no part of it and never changes a byte of the output.
/// </summary>
/// <param name="Decode">View size and crop.</param>
/// <param name="Shots">Cut detection and clips.</param>
/// <param name="Sampling">Which frames of a clip become samples.</param>
/// <param name="Flow">Flow model.</param>
/// <param name="Disparity">Consistency limits and rejection rules.</param>
/// <param name="Sky">Sky model and fill.</param>
/// <param name="Shards">Segment size and encodings.</param>
public sealed record Pipeline(
    DecodeOptions Decode,
    ShotOptions Shots,
    SamplingOptions Sampling,
    FlowOptions Flow,
    DisparityOptions Disparity,
    SkyOptions Sky,
    ShardOptions Shards);
