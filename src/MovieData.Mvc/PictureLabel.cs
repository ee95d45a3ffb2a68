using System.Globalization;

namespace MovieData.Mvc;

/// <summary>Which of the pictures written for one access unit.</summary>
public enum MergedPicture
{
    /// <summary>The base picture.</summary>
    Base,

    /// <summary>
    /// The copy of the base picture that some dependent pictures refer to (README.md, "The inter-view reference"):
    /// never shown.
    /// </summary>
    Copy,

    /// <summary>The dependent picture.</summary>
    Dependent,
}

/// <summary>
/// A name that each picture carries through the decoder: a time code in a picture timing message (H.264 D.1.3), which
/// ffmpeg hands on beside the decoded frame. Views are paired by it, never by counting alone.
/// </summary>
/// <remarks>
/// 24 labels a "second": 24 h hold 2 073 600, that is 8 h of film at 24 pairs per second; then they start anew.
/// </remarks>
public static class PictureLabel
{
    /// <summary>Labels until they repeat.</summary>
    public const int Count = 24 * 60 * 60 * LabelsPerSecond;

    private const int LabelsPerSecond = 24;

    /// <summary>The label of a picture, 0 … <see cref="Count"/> − 1.</summary>
    public static int Of(int accessUnit, MergedPicture picture) => (int)(((3L * accessUnit) + (int)picture) % Count);

    /// <summary>Writes the message as the RBSP of a NAL unit of type 6.</summary>
    internal static void Write(BitWriter writer, int label)
    {
        // payloadType 1 (pic_timing), payloadSize 9
        writer.Bits(1, 8);
        writer.Bits(9, 8);

        // pic_struct 0 (a frame), one time stamp: progressive, counting type 0, full, no discontinuity, none dropped
        writer.Bits(0, 4);
        writer.Bits(0b1_00_0_00000_1_0_0, 12);
        writer.Bits((uint)(label % LabelsPerSecond), 8);
        writer.Bits((uint)(label / LabelsPerSecond % 60), 6);
        writer.Bits((uint)(label / (LabelsPerSecond * 60) % 60), 6);
        writer.Bits((uint)(label / (LabelsPerSecond * 3600)), 5);

        // time_offset, 24 bits where there is no HRD; then the payload's own alignment.
        writer.Bits(0, 24);
        writer.Bits(0b1000_000, 7);
        writer.TrailingBits();
    }

    /// <summary>
    /// Reads ffmpeg's word for a label, a line of its filter showinfo: <c>side data - timecode - hh:mm:ss:ff</c>.
    /// </summary>
    /// <returns>False when the line has no such word.</returns>
    public static bool TryParse(ReadOnlySpan<char> line, out int label)
    {
        const string word = "side data - timecode - ";
        label = 0;
        int start = line.IndexOf(word);
        if (start < 0)
        {
            return false;
        }

        Span<int> fields = stackalloc int[4];
        int count = 0;
        ReadOnlySpan<char> code = line[(start + word.Length)..].Trim();
        foreach (Range range in code.SplitAny(':', ';', '.'))
        {
            bool isNumber = int.TryParse(code[range], NumberStyles.None, CultureInfo.InvariantCulture, out int field);
            if (count == 4 || !isNumber)
            {
                return false;
            }

            fields[count++] = field;
        }

        label = (((((fields[0] * 60) + fields[1]) * 60) + fields[2]) * LabelsPerSecond) + fields[3];
        return count == 4;
    }
}
