using MovieData.Imaging.Frames;
using MovieData.Inference;

namespace MovieData.Flow;

/// <summary>The views of one pair, and the fields its flow goes to.</summary>
/// <param name="Left">Left view.</param>
/// <param name="Right">Right view.</param>
/// <param name="LeftToRight">Receives the flow at the left view's pixels, px.</param>
/// <param name="RightToLeft">Receives the flow at the right view's pixels, px.</param>
/// <param name="Name">What errors call it, <c>frame 12</c>; null: nothing.</param>
public sealed record FlowPair(
    Plane<Rgb24> Left, Plane<Rgb24> Right, FlowField LeftToRight, FlowField RightToLeft, string? Name = null);

/// <summary>
/// A flow network run in both directions over pictures of one size. Holds its tensors, so one instance serves one
/// caller at a time; several instances may share one loaded <see cref="OnnxModel"/>.
/// </summary>
/// <remarks>
/// A network that takes batches sees both directions of all its pairs in one run, always of the same shape: a place
/// that no pair fills keeps what it held. Where the device's memory is too small for that, the run is divided, provided
/// that this gives the same bits (<see cref="FlowProof.IsBatchExact"/>).
/// </remarks>
public sealed class FlowModel : IFlowEstimator
{
    /// <summary>Directions of a pair.</summary>
    internal const int Directions = 2;

    private readonly OnnxModel _model;
    private readonly PixelSize _tensor;
    private readonly TileGrid _tiles;
    private readonly FlowOutput _output;
    private readonly PixelSize _picture;
    private readonly bool _mayDivide;
    private readonly bool _exchanged;
    private readonly List<PictureTensors> _inputs = [];
    private readonly List<OnnxTensor> _results = [];
    private readonly List<OnnxRun> _runs = [];

    /// <summary>Prepares the tensors for pictures of one size.</summary>
    /// <param name="model">The loaded network; stays the caller's.</param>
    /// <param name="picture">Size of all views.</param>
    /// <param name="pairs">Pairs in a run.</param>
    /// <exception cref="ModelMemoryException">A tensor would be too large.</exception>
    public FlowModel(OnnxModel model, PixelSize picture, int pairs = 1)
        : this(model, picture, pairs, model.TakesBatches ? model.Entry.ItemsPerPair * pairs : 1)
    {
        _mayDivide = true;
    }

    /// <summary>
    /// Prepares the tensors for one pair, to learn what the network itself gives: also where it is at the end of what
    /// it can give.
    /// </summary>
    /// <param name="model">The loaded network; stays the caller's.</param>
    /// <param name="picture">Size of all views.</param>
    /// <param name="exchanged">The second picture goes where the entry says that the first one does.</param>
    internal FlowModel(OnnxModel model, PixelSize picture, bool exchanged)
        : this(model, picture, 1, model.TakesBatches ? model.Entry.ItemsPerPair : 1, limited: false)
    {
        _mayDivide = true;
        _exchanged = exchanged;
    }

    /// <summary>
    /// Prepares the tensors for so many items in a run of the network, a divisor of all; no fewer are run where memory
    /// is too small.
    /// </summary>
    internal FlowModel(OnnxModel model, PixelSize picture, int pairs, int batch, bool limited = true)
    {
        _model = model;
        _picture = picture;
        Pairs = pairs;
        ModelEntry entry = model.Entry;
        _tensor = entry.TensorSize(picture);
        PixelSize sized = entry.Resizes ? _tensor : picture;
        _tiles = new TileGrid(sized, entry.Tiles);
        _output = new FlowOutput(entry, picture, _tiles, limited);
        Prepare(batch);
    }

    /// <summary>Pairs in a run.</summary>
    public int Pairs { get; }

    /// <summary>Times the network sees every place of its batch for all pairs: 1, or the number of tiles.</summary>
    public int Passes => _tiles.Count;

    // Items in a run of the network.
    private int Batch => Items / _runs.Count;

    // An item is a direction of a pair, or a pair where the network gives both.
    private int Items => Pairs * _model.Entry.ItemsPerPair;

    /// <summary>Both halves of a run of several pairs, at most <see cref="Pairs"/>.</summary>
    /// <exception cref="ModelMemoryException">The device's memory is too small.</exception>
    /// <exception cref="ModelException">The network failed, or gave values that are not finite.</exception>
    internal void Run(IReadOnlyList<FlowPair> pairs, CancellationToken cancel)
    {
        FillAll(pairs, tile: 0);
        Finish(pairs, cancel);
    }

    /// <summary>First half of a run: fills the tensors of one pair, while another instance may be running.</summary>
    public void Begin(int pair, Plane<Rgb24> left, Plane<Rgb24> right) => Fill(pair, left, right, tile: 0);

    /// <summary>Second half of a run, of the pictures it was begun with, in their order; at most
    /// <see cref="Pairs"/>.</summary>
    public void Finish(IReadOnlyList<FlowPair> pairs, CancellationToken cancel)
    {
        for (int tile = 0; tile < _tiles.Count; tile++)
        {
            if (tile > 0)
            {
                FillAll(pairs, tile);
            }

            ExecuteAsMemoryAllows(pairs, tile, cancel);
            for (int pair = 0; pair < pairs.Count; pair++)
            {
                Read(pair, pairs[pair], tile);
            }
        }
    }

