using System.Numerics.Tensors;
using MovieData.Imaging.Frames;
using MovieData.Inference;

namespace MovieData.Sky;

/// <summary>
/// The sky of pictures of one size by vote: each network sees the picture, with <c>sky.flips</c> its mirror image too,
/// and a pixel is sky where at least <c>sky.votes_min</c> say so (VDW: two networks, both plain and mirrored, three of
/// four votes). <c>sky.grow_by</c> then brings what they found to its borders (<see cref="SkyGrowth"/>). Networks may
/// want different sizes: each votes on the picture's own pixels. Holds the networks' tensors, so one instance serves
/// one caller at a time.
/// </summary>
public sealed class SkyVotes : IDisposable
{
    private readonly List<SkyModel> _models = [];
    private readonly SkyOptions _options;
    private readonly Plane<byte>? _vote;
    private readonly SkyModel? _grower;
    private readonly SkyGrowth? _growth;

    /// <summary>Prepares the networks for pictures of one size.</summary>
    /// <param name="options">Section <c>sky</c>.</param>
    /// <param name="networks">The loaded networks of <see cref="SkyOptions.Networks"/>; they stay the caller's.</param>
    /// <param name="picture">Size of the pictures.</param>
    /// <exception cref="ArgumentException">They are more or fewer than the options name.</exception>
    /// <exception cref="ModelMemoryException">A tensor would be too large.</exception>
    public SkyVotes(SkyOptions options, IReadOnlyList<OnnxModel> networks, PixelSize picture)
    {
        if (networks.Count != options.Networks.Count)
        {
            throw new ArgumentException(
                $"{networks.Count} networks; the options name {string.Join(", ", options.Networks)}", nameof(networks));
        }

        _options = options;
        try
        {
            foreach (OnnxModel network in networks.Take(options.Models.Count))
            {
                _models.Add(new SkyModel(network, picture));
            }

            _grower = options.Grows ? new SkyModel(networks[^1], picture) : null;
        }
        catch
        {
            Dispose();
            throw;
        }

        _vote = options.Votes > 1 || options.Grows ? new Plane<byte>(picture.Width, picture.Height) : null;
        _growth = options.Grows ? new SkyGrowth(options.GrowShareMin, picture) : null;
    }

    /// <summary>Finds the sky of a picture.</summary>
    /// <param name="picture">Any picture of the size stated at the start.</param>
    /// <param name="sky">Receives 1 = sky, 0 = not, of the picture's size.</param>
    /// <param name="cancel">Cuts a network's run short.</param>
    /// <exception cref="ModelException">A network failed, or gave values that are not finite.</exception>
    public void Run(Plane<Rgb24> picture, Plane<byte> sky, CancellationToken cancel)
    {
        Vote(picture, sky, cancel);

        // Where nobody sees sky nothing can grow, and the network is spared.
        if (_growth is not null && sky.Pixels.ContainsAnyExcept((byte)0))
        {
            _grower!.Run(picture, _vote!, cancel);
            _growth.Grow(sky, _vote!);
        }
    }

    private void Vote(Plane<Rgb24> picture, Plane<byte> sky, CancellationToken cancel)
    {
        if (_options.Votes == 1)
        {
            _models[0].Run(picture, sky, cancel);
            return;
        }

        sky.Pixels.Clear();
        foreach (SkyModel model in _models)
        {
            foreach (bool mirrored in _options.Flips ? (ReadOnlySpan<bool>)[false, true] : [false])
            {
                model.Run(picture, _vote!, cancel, mirrored);
                TensorPrimitives.Add(sky.Pixels, _vote!.Pixels, sky.Pixels);
            }
        }

        foreach (ref byte votes in sky.Pixels)
        {
            votes = votes >= _options.VotesMin ? (byte)1 : (byte)0;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _models.ForEach(model => model.Dispose());
        _grower?.Dispose();
        _growth?.Dispose();
        _vote?.Dispose();
    }
}
