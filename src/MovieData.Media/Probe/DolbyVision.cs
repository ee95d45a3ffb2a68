using MovieData.Media.Films;

namespace MovieData.Media.Probe;

/// <summary>
/// What a Dolby Vision configuration record says of a stream (boxes <c>dvcC</c>, <c>dvvC</c>; ETSI TS 103 572 and
/// "Dolby Vision Streams Within the ISO Base Media File Format"), as ffprobe prints it.
/// </summary>
/// <param name="Profile">Dolby's profile: 5 is one layer in Dolby's own colours, 7 two layers, 8 one layer of HDR10,
/// HLG or SDR.</param>
/// <param name="Compatibility">What the base layer alone is: 0 nothing known, 1 and 6 HDR10, 2 SDR, 4 HLG.</param>
/// <param name="HasBase">The base layer lies in this stream.</param>
/// <param name="HasEnhancement">The enhancement layer lies in this stream.</param>
public sealed record DolbyVision(int Profile, int Compatibility, bool HasBase, bool HasEnhancement)
{
    /// <summary>Name of the record among ffprobe's side data.</summary>
    public const string Record = "DOVI configuration record";

    /// <summary>Streams of Ultra HD Blu-ray discs: the base layer, and Dolby's enhancement layer.</summary>
    private const string DiscBaseId = "0x1011";
    private const string DiscEnhancementId = "0x1015";

    /// <summary>Profiles from before records stated compatibility whose base layer is plain SDR or HDR10.</summary>
    private static readonly int[] PlainProfiles = [4, 6, 7];

    /// <summary>Profile and compatibility as people write them, for example 8.1.</summary>
    public string Name => Compatibility == 0 ? $"{Profile}" : $"{Profile}.{Compatibility}";

    /// <summary>
    /// True where the pixels of the base layer are in Dolby's own colours (IPT with a curve of its own): read as YCbCr
    /// they are of other hue and brightness everywhere.
    /// </summary>
    public bool HasOwnColours => Profile == 5 || (Compatibility == 0 && !PlainProfiles.Contains(Profile));

    /// <summary>What an ordinary decoder sees in the base layer.</summary>
    public string BaseLayer => Compatibility switch
    {
        1 or 6 => "HDR10",
        2 => "SDR",
        4 => "HLG",
        _ => "as the stream's own tags say",
    };

    /// <summary>Sample entries of MP4 whose streams are Dolby Vision whether or not the record is there.</summary>
    private static readonly string[] OwnEntries = ["dvh1", "dvhe", "dva1", "dvav", "dav1"];

    /// <summary>The record among a stream's side data, or what its pictures say; null where there is none.</summary>
    /// <param name="sideData">Side data of the stream.</param>
    /// <param name="ofPictures">Side data of its first pictures.</param>
    /// <param name="sampleEntry">Name of its sample entry, ffprobe's <c>codec_tag_string</c>.</param>
    public static DolbyVision? Read(
        IEnumerable<SideFacts> sideData, IEnumerable<SideFacts> ofPictures, string? sampleEntry) =>
        Parse(sideData) ?? OfPictures(ofPictures) ?? (OwnEntries.Contains(sampleEntry) ? Unknown : null);

    /// <summary>A stream that is Dolby Vision of a profile that nothing states.</summary>
    private static readonly DolbyVision Unknown = new(0, 0, HasBase: true, HasEnhancement: false);

    /// <summary>
    /// Streams that lost their record have their metadata beside the pictures: as ffmpeg does, profile 5 is told by its
    /// version 0 of full range. The other profiles have a base layer that is tagged as it is.
    /// </summary>
    private static DolbyVision? OfPictures(IEnumerable<SideFacts> sideData) => sideData
        .Where(entry => entry.Kind == "Dolby Vision Metadata"
            && entry.Number("vdr_rpu_profile") == 0
            && entry.Number("bl_video_full_range_flag") == 1)
        .Select(_ => new DolbyVision(5, 0, HasBase: true, HasEnhancement: false))
        .FirstOrDefault();

    /// <summary>Throws unless the base layer is there and has the colours that its tags say.</summary>
    /// <param name="name">The file and stream, for messages.</param>
    /// <exception cref="FilmException">It is an enhancement layer, or in Dolby's own colours.</exception>
    public void Refuse(string name)
    {
        if (!HasBase)
        {
            throw new FilmException($"{name} is the enhancement layer of Dolby Vision profile {Name}, no picture of "
                + "its own: give its base layer with --stream N");
        }

        if (HasOwnColours)
        {
            string profile = this == Unknown ? "of unknown profile" : $"profile {Name}";
            throw new FilmException($"{name} is Dolby Vision {profile}: its pixels are in Dolby's own colours (IPT), "
                + "which read as YCbCr are wrong everywhere; convert it first, to HDR10 or SDR, with a tool that "
                + "applies Dolby's metadata (ffmpeg's filter libplacebo does)");
        }
    }

    /// <summary>Reads the record among a stream's side data; null when there is none.</summary>
    private static DolbyVision? Parse(IEnumerable<SideFacts> sideData) => sideData
        .Where(entry => entry.Kind == Record)
        .Select(entry => new DolbyVision(
            entry.Number("dv_profile"),
            entry.Number("dv_bl_signal_compatibility_id"),
            entry.Number("bl_present_flag") == 1,
            entry.Number("el_present_flag") == 1))
        .FirstOrDefault();

    /// <summary>
    /// True for a stream that is no picture of its own but what Dolby Vision adds to another: by its record, by its
    /// place on a disc, or as an HEVC stream of half the width and height of another with 10 bits.
    /// </summary>
    public static bool IsEnhancement(StreamFacts stream, ContainerFacts file)
    {
        if (stream.Dolby is { HasBase: false })
        {
            return true;
        }

        bool IsBase(StreamFacts other) => other.Index != stream.Index && other.Codec == "hevc"
            && other.Dolby is null or { HasBase: true };
        bool isOfDisc = stream.Id == DiscEnhancementId && file.Videos.Any(other => IsBase(other)
            && other.Id == DiscBaseId);
        bool isQuarter = file.Videos.Any(other => IsBase(other) && other.AverageRate == stream.AverageRate
            && other.PixelFormat.Contains("10", StringComparison.Ordinal)
            && other.Size.Width == 2 * stream.Size.Width && other.Size.Height == 2 * stream.Size.Height);
        return stream.Codec == "hevc" && (isOfDisc || isQuarter);
    }
}
