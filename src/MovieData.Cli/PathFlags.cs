using System.CommandLine;
using System.CommandLine.Parsing;
using MovieData.Buckets;
using MovieData.Imaging.Pictures;

namespace MovieData.Cli;

/// <summary>
/// Paths on a command line, looked at before anything is probed, loaded or decoded: hours of work are not to end at a
/// name that was wrong from the start.
/// </summary>
internal static class PathFlags
{
    // Endings of what the tool writes for one picture: a folder of that name was meant to be a file.
    private static readonly string[] PictureEndings = [".png", ".jpg", ".jpeg", ".pfm", ".npy", ".npz"];

    /// <summary>A flag that names a file to read.</summary>
    public static Option<T> File<T>(Option<T> option)
    {
        option.Validators.Add(result => RequireFiles(result, option.Name));
        return option;
    }

    /// <summary>An argument that names a file to read.</summary>
    public static Argument<string> File(Argument<string> argument)
    {
        argument.Validators.Add(result => RequireFiles(result, argument.Name));
        return argument;
    }

    /// <summary>A flag that names a folder to write to, new or there already.</summary>
    public static Option<T> Folder<T>(Option<T> option)
    {
        option.HelpName ??= "DIR";
        option.Validators.Add(result =>
        {
            foreach (Token token in result.Tokens.Where(token => token.Value.Length > 0))
            {
                if (token.Value.Contains("://", StringComparison.Ordinal))
                {
                    result.AddError($"{option.Name} {token.Value}: expected a folder of a disk");
                }
                else
                {
                    RequireNoFile(result, option.Name, token.Value);
                }
            }
        });
        return option;
    }

    /// <summary>A flag that names a place of a dataset: a folder, or <c>s3://bucket/prefix</c>.</summary>
    public static Option<T> Dataset<T>(Option<T> option)
    {
        option.HelpName ??= $"DIR|{BucketAddress.Form}";
        option.Validators.Add(result =>
        {
            foreach (Token token in result.Tokens.Where(token => token.Value.Length > 0))
            {
                if (!BucketAddress.IsOne(token.Value))
                {
                    RequireNoFile(result, option.Name, token.Value);
                }
            }
        });
        return option;
    }

    /// <summary>A flag that names a PNG to write; another ending is refused, for it may be a film's.</summary>
    public static Option<string?> Png(Option<string?> option)
    {
        option.HelpName = "F.png";
        option.Validators.Add(result =>
        {
            foreach (string file in result.Tokens.Select(token => token.Value).Where(value => value.Length > 0))
            {
                string folder = Path.GetDirectoryName(Path.GetFullPath(file)) ?? "/";
                string? fault = !file.EndsWith(".png", StringComparison.OrdinalIgnoreCase)
                        ? "expected the name of a PNG to write, ending in .png"
                    : Directory.Exists(file) ? "a folder; expected the name of a PNG to write"
                    : !Directory.Exists(folder) ? $"there is no folder {folder}: make it first, or give another place"
                    : null;
                if (fault is not null)
                {
                    result.AddError($"{option.Name} {file}: {fault}");
                }
            }
        });
        return option;
    }

    /// <summary>Proves that a folder, or the one it will be made in, takes files: one is put there and removed.
    /// </summary>
    /// <returns>The time that the folder's disk gave the file, UTC.</returns>
    /// <exception cref="MovieDataException">It does not.</exception>
    public static DateTime RequireWritable(string flag, string folder)
    {
        string place = Nearest(folder) ?? "/";
        try
        {
            using FileStream trial = new(
                Path.Combine(place, $".movie-data-{Guid.NewGuid():N}"),
                new FileStreamOptions
                {
                    Mode = FileMode.CreateNew,
                    Access = FileAccess.Write,
                    Options = FileOptions.DeleteOnClose,
                });
            return System.IO.File.GetLastWriteTimeUtc(trial.SafeFileHandle);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            string why = error is FileNotFoundException ? "not a place for files" : error.Message.TrimEnd('.');
            throw new MovieDataException(
                $"{flag} {folder}: nothing can be written in {place} ({why}): give another folder, or free this one",
                error);
        }
    }

    /// <summary>Proves that a file can be written where it is to lie, or appended to.</summary>
    /// <exception cref="MovieDataException">It can not.</exception>
    public static void RequireWritableFile(string flag, string file)
    {
        if (Directory.Exists(file))
        {
            throw new MovieDataException($"{flag} {file}: is a folder; expected the name of a file");
        }

        RequireWritable(flag, Path.GetDirectoryName(Path.GetFullPath(file)) ?? "/");
    }

    /// <summary>Proves that a picture can be drawn, and written where it is to lie; null: there is none.</summary>
    /// <exception cref="MovieDataException">It can not.</exception>
    public static void RequireSheet(string flag, string? file)
    {
        if (file is not null)
        {
            OpenCv.Require();
            RequireWritable(flag, Path.GetDirectoryName(Path.GetFullPath(file)) ?? "/");
        }
    }

    private static void RequireNoFile(SymbolResult result, string name, string folder)
    {
        if (Nearest(folder) is { } found && System.IO.File.Exists(found))
        {
            result.AddError($"{name} {folder}: {found} is a file; expected a folder, new or there already");
        }
        else if (!Directory.Exists(folder)
            && PictureEndings.Contains(Path.GetExtension(folder), StringComparer.OrdinalIgnoreCase))
        {
            result.AddError($"{name} {folder}: the name of a picture; expected a folder, new or there already");
        }
    }

    private static void RequireFiles(SymbolResult result, string name)
    {
        foreach (string path in result.Tokens.Select(token => token.Value).Where(value => value.Length > 0))
        {
            if (Directory.Exists(path))
            {
                result.AddError($"{name} {path}: a folder; expected a file");
            }
            else if (!System.IO.File.Exists(path) && !path.StartsWith('-') && !path.Contains('\0'))
            {
                result.AddError($"{name} {path}: no such file: check the name");
            }
        }
    }

    // The path itself or the nearest above it that exists; null where the word is no path.
    private static string? Nearest(string path)
    {
        string? place = path.Contains('\0') ? null : Path.GetFullPath(path);
        while (place is not null && !Path.Exists(place))
        {
            place = Path.GetDirectoryName(place);
        }

        return place;
    }
}
