namespace MovieData.Media.Containers;

/// <summary>Reads the element Chapters (RFC 9559, section 5.1.7).</summary>
internal static class MatroskaChapters
{
    /// <summary>Chapters of a file beyond these are not read; films have some dozens.</summary>
    private const int AtomsMax = 100_000;

    private const uint EditionEntry = 0x45B9;
    private const uint Atom = 0xB6;

    /// <summary>Reads all editions.</summary>
    /// <exception cref="FormatException">The bytes break their own lengths.</exception>
    public static List<Edition> Read(EbmlParts parts)
    {
        var editions = new List<Edition>();
        while (parts.Next())
        {
            if (parts.Id == EditionEntry)
            {
                editions.Add(ReadEdition(new EbmlParts(parts.Body)));
            }
        }

        return editions;
    }

    private static Edition ReadEdition(EbmlParts parts)
    {
        var atoms = new List<ChapterAtom>();
        var edition = new Edition([]);
        int nested = 0;
        while (parts.Next())
        {
            switch (parts.Id)
            {
                case Atom when atoms.Count < AtomsMax:
                    atoms.Add(ReadAtom(new EbmlParts(parts.Body), ref nested));
                    break;
                case 0x45BD:
                    edition = edition with { IsHidden = parts.Flag() };
                    break;
                case 0x45DB:
                    edition = edition with { IsDefault = parts.Flag() };
                    break;
                case 0x45DD:
                    edition = edition with { IsOrdered = parts.Flag() };
                    break;
            }
        }

        return edition with { Atoms = atoms, NestedAtoms = nested };
    }

    private static ChapterAtom ReadAtom(EbmlParts parts, ref int nested)
    {
        var atom = new ChapterAtom(0, null, "");
        bool hasTitle = false;
        while (parts.Next())
        {
            switch (parts.Id)
            {
                case 0x91:
                    atom = atom with { StartS = Seconds(parts.Number()) };
                    break;
                case 0x92:
                    atom = atom with { EndS = Seconds(parts.Number()) };
                    break;
                case 0x98:
                    atom = atom with { IsHidden = parts.Flag() };
                    break;
                case 0x4598:
                    atom = atom with { IsEnabled = parts.Flag() };
                    break;
                case 0x6E67:
                    atom = atom with { SegmentUid = parts.Uid() };
                    break;
                case 0x80 when !hasTitle:
                    atom = atom with { Title = ReadTitle(new EbmlParts(parts.Body)) };
                    hasTitle = true;
                    break;
                case Atom:
                    nested++;
                    break;
            }
        }

        return atom;
    }

    private static string ReadTitle(EbmlParts display)
    {
        string title = "";
        while (display.Next())
        {
            title = display.Id == 0x85 ? display.Text() : title;
        }

        return title;
    }

    /// <summary>Nanoseconds; rounded to microseconds, as ffprobe prints them.</summary>
    private static double Seconds(ulong nanoseconds) => Math.Round(nanoseconds / 1e9, 6);
}
