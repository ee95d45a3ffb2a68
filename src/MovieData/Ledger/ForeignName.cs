using System.Text.RegularExpressions;

namespace MovieData.Ledger;

/// <summary>
/// Names that other programs give to files they have not finished, or keep beside a file: rsync's
/// <c>.film-00002.parquet.Xa31Fq</c> and its folders, <c>.nfs…</c> of a network disk (a file removed while open),
/// <c>.part</c>, <c>.partial</c>, <c>.filepart</c>, <c>~</c> and swap files of editors, files of file managers. No
/// reader of a dataset takes them for shards, so they are no damage.
/// </summary>
public static partial class ForeignName
{
    /// <summary>True for such a name, or for a file in such a folder.</summary>
    /// <param name="relative">Name relative to the dataset.</param>
    public static bool IsOne(string relative) => relative.Split('/').Any(part => Names().IsMatch(part));

    [GeneratedRegex(
        @"^\..+\.[A-Za-z0-9]{6}$|^\.~tmp~$|^\.rsync-partial$"
        + @"|^\.nfs[0-9a-f]+$|^\.fuse_hidden[0-9a-f]+$|^\.smbdelete|^\.syncthing\..+\.tmp$|^\.goutputstream-"
        + @"|~$|^\..+\.sw[a-p]$|^\.#|\.(part|partial|filepart|crdownload|aria2)$"
        + @"|^\.DS_Store$|^Thumbs\.db$|^desktop\.ini$|^\.directory$",
        RegexOptions.CultureInvariant)]
    private static partial Regex Names();
}