    /// <summary>Runs the network over what the tensors hold, all pairs; <c>models bench</c> times this.</summary>
    public void Execute(CancellationToken cancel)
    {
        foreach (OnnxRun run in _runs)
        {
            _model.Execute(run, _tensor, cancel);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => Release();

    private void Prepare(int batch)
    {
        ModelEntry entry = _model.Entry;
        int[] shape = entry.Output.Shape(batch, entry.OutputChannels, _tensor);
        try
        {
            for (int run = 0; run < Items / batch; run++)
            {
                _inputs.Add(new PictureTensors(_model.Fed, _picture, batch, _model.Tensors));
                _results.Add(PictureTensors.Tensor(entry, _model.Tensors, entry.Output.Element, shape, _picture));
                _runs.Add(_model.Bind(_inputs[run].Tensors, _results[run]));
            }
        }
        catch
        {
            Release();
            throw;
        }
    }

    private void ExecuteAsMemoryAllows(IReadOnlyList<FlowPair> pairs, int tile, CancellationToken cancel)
    {
        while (true)
        {
            try
            {
                Execute(cancel);
                return;
            }
            catch (ModelMemoryException error) when (_mayDivide && Batch > 1)
            {
                Divide(error, cancel);
                FillAll(pairs, tile);
            }
            catch (ModelException error) when (pairs.Any(p => p.Name is not null))
            {
                throw new ModelException($"{string.Join(", ", pairs.Select(p => p.Name))}: {error.Message}", error);
            }
        }
    }

    private void Divide(ModelMemoryException error, CancellationToken cancel)
    {
        int whole = Batch;
        int part = Enumerable.Range(1, whole / 2).Last(n => whole % n == 0);
        Release();
        _model.Tensors.Trim();      // what it held is needed for the proof
        if (!IsExact(whole, error, cancel) || !IsExact(part, error, cancel))
        {
            throw new ModelException(
                $"{error.Message}; runs of a batch of {part} instead of {whole} would need less, but give other bits "
                + "with this model",
                error);
        }

        Prepare(part);
    }

    private bool IsExact(int batch, ModelMemoryException error, CancellationToken cancel)
    {
        try
        {
            return FlowProof.IsBatchExact(_model, batch, cancel);
        }
        catch (ModelMemoryException)
        {
            throw new ModelMemoryException(
                $"{error.Message} (nor can it be shown that smaller runs give the same bits: a batch of {batch} small "
                + "pictures does not fit either); state a smaller --flow-pairs",
                error);
        }
    }

    private void Release()
    {
        _runs.ForEach(r => r.Dispose());
        _results.ForEach(_model.Tensors.Return);
        _inputs.ForEach(t => t.Dispose());
        _runs.Clear();
        _results.Clear();
        _inputs.Clear();
    }

    private void FillAll(IReadOnlyList<FlowPair> pairs, int tile)
    {
        for (int pair = 0; pair < pairs.Count; pair++)
        {
            Fill(pair, pairs[pair].Left, pairs[pair].Right, tile);
        }
    }

    // The other direction is the same network with the pictures exchanged, mirrored too where the entry says so.
    private void Fill(int pair, Plane<Rgb24> left, Plane<Rgb24> right, int tile)
    {
        bool mirrored = _model.Entry.Direction == FlowDirection.Mirrored;
        (left, right) = (_inputs[0].ToSize(left, 0), _inputs[0].ToSize(right, 1));
        for (int direction = 0; direction < _model.Entry.ItemsPerPair; direction++)
        {
            (int run, int item) = Place(pair, direction);
            (Plane<Rgb24> first, Plane<Rgb24> second) = direction == 0 ? (left, right) : (right, left);
            var cut = new PictureCut(_tiles[tile], 0, mirrored && direction == 1);
            (int one, int two) = _exchanged ? (1, 0) : (0, 1);
            _inputs[run].Fill(first, cut, item, one);
            _inputs[run].Fill(second, cut with { ShiftPx = _model.Entry.ShiftPx }, item, two);
        }
    }

    private void Read(int pair, FlowPair fields, int tile)
    {
        try
        {
            for (int direction = 0; direction < Directions; direction++)
            {
                (int run, int item) = Place(pair, direction);
                FlowField field = direction == 0 ? fields.LeftToRight : fields.RightToLeft;
                bool mirrored = direction == 1 && _model.Entry.Direction == FlowDirection.Mirrored;
                int channel = _model.Entry.Direction == FlowDirection.Both
                    ? direction * _model.Entry.ChannelsPerDirection : 0;
                _output.Read(_results[run], item, channel, tile, mirrored, field);
            }
        }
        catch (ModelException error) when (fields.Name is not null)
        {
            throw new ModelException($"{fields.Name}: {error.Message}", error);
        }
    }

    private (int Run, int Item) Place(int pair, int direction) =>
        Math.DivRem((pair * _model.Entry.ItemsPerPair) + (direction % _model.Entry.ItemsPerPair), Batch);
}
