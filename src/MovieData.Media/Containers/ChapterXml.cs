using System.Globalization;
using System.Xml;
using System.Xml.Linq;
using MovieData.Media.Films;
using MovieData.Media.Probe;

namespace MovieData.Media.Containers;

/// <summary>
/// Chapters as <c>mkvextract FILE chapters</c> writes them: XML whose elements are named after Matroska's. A document
/// type is passed over unread: nothing outside the file is opened, and no entity stands for anything.
/// </summary>
internal static class ChapterXml
{
    /// <summary>True of a text that begins as XML does.</summary>
    public static bool IsOne(string text) => text.AsSpan().TrimStart().StartsWith("<");

    /// <summary>Reads all editions.</summary>
    /// <param name="path">The file, for messages.</param>
    /// <param name="text">Its text.</param>
    /// <exception cref="FilmException">It is not well-formed, not of this kind, or a time cannot be read; the message
    /// names file and line.</exception>
    public static IReadOnlyList<Edition> Read(string path, string text)
    {
        XElement root = Load(path, text);
        return root.Name.LocalName == "Chapters"
            ? [.. root.Elements("EditionEntry").Select(entry => ReadEdition(path, entry))]
            : throw new FilmException($"{path}:{LineOf(root)}: <{root.Name.LocalName}> is no chapter list; expected "
                + "<Chapters> as mkvextract writes it");
    }

    private static XElement Load(string path, string text)
    {
        var settings = new XmlReaderSettings { DtdProcessing = DtdProcessing.Ignore, XmlResolver = null };
        try
        {
            using var reader = XmlReader.Create(new StringReader(text.TrimStart()), settings);
            return XDocument.Load(reader, LoadOptions.SetLineInfo).Root!;
        }
        catch (XmlException error)
        {
            throw new FilmException($"{path}:{error.LineNumber}: chapters that are not well-formed XML: "
                + error.Message.ReplaceLineEndings(" "), error);
        }
    }

    private static Edition ReadEdition(string path, XElement entry) =>
        new([.. entry.Elements("ChapterAtom").Select(atom => ReadAtom(path, atom))])
        {
            IsDefault = IsSet(entry, "EditionFlagDefault", unstated: false),
            IsHidden = IsSet(entry, "EditionFlagHidden", unstated: false),
            IsOrdered = IsSet(entry, "EditionFlagOrdered", unstated: false),
            NestedAtoms = entry.Descendants("ChapterAtom").Count() - entry.Elements("ChapterAtom").Count(),
        };

    private static ChapterAtom ReadAtom(string path, XElement atom)
    {
        XElement start = atom.Element("ChapterTimeStart") ?? throw new FilmException(
            $"{path}:{LineOf(atom)}: the chapter has no ChapterTimeStart");
        XElement? end = atom.Element("ChapterTimeEnd");
        string title = atom.Element("ChapterDisplay")?.Element("ChapterString")?.Value ?? "";
        return new ChapterAtom(Time(path, start), end is null ? null : Time(path, end), title.Trim())
        {
            IsHidden = IsSet(atom, "ChapterFlagHidden", unstated: false),
            IsEnabled = IsSet(atom, "ChapterFlagEnabled", unstated: true),
            SegmentUid = atom.Element("ChapterSegmentUID")?.Value.Trim(),
            Line = LineOf(atom),
        };
    }

    private static double Time(string path, XElement element) =>
        ChapterFile.Clock(element.Value.Trim()) ?? throw new FilmException(string.Create(
            CultureInfo.InvariantCulture,
            $"{path}:{LineOf(element)}: {element.Name.LocalName} is no time; expected HH:MM:SS.nnnnnnnnn"));

    private static bool IsSet(XElement parent, string name, bool unstated) =>
        parent.Element(name)?.Value.Trim() is { Length: > 0 } word ? word != "0" : unstated;

    private static int LineOf(XElement element) => ((IXmlLineInfo)element).LineNumber;
}
