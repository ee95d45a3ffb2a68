using MovieData.Media.Films;
using MovieData.Tests.Mvc;
using MovieData.Tests.Probe;

namespace MovieData.Tests.Discs;

/// <summary>
/// A disc with a 3D title of two clips: i_idr (clips 00001 and 00002, clock from 0.14 s) and b_hier (00003 and 00004,
/// clock from 600 s), 48 pairs of 320×192 each.
/// </summary>
internal sealed class StereoDisc : IDisposable
{
    private readonly SmallFilms _files = new();
    private readonly (string Clip, uint In, uint Out)[] _items;

    /// <param name="isInterleaved">Each clip is an SSIF file alone, the dependent view first.</param>
    public StereoDisc(bool isInterleaved = false)
    {
        Directory.CreateDirectory(_files.At("BDMV/PLAYLIST"));
        Directory.CreateDirectory(_files.At("BDMV/STREAM/SSIF"));
        if (isInterleaved)
        {
            Copy("bd.ssif", "SSIF/00001.ssif");
        }
        else
        {
            Copy("bd_base.m2ts", "00001.m2ts");
            Copy("bd_dep.m2ts", "00002.m2ts");
        }

        (uint start, uint length) = SmallTransport.WritePair(
            MvcUnits.Of("b_hier"), MvcUnits.Numbers("b_hier"), 600, Stream("00003.m2ts"), Stream("00004.m2ts"));
        if (isInterleaved)
        {
            File.WriteAllBytes(Stream("SSIF/00003.ssif"),
                [.. File.ReadAllBytes(Stream("00004.m2ts")), .. File.ReadAllBytes(Stream("00003.m2ts"))]);
            File.Delete(Stream("00003.m2ts"));
            File.Delete(Stream("00004.m2ts"));
        }

        _items = [("00001", FirstStart, FirstStart + 90_000), ("00003", start, start + length)];
        Write(_items);
    }

    /// <summary>Time of the first clip's first picture, 45 kHz (ffprobe says 0.141667 s).</summary>
    public const uint FirstStart = 6375;

    /// <summary>The disc's folder.</summary>
    public string Folder => _files.Folder;

    public string Stream(string name) => _files.At("BDMV/STREAM/" + name);

    /// <summary>Writes the title as its first clip alone, with a chapter after one second.</summary>
    public void WriteFirstClipAlone() => Write(_items[..1]);

    /// <summary>Writes the title with its second clip's in and out times moved, 45 kHz.</summary>
    public void WriteCut(int later, int earlier) =>
        Write([_items[0], ("00003", (uint)(_items[1].In + later), (uint)(_items[1].Out - earlier))]);

    /// <summary>Writes the title with a second clip of one view.</summary>
    public void WriteMixed() => Write(_items, ["00002", "00003"]);

    public Film Probe(bool quick = false) => SmallFilms.Probe(Folder, quick: quick);

    public void Dispose() => _files.Dispose();

    private void Copy(string name, string to) =>
        File.Copy(SharedFiles.Committed("mvc/containers/" + name), Stream(to));

    /// <summary>Chapters: the title's first picture, one second later, the second clip's first picture.</summary>
    private void Write((string Clip, uint In, uint Out)[] items, string[]? dependents = null)
    {
        (int Item, uint Ticks)[] marks =
            [(0, items[0].In), (0, items[0].In + 45_000), .. items.Skip(1).Select(item => (1, item.In))];
        dependents ??= ["00002", "00004"];
        File.WriteAllBytes(
            _files.At("BDMV/PLAYLIST/00800.mpls"),
            SmallDisc.Playlist(items, marks, dependents[..items.Length], baseIsRight: true));
    }
}
