using MovieData.Frames;
using MovieData.Models;
using MovieData.Native;

namespace MovieData.Flow;

/// <summary>
/// A flow network run in both directions over pictures of one size. Holds its tensors, so one instance serves one
/// caller at a time; several instances may share one loaded <see cref="OnnxModel"/>.
/// </summary>
/// <remarks>
/// A network that takes batches sees both directions in one run. Where the device's memory is too small for that, they
/// are run one by one, provided that this gives the same bits (<see cref="FlowProof.IsBatchExact"/>).
/// </remarks>
public sealed class FlowModel : IDisposable
{
    private const int Directions = 2;

    private readonly OnnxModel _model;
    private readonly PixelSize _tensor;
    private readonly TileGrid _tiles;
    private readonly FlowOutput _output;
    private readonly PixelSize _picture;
    private PictureTensors[] _inputs = [];
    private OnnxTensor[] _results = [];
    private OnnxRun[] _runs = [];

    /// <summary>Prepares the tensors for pictures of one size.</summary>
    /// <param name="model">The loaded network; stays the caller's.</param>
    /// <param name="picture">Size of both views.</param>
    public FlowModel(OnnxModel model, PixelSize picture)
        : this(model, picture, model.TakesBatches ? Directions : 1)
    {
    }

    /// <summary>Prepares the tensors for so many directions in a run, 1 or 2.</summary>
    internal FlowModel(OnnxModel model, PixelSize picture, int batch)
    {
        _model = model;
        _picture = picture;
        ModelEntry entry = model.Entry;
        _tensor = entry.TensorSize(picture);
        PixelSize sized = entry.Resizes ? _tensor : picture;
        _tiles = new TileGrid(sized, entry.Tiles);
        _output = new FlowOutput(entry, picture, _tiles);
        Prepare(batch);
    }

    /// <summary>Runs that make one pair: 1, or the number of tiles.</summary>
    internal int RunsPerPair => _tiles.Count;

    /// <summary>
    /// Estimates the flow from <paramref name="left"/> to <paramref name="right"/> and back, in px of the pictures.
    /// </summary>
    /// <param name="left">Left view.</param>
    /// <param name="right">Right view.</param>
    /// <param name="leftToRight">Receives the flow at the left view's pixels.</param>
    /// <param name="rightToLeft">Receives the flow at the right view's pixels.</param>
    /// <exception cref="ModelMemoryException">The device's memory is too small.</exception>
    /// <exception cref="ModelException">The network failed, or gave values that are not finite.</exception>
    public void Run(Plane<Rgb24> left, Plane<Rgb24> right, FlowField leftToRight, FlowField rightToLeft)
    {
        Begin(left, right);
        Finish(left, right, leftToRight, rightToLeft);
    }

    /// <summary>First half of <see cref="Run"/>: fills the tensors, while another instance may be running.</summary>
    internal void Begin(Plane<Rgb24> left, Plane<Rgb24> right) => Fill(left, right, tile: 0);

    /// <summary>Second half of <see cref="Run"/>, of the same pictures.</summary>
    internal void Finish(Plane<Rgb24> left, Plane<Rgb24> right, FlowField leftToRight, FlowField rightToLeft)
    {
        for (int tile = 0; tile < _tiles.Count; tile++)
        {
            if (tile > 0)
            {
                Fill(left, right, tile);
            }

            try
            {
                Execute();
            }
            catch (ModelMemoryException error) when (_runs.Length < Directions)
            {
                RunOneByOne(error);
                Fill(left, right, tile);
                Execute();
            }

            for (int direction = 0; direction < Directions; direction++)
            {
                (int run, int item) = Place(direction);
                FlowField field = direction == 0 ? leftToRight : rightToLeft;
                bool mirrored = direction == 1 && _model.Entry.Direction == FlowDirection.Mirrored;
                _output.Read(_results[run], item, tile, mirrored, field);
            }
        }
    }

    /// <summary>Runs the network over what the tensors hold, both directions; <c>models bench</c> times this.</summary>
    internal void Execute()
    {
        foreach (OnnxRun run in _runs)
        {
            _model.Execute(run, _tensor);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => Release();

    private void Prepare(int batch)
    {
        ModelEntry entry = _model.Entry;
        IEnumerable<int> runs = Enumerable.Range(0, Directions / batch);
        int[] shape = entry.Output.Shape(batch, entry.OutputChannels, _tensor);
        _inputs = [.. runs.Select(_ => new PictureTensors(entry, _picture, batch))];
        _results = [.. runs.Select(_ => new OnnxTensor(entry.Output.Element, shape))];
        _runs = [.. runs.Select(run => _model.Bind(_inputs[run].Tensors, _results[run]))];
    }

    private void RunOneByOne(ModelMemoryException error)
    {
        if (!FlowProof.IsBatchExact(_model))
        {
            throw new ModelException(
                $"{error.Message}; one direction at a time would need half of it, but gives other bits with this model",
                error);
        }

        Release();
        Prepare(1);
    }

    private void Release()
    {
        Array.ForEach(_runs, r => r.Dispose());
        Array.ForEach(_results, t => t.Dispose());
        Array.ForEach(_inputs, t => t.Dispose());
    }

    // The other direction is the same network with the pictures exchanged, mirrored too where the entry says so.
    private void Fill(Plane<Rgb24> left, Plane<Rgb24> right, int tile)
    {
        bool mirrored = _model.Entry.Direction == FlowDirection.Mirrored;
        (left, right) = (_inputs[0].ToSize(left, 0), _inputs[0].ToSize(right, 1));
        for (int direction = 0; direction < Directions; direction++)
        {
            (int run, int item) = Place(direction);
            (Plane<Rgb24> first, Plane<Rgb24> second) = direction == 0 ? (left, right) : (right, left);
            var cut = new PictureCut(_tiles[tile], 0, mirrored && direction == 1);
            _inputs[run].Fill(first, cut, item, position: 0);
            _inputs[run].Fill(second, cut with { ShiftPx = _model.Entry.ShiftPx }, item, position: 1);
        }
    }

    private (int Run, int Item) Place(int direction) =>
        _runs.Length == 1 ? (0, direction) : (direction, 0);
}
