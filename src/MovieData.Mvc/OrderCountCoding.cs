namespace MovieData.Mvc;

/// <summary>
/// How a sequence parameter set codes picture order counts: <c>pic_order_cnt_type</c> and what belongs to it.
/// </summary>
/// <param name="Type">0 = low bits in each slice; 1 = expected differences; 2 = decoding order.</param>
/// <param name="LowBits">Type 0: bits of <c>pic_order_cnt_lsb</c>, 4…16.</param>
/// <param name="DeltaAlwaysZero">Type 1: slices carry no differences.</param>
/// <param name="OffsetNonReference">Type 1: <c>offset_for_non_ref_pic</c>.</param>
/// <param name="OffsetTopToBottom">Type 1: <c>offset_for_top_to_bottom_field</c>.</param>
/// <param name="Cycle">Type 1: <c>offset_for_ref_frame</c>, 0…255 entries.</param>
public sealed record OrderCountCoding(
    int Type, int LowBits, bool DeltaAlwaysZero, int OffsetNonReference, int OffsetTopToBottom, int[] Cycle)
{
    /// <summary>Reads the fields of H.264 7.3.2.1.1 from <c>pic_order_cnt_type</c> on.</summary>
    /// <exception cref="MvcSyntaxException">A value out of range.</exception>
    public static OrderCountCoding Parse(ref BitReader reader)
    {
        int type = (int)reader.Ue(2);
        if (type == 0)
        {
            return new OrderCountCoding(0, (int)reader.Ue(12) + 4, false, 0, 0, []);
        }

        if (type == 2)
        {
            return new OrderCountCoding(2, 0, false, 0, 0, []);
        }

        bool deltaAlwaysZero = reader.Flag();
        int nonReference = reader.Se();
        int topToBottom = reader.Se();
        var cycle = new int[reader.Ue(255)];
        for (int index = 0; index < cycle.Length; index++)
        {
            cycle[index] = reader.Se();
        }

        return new OrderCountCoding(1, 0, deltaAlwaysZero, nonReference, topToBottom, cycle);
    }
}
