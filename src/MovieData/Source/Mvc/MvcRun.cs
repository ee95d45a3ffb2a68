namespace MovieData.Source.Mvc;

/// <summary>A frame that was asked for, and where its pictures come out of the decoder.</summary>
/// <param name="Frame">Its entry of the order list; its fault as the rewriter sees it.</param>
/// <param name="Output">
/// Index of its first picture among all that the decoder puts out in this run, 0-based: ffmpeg's <c>n</c>.
/// </param>
public readonly record struct MvcPlannedFrame(MvcFrame Frame, int Output)
{
    /// <summary><c>n</c> of the base picture (view 0); −1 when it is not there.</summary>
    public int BaseOutput => Frame.HasBase ? Output : -1;

    /// <summary><c>n</c> of the dependent picture (view 1); −1 when it is not there.</summary>
    public int DependentOutput => Frame.HasDependent ? Output + Frame.Pictures - 1 : -1;

    /// <summary>
    /// The label that ffmpeg's showinfo must print for the base picture (<see cref="PictureLabel"/>).
    /// </summary>
    public int BaseLabel => PictureLabel.Of(Frame.AccessUnit, MergedPicture.Base);

    /// <summary>The label of the dependent picture.</summary>
    public int DependentLabel => PictureLabel.Of(Frame.AccessUnit, MergedPicture.Dependent);
}

/// <summary>
/// Some frames of a film, ready to be decoded by an ffmpeg child of one's own, with a filter graph that picks just
/// their
/// pictures: <c>-f h264 -i pipe:0 -vf "select='eq(n,…)+…',showinfo=checksum=0,…"</c>.
/// </summary>
public sealed class MvcRun
{
    private readonly MvcSource _source;
    private readonly int _first;
    private readonly int _accessUnits;

    internal MvcRun(MvcSource source, int first, int accessUnits, IReadOnlyList<MvcPlannedFrame> frames)
    {
        _source = source;
        _first = first;
        _accessUnits = accessUnits;
        Frames = frames;
    }

    /// <summary>The frames in presentation order.</summary>
    public IReadOnlyList<MvcPlannedFrame> Frames { get; }

    /// <summary>
    /// Writes the merged stream, from early enough to just far enough; call on a thread of its own, then close the
    /// output.
    /// </summary>
    /// <param name="output">The child's stdin.</param>
    /// <param name="cancel">Stops between two access units.</param>
    /// <exception cref="IOException">The child is gone.</exception>
    public void WriteTo(Stream output, CancellationToken cancel)
    {
        (MvcRewriter rewriter, IDisposable stream) = _source.OpenRewriterAt(_first, cancel);
        using (stream)
        {
            for (int unit = 0; unit < _accessUnits && rewriter.Read(); unit++)
            {
                cancel.ThrowIfCancellationRequested();
                output.Write(rewriter.Written.Span);
                while (rewriter.TryTakeFrame(out _))
                {
                    // The plan has them already.
                }
            }
        }
    }
}
