using System.Globalization;
using System.Text.RegularExpressions;
using MovieData.Native;
using OpenCvSharp;

namespace MovieData.Imaging.Pictures;

/// <summary>
/// OpenCV, loaded when it is first needed: commands that need none of it work where it, or the GTK it asks for, is
/// missing. One thread: our own stages keep the cores busy, and no sum depends on how work was shared.
/// </summary>
public static partial class OpenCv
{
    private static readonly Lazy<string> Loaded = new(Load);

    /// <summary>Version of the library, <c>4.13.0</c>; loads it.</summary>
    /// <exception cref="PictureException">It cannot be loaded; the message names the Debian package.</exception>
    public static string Version => Loaded.Value;

    /// <summary>To be called before anything else of OpenCV.</summary>
    /// <exception cref="PictureException">It cannot be loaded; the message names the Debian package.</exception>
    public static void Require() => _ = Loaded.Value;

    private static string Load()
    {
        // Its own bounds on what a picture's header may ask for, held before anything is allocated.
        ProcessVariable.Set("OPENCV_IO_MAX_IMAGE_WIDTH", Text(PictureLimits.SidePxMax));
        ProcessVariable.Set("OPENCV_IO_MAX_IMAGE_HEIGHT", Text(PictureLimits.SidePxMax));
        ProcessVariable.Set("OPENCV_IO_MAX_IMAGE_PIXELS", Text(PictureLimits.AreaPxMax));

        // What is wrong with a file we say ourselves, in one line.
        ProcessVariable.Set("OPENCV_LOG_LEVEL", "SILENT");
        try
        {
            Cv2.SetNumThreads(1);
            return Cv2.GetVersionString() ?? "unknown";
        }
        catch (Exception error) when (error is TypeInitializationException or DllNotFoundException
            or BadImageFormatException or EntryPointNotFoundException or OpenCvSharpException)
        {
            throw new PictureException($"OpenCV cannot be loaded: {Why(error.ToString())}", error);
        }
    }

    /// <summary>What is missing and what to do, by the lines of the loader, in the middle of which it stands.</summary>
    internal static string Why(string lines)
    {
        IEnumerable<string> missing = MissingLibrary().Matches(lines)
            .Select(match => match.Groups[1].Value)
            .Where(name => !name.Contains("OpenCvSharpExtern", StringComparison.Ordinal));
        if (missing.FirstOrDefault() is { } library)
        {
            string package = GtkLibrary().IsMatch(library) ? "libgtk-3-0"
                : library.StartsWith("libatomic", StringComparison.Ordinal) ? "libatomic1"
                : "the package that holds it";
            return $"{library} is not installed: run tools/setup.sh or apt-get install {package}";
        }

        return "libOpenCvSharpExtern.so beside the program is missing or damaged: build or unpack the program again";
    }

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);

    [GeneratedRegex(@"([\w+.-]+\.so[.\d]*): cannot open shared object file")]
    private static partial Regex MissingLibrary();

    // GTK 3 and what comes with it.
    [GeneratedRegex("^lib(gtk|gdk|cairo|gobject|glib|gio|pango|harfbuzz|atk|freetype|fontconfig)")]
    private static partial Regex GtkLibrary();
}
