using MovieData.Mvc;

namespace MovieData.Media.Reading;

/// <summary>
/// Holds pairs back until it is certain that nothing they refer to was damaged: a picture decoded earlier may be
/// presented later. Damage lasts to the next anchor access unit.
/// </summary>
/// <param name="firstAccessUnit">Access unit where decoding started.</param>
internal sealed class PairGate(int firstAccessUnit) : IDisposable
{
    private readonly Queue<MvcPair> _held = new();
    private readonly HashSet<int> _seen = [];
    private int _lowestUnseen = firstAccessUnit;
    private int? _damagedFrom;

    /// <summary>
    /// Takes the next pair in presentation order; damage of its own is in <see cref="MvcPair.Fault"/>.
    /// </summary>
    /// <param name="pair">The pair.</param>
    /// <param name="isCorrupt">The decoder failed at one of its pictures, or it never came.</param>
    public void Add(MvcPair pair, bool isCorrupt)
    {
        int unit = pair.Frame.AccessUnit;
        if (isCorrupt)
        {
            pair.Fault = MvcFault.Damaged;
            foreach (MvcPair held in _held)
            {
                held.Fault = held.Frame.AccessUnit > unit ? MvcFault.Damaged : held.Fault;
            }

            _damagedFrom = Math.Min(_damagedFrom ?? unit, unit);
        }
        else if (unit > _damagedFrom)
        {
            _damagedFrom = pair.Frame.IsAnchor ? null : _damagedFrom;
            pair.Fault = pair.Frame.IsAnchor ? pair.Fault : MvcFault.Damaged;
        }

        _held.Enqueue(pair);
        _seen.Add(unit);
        while (_seen.Remove(_lowestUnseen))
        {
            _lowestUnseen++;
        }
    }

    /// <summary>Takes a pair that is certain, in presentation order.</summary>
    /// <param name="ended">No more pairs come: all are certain.</param>
    /// <param name="pair">The pair; owned by the caller.</param>
    public bool TryTake(bool ended, out MvcPair? pair)
    {
        bool certain = _held.TryPeek(out pair) && (ended || pair.Frame.AccessUnit < _lowestUnseen);
        pair = certain ? _held.Dequeue() : null;
        return certain;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        while (_held.TryDequeue(out MvcPair? pair))
        {
            pair.Dispose();
        }
    }
}
