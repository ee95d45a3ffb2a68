namespace MovieData.Mvc;

/// <summary>
/// Emulation prevention of H.264 7.3.1 and 7.4.1: inside a NAL unit 00 00 is never followed by 00, 01 or 02.
/// </summary>
public static class NalEscape
{
    private static ReadOnlySpan<byte> Escaped => [0, 0, 3];

    private static ReadOnlySpan<byte> Zeros => [0, 0];

    /// <summary>Removes every <c>emulation_prevention_three_byte</c>.</summary>
    /// <param name="payload">NAL unit bytes behind the header.</param>
    /// <param name="rbsp">Takes the result; at least as long as <paramref name="payload"/>.</param>
    /// <returns>Bytes written to <paramref name="rbsp"/>.</returns>
    public static int Remove(ReadOnlySpan<byte> payload, Span<byte> rbsp)
    {
        int written = 0;
        for (int found = payload.IndexOf(Escaped); found >= 0; found = payload.IndexOf(Escaped))
        {
            payload[..(found + 2)].CopyTo(rbsp[written..]);
            written += found + 2;
            payload = payload[(found + 3)..];
        }

        payload.CopyTo(rbsp[written..]);
        return written + payload.Length;
    }

    /// <summary>Most bytes that <see cref="Insert"/> writes for <paramref name="length"/> bytes.</summary>
    public static int InsertedLengthMax(int length) => length + (length / 2) + 1;

    /// <summary>Inserts <c>emulation_prevention_three_byte</c>s.</summary>
    /// <param name="rbsp">The unit; its last byte is not 0 (trailing bits end in a 1 bit).</param>
    /// <param name="payload">Takes the result; <see cref="InsertedLengthMax"/> bytes are enough.</param>
    /// <returns>Bytes written to <paramref name="payload"/>.</returns>
    public static int Insert(ReadOnlySpan<byte> rbsp, Span<byte> payload)
    {
        int written = 0;
        int searched = 0;
        while (true)
        {
            int found = rbsp[searched..].IndexOf(Zeros);
            int next = searched + found + 2;
            if (found < 0 || next >= rbsp.Length)
            {
                rbsp.CopyTo(payload[written..]);
                return written + rbsp.Length;
            }

            if (rbsp[next] > 3)
            {
                searched = next;
                continue;
            }

            rbsp[..next].CopyTo(payload[written..]);
            written += next;
            payload[written++] = 3;
            rbsp = rbsp[next..];
            searched = 0;
        }
    }
}
