using MovieData.Media.Colour;
using MovieData.Media.Reading;

namespace MovieData.Media.Probe;

/// <summary>What is done about a kind of side data.</summary>
internal enum SideUse
{
    /// <summary>Its content is read and weighed.</summary>
    Read,

    /// <summary>The film is refused by name.</summary>
    Refused,

    /// <summary>Not applied, and the user is warned: it may change what the pictures should look like.</summary>
    Told,

    /// <summary>It changes no pixel that is read, and nothing about where or when it is.</summary>
    Harmless,
}

/// <summary>One kind of side data.</summary>
/// <param name="Name">As ffprobe prints it.</param>
/// <param name="Use">What is done about it.</param>
/// <param name="What">What it is, or who reads it; a sentence's end for what is told or refused.</param>
internal sealed record SideKind(string Name, SideUse Use, string What);

/// <summary>
/// Every kind of side data that ffprobe of ffmpeg 5.1 to 8 prints beside streams, packets and pictures
/// (<c>av_packet_side_data_name</c>, <c>av_frame_side_data_name</c>). One that is not here is told by name.
/// </summary>
internal static class SideKinds
{
    private static readonly SideKind[] Table =
    [
        // Where the views lie, and which way up.
        new("Stereo 3D", SideUse.Read, nameof(StereoEvidence)),
        new("Spherical Mapping", SideUse.Read, nameof(ProjectionEvidence)),
        new("Display Matrix", SideUse.Read, nameof(DisplayMatrix)),
        new("3x3 displaymatrix", SideUse.Read, nameof(DisplayMatrix)),
        new("Frame Cropping", SideUse.Read, nameof(ShownPart)),
        new("View ID", SideUse.Harmless, "which view of a multiview picture this is; the first one is decoded"),
        new("3D Reference Displays Info", SideUse.Harmless, "viewing distance and screen the film was made for"),
        new("3D Reference Displays Information", SideUse.Harmless, "the same, of a picture"),

        // Colour.
        new(DolbyVision.Record, SideUse.Read, nameof(DolbyVision)),
        new("Dolby Vision Metadata", SideUse.Read, nameof(DolbyVision)),
        new("Dolby Vision RPU Data", SideUse.Harmless, "what Dolby Vision Metadata is parsed from"),
        new("Mastering display metadata", SideUse.Read, nameof(DynamicRange)),
        new("Content light level metadata", SideUse.Read, nameof(DynamicRange)),
        new("HDR10+ Dynamic Metadata (SMPTE 2094-40)", SideUse.Read, nameof(DynamicRange)),
        new("HDR Dynamic Metadata SMPTE2094-40 (HDR10+)", SideUse.Read, nameof(DynamicRange)),
        new("HDR Dynamic Metadata SMPTE2094-50", SideUse.Read, nameof(DynamicRange)),
        new("HDR Dynamic Metadata CUVA 005.1 2021 (Vivid)", SideUse.Read, nameof(DynamicRange)),
        new("Ambient viewing environment", SideUse.Harmless, "the room the film was graded in"),
        new("ICC Profile", SideUse.Told, "colours are read by the stream's tags, not by its profile"),
        new("ICC profile", SideUse.Told, "colours are read by the stream's tags, not by its profile"),
        new("RAW camera color parameters", SideUse.Told, "the camera's own colours are not converted"),

        // What a decoder adds to the pictures.
        new("LCEVC NAL data", SideUse.Told, "the enhancement layer is not applied: the base pictures are read"),
        new("Film grain parameters", SideUse.Harmless, "the decoder adds the grain, as every player's does"),
        new("Palette", SideUse.Harmless, "the decoder applies it"),
        new("New Extradata", SideUse.Harmless, "the decoder applies it; a change of size stops the scan"),
        new("Param Change", SideUse.Harmless, "the decoder applies it; a change of size stops the scan"),
        new("H263 MB Info", SideUse.Harmless, "packets of a network stream"),

        // Encryption.
        new("Encryption initialization data", SideUse.Refused, "the stream is encrypted: decrypt it first"),
        new("Encryption info", SideUse.Refused, "the stream is encrypted: decrypt it first"),

        // What 4:3 or small screens should show; the whole picture is read, and black bars are measured.
        new("AVPanScan", SideUse.Harmless, "part for narrow screens"),
        new("Active Format Description data", SideUse.Harmless, "part without bars, which are measured"),
        new("Active format description", SideUse.Harmless, "part without bars, which are measured"),
        new("Regions Of Interest", SideUse.Harmless, "an encoder's hint"),
        new("Bounding boxes for object detection and classification", SideUse.Harmless, "an analysis"),

        // Coding, captions, time codes, identities.
        new("CPB properties", SideUse.Harmless, "bit rates"),
        new("Quality stats", SideUse.Harmless, "an encoder's figures"),
        new("QP table properties", SideUse.Harmless, "an encoder's figures"),
        new("QP table data", SideUse.Harmless, "an encoder's figures"),
        new("Motion vectors", SideUse.Harmless, "the coder's, no measurement"),
        new("Video encoding parameters", SideUse.Harmless, "an encoder's figures"),
        new("Encoding video hint", SideUse.Harmless, "an encoder's hint"),
        new("Fallback track", SideUse.Harmless, "which track to show instead"),
        new("Strings Metadata", SideUse.Harmless, "names"),
        new("Metadata Update", SideUse.Harmless, "names"),
        new("MPEGTS Stream ID", SideUse.Harmless, "an identity"),
        new("Producer Reference Time", SideUse.Harmless, "the wall clock of a live encoder"),
        new("RTCP Sender Report", SideUse.Harmless, "the wall clock of a network stream"),
        new("SMPTE ST 12-1:2014 timecode", SideUse.Harmless, "a label of pictures"),
        new("SMPTE 12-1 timecode", SideUse.Harmless, "a label of pictures"),
        new("GOP timecode", SideUse.Harmless, "a label of pictures"),
        new("A53 Closed Captions", SideUse.Harmless, "text beside the pictures"),
        new("ATSC A53 Part 4 Closed Captions", SideUse.Harmless, "text beside the pictures"),
        new("H.26[45] User Data Unregistered SEI message", SideUse.Harmless, "an encoder's settings"),
        new("EXIF metadata", SideUse.Harmless, "of single pictures; ffmpeg turns its orientation into a matrix"),
        new("Matroska BlockAdditional", SideUse.Harmless, "data beside a packet: alpha, HDR10+, codes of time"),
        new("WebVTT ID", SideUse.Harmless, "text"),
        new("WebVTT Settings", SideUse.Harmless, "text"),
        new("Subtitle Position", SideUse.Harmless, "text"),

        // Sound.
        new("Replay Gain", SideUse.Harmless, "sound"),
        new("AVReplayGain", SideUse.Harmless, "sound"),
        new("Audio Service Type", SideUse.Harmless, "sound"),
        new("Audio service type", SideUse.Harmless, "sound"),
        new("Skip Samples", SideUse.Harmless, "sound"),
        new("Skip samples", SideUse.Harmless, "sound"),
        new("JP Dual Mono", SideUse.Harmless, "sound"),
        new("AVMatrixEncoding", SideUse.Harmless, "sound"),
        new("Metadata relevant to a downmix procedure", SideUse.Harmless, "sound"),
        new("IAMF Mix Gain Parameter Data", SideUse.Harmless, "sound"),
        new("IAMF Demixing Info Parameter Data", SideUse.Harmless, "sound"),
        new("IAMF Recon Gain Info Parameter Data", SideUse.Harmless, "sound"),
    ];

    /// <summary>What is done about a kind; null for one that is not known.</summary>
    public static SideKind? Find(string name) =>
        Table.FirstOrDefault(kind => string.Equals(kind.Name, name, StringComparison.Ordinal));

    /// <summary>One line for every kind that the user should know of.</summary>
    /// <param name="names">As ffprobe printed them beside a stream and its first pictures.</param>
    public static IEnumerable<string> Warnings(IEnumerable<string> names)
    {
        foreach (string name in names)
        {
            if (Find(name) is not { } kind)
            {
                yield return $"side data '{name}' is not known here and not applied: look whether the film's views "
                    + "come out as players show them";
            }
            else if (kind.Use == SideUse.Told)
            {
                yield return $"side data '{name}': {kind.What}";
            }
        }
    }
}
