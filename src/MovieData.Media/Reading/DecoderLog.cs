namespace MovieData.Media.Reading;

/// <summary>
/// Follows what ffmpeg says on stderr while it decodes (<c>-loglevel level+info</c>): the lines of its filter showinfo
/// on each frame, which come before the frame leaves, and the decoder's complaints, which come before the frame that
/// they are about, also where, with several decoder threads, that frame then comes without a mark.
/// </summary>
public abstract class DecoderLog
{
    private volatile string _firstComplaint = "";

    /// <summary>The decoder's first complaint; empty when there was none.</summary>
    public string FirstComplaint => _firstComplaint;

    /// <summary>Takes one line; called in order on the thread that drains stderr.</summary>
    public void Take(string line)
    {
        bool complains = IsComplaint(line);
        if (complains)
        {
            Complain(line.Trim());
        }

        if (ShowinfoLine.IsPicture(line))
        {
            TakeFrame(line);
        }
        else if (ShowinfoLine.IsColour(line))
        {
            TakeColour(line);
        }
        else
        {
            TakeOther(line);
        }

        if (complains)
        {
            TakeComplaint(line);
        }
    }

    /// <summary>Whether the line complains.</summary>
    protected virtual bool IsComplaint(string line) => DecoderComplaint.IsIn(line);

    /// <summary>Keeps the first complaint.</summary>
    protected void Complain(string complaint) =>
        _firstComplaint = _firstComplaint.Length == 0 ? complaint : _firstComplaint;

    /// <summary>A frame was decoded.</summary>
    protected abstract void TakeFrame(string line);

    /// <summary>The colour of the frame taken last.</summary>
    protected virtual void TakeColour(string line)
    {
    }

    /// <summary>Any other line.</summary>
    protected virtual void TakeOther(string line)
    {
    }

    /// <summary>A complaint, after the line was taken for what else it is.</summary>
    protected virtual void TakeComplaint(string line)
    {
    }
}
