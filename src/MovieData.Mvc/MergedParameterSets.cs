namespace MovieData.Mvc;

/// <summary>
/// Gives picture parameter sets their ids in the merged stream, where both views share one sequence parameter set, and
/// sends each when a picture first uses it or its content has changed (README.md, "Parameter sets").
/// </summary>
internal sealed class MergedParameterSets
{
    /// <summary>The id of the set of copy pictures.</summary>
    private const int CopyId = 255;

    private readonly (PictureParameters? Picture, SequenceParameters? Sequence)[] _sent =
        new (PictureParameters?, SequenceParameters?)[256];

    private readonly int[] _ids = new int[2 * 256];
    private readonly BitWriter _writer = new();
    private SequenceParameters? _sequence;
    private int _next;

    /// <summary>The sequence parameter set in force, null before the first.</summary>
    public SequenceParameters? Sequence => _sequence;

    /// <summary>
    /// Sends the sequence parameter set; picture parameter sets follow anew when it differs from the last.
    /// </summary>
    public void SendSequence(SequenceParameters sequence, NalOutput output)
    {
        if (!ReferenceEquals(_sequence, sequence))
        {
            Array.Clear(_sent);
            _sequence = sequence;
        }

        _writer.Clear();
        sequence.WriteMerged(_writer);
        output.Add(3, NalType.Sequence, _writer.Written);
    }

    /// <summary>
    /// The merged id of the set that <paramref name="slice"/> uses; sends the set where the decoder lacks it.
    /// </summary>
    /// <exception cref="MvcException">More sets than ids.</exception>
    public int Require(SliceHeader slice, NalOutput output)
    {
        int key = slice.Picture.Id + (slice.Nal.Type == NalType.DependentSlice ? 256 : 0);
        if (_ids[key] == 0)
        {
            if (++_next == CopyId)
            {
                throw new MvcException("the views use more than 254 picture parameter sets together");
            }

            _ids[key] = _next;
        }

        Send(_ids[key], slice.Picture, slice.Sequence, output);
        return _ids[key];
    }

    /// <summary>The id of the set of copy pictures; sends it where the decoder lacks it.</summary>
    public int RequireForCopies(SequenceParameters sequence, NalOutput output)
    {
        Send(CopyId, PictureParameters.ForCopies, sequence, output);
        return CopyId;
    }

    private void Send(int id, PictureParameters picture, SequenceParameters sequence, NalOutput output)
    {
        if (!ReferenceEquals(_sent[id].Picture, picture) || !ReferenceEquals(_sent[id].Sequence, sequence))
        {
            _sent[id] = (picture, sequence);
            _writer.Clear();
            picture.WriteMerged(_writer, id, sequence.Scaling);
            output.Add(3, NalType.Picture, _writer.Written);
        }
    }
}
