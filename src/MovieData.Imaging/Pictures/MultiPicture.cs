namespace MovieData.Imaging.Pictures;

/// <summary>
/// JPEG files that hold several pictures (CIPA DC-007, "MPO"): stereo cameras put both views into one. Reading them as
/// usual gives the first alone, and a pair of one file with itself.
/// </summary>
internal static class MultiPicture
{
    private const uint EntriesTag = 0xB002;
    private const int FieldBytes = 12;
    private const int EntryBytes = 16;

    /// <summary>Kind of picture of a stereo pair: "multi-frame image (disparity)".</summary>
    private const uint Disparity = 0x020002;

    /// <summary>Kind of a picture that says nothing of itself.</summary>
    private const uint Unstated = 0;

    /// <summary>Kind of the picture that is shown by readers that know of one only.</summary>
    private const uint Primary = 0x030000;

    /// <summary>Kinds of "large thumbnail": the same picture again.</summary>
    private const uint FirstPreview = 0x010001;
    private const uint LastPreview = 0x01FFFF;

    /// <summary>What a JPEG file says of the pictures in it.</summary>
    /// <param name="file">A JPEG file.</param>
    /// <param name="name">Its name: pictures that do not say what they are count as views in an .mpo.</param>
    /// <returns>
    /// <c>Views</c> of a stereo file, 1 where there is one; <c>Pictures</c> of any kind but previews of the first: the
    /// second view where the file does not say so, a gain map, a panorama's next part.
    /// </returns>
    public static (int Views, int Pictures) Count(ReadOnlySpan<byte> file, string name)
    {
        ReadOnlySpan<byte> index = ExifOrientation.JpegSegment(file, 0xE2, "MPF\0"u8);
        if (index.Length < 8)
        {
            return (1, 1);
        }

        bool isLittleEndian = index[0] == 'I';
        uint Number(ReadOnlySpan<byte> bytes) => ExifOrientation.Number(bytes, isLittleEndian);
        bool isMpo = Path.GetExtension(name).Equals(".mpo", StringComparison.OrdinalIgnoreCase);
        uint directory = Number(index[4..8]);
        int fields = directory > index.Length - 2 ? 0 : (int)Number(index.Slice((int)directory, 2));
        ReadOnlySpan<byte> left = fields == 0 ? [] : index[((int)directory + 2)..];
        for (int field = 0; field < fields && left.Length >= FieldBytes; field++, left = left[FieldBytes..])
        {
            uint bytes = Number(left.Slice(4, 4));
            uint at = Number(left.Slice(8, 4));
            if (Number(left[..2]) != EntriesTag || at > index.Length || bytes > index.Length - at)
            {
                continue;
            }

            int views = 0;
            int pictures = 0;
            for (int entry = 0; (entry + 1) * EntryBytes <= bytes; entry++)
            {
                uint kind = Number(index.Slice((int)at + (entry * EntryBytes), 4)) & 0xFFFFFF;
                views += kind == Disparity || (isMpo && kind is Unstated or Primary) ? 1 : 0;
                pictures += kind is >= FirstPreview and <= LastPreview ? 0 : 1;
            }

            return (Math.Max(1, views), Math.Max(1, pictures));
        }

        return (1, 1);
    }
}
