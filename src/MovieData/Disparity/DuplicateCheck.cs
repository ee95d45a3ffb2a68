using System.Numerics;
using MovieData.Ledger;
using MovieData.Plan;

namespace MovieData.Disparity;

/// <summary>
/// Rejects a sample that looks like an earlier one of its clip which passed: their left views' perceptual hashes differ
/// in fewer bits than <c>disparity.dedupe_hash_bits</c>. Samples are asked in plan order; a clip's samples lie in one
/// segment (CONTRACT.md), so the answer depends on the plan alone.
/// </summary>
/// <param name="bitsMin">Bits in which two samples of a clip must differ, 1…64.</param>
/// <param name="segment">The segment whose samples are asked.</param>
/// <remarks>Holds state: one instance a segment, one caller at a time.</remarks>
public sealed class DuplicateCheck(int bitsMin, Segment segment)
{
    private readonly Dictionary<int, int> _clipOf =
        segment.Samples.ToDictionary(sample => sample.Frame, sample => sample.Clip);

    private readonly List<(int Frame, ulong Hash)> _passed = [];
    private int _clip = -1;

    /// <summary>
    /// The rejection of a sample that passed every other rule; null when it is new, and later ones are held against it.
    /// </summary>
    /// <param name="frame">Frame of the segment; frames ascend from call to call.</param>
    /// <param name="hash">Perceptual hash of its left view.</param>
    public Rejection? Check(int frame, ulong hash)
    {
        if (_clipOf[frame] != _clip)
        {
            _clip = _clipOf[frame];
            _passed.Clear();
        }

        foreach ((int earlier, ulong other) in _passed)
        {
            int bits = BitOperations.PopCount(hash ^ other);
            if (bits < bitsMin)
            {
                return new Rejection("duplicate", bits, bitsMin, $"of frame {earlier}");
            }
        }

        _passed.Add((frame, hash));
        return null;
    }
}
