using System.Collections.Concurrent;
using System.Runtime.InteropServices;

namespace MovieData.Inference;

/// <summary>
/// Folders in which NVIDIA's libraries lie where the loader does not look by itself: CUDA's of the system, then those
/// of Python's packages <c>nvidia-*</c> (<c>site-packages/nvidia/*/lib</c>), which machines for PyTorch have.
/// </summary>
/// <remarks>
/// Nothing of Python is run: folders are looked for beside the interpreters of <c>PATH</c>, in the environment that is
/// active and in the usual places. A library that is loaded by its path once is what the loader takes whenever another
/// asks for its name, so ONNX Runtime's providers find it too.
/// </remarks>
/// <param name="variable">The value of an environment variable; null: it is not set.</param>
/// <param name="root">Folder in front of every path of the system, with a slash at its end.</param>
internal sealed class CudaFolders(Func<string, string?> variable, string root)
{
    private readonly ConcurrentQueue<string> _used = new();

    /// <summary>Those of this machine.</summary>
    public static CudaFolders OfMachine { get; } = new(Environment.GetEnvironmentVariable, "/");

    /// <summary>Folders of which something was loaded, in the order in which that was.</summary>
    public IReadOnlyList<string> Used => [.. _used.Distinct(StringComparer.Ordinal)];

    /// <summary>Where a library lies, in the first folder that has it; null: in none.</summary>
    public string? Find(string file) =>
        All().Select(folder => Path.Combine(folder, file)).FirstOrDefault(File.Exists);

    /// <summary>Loads a library, by its name alone where the loader knows it, else from the first of these folders.
    /// </summary>
    public bool TryLoad(string file)
    {
        if (NativeLibrary.TryLoad(file, out _))
        {
            return true;
        }

        if (Find(file) is not { } path || !NativeLibrary.TryLoad(path, out _))
        {
            return false;
        }

        _used.Enqueue(Path.GetDirectoryName(path)!);
        return true;
    }

    /// <summary>The folders that there are, in the order in which they are searched.</summary>
    internal IEnumerable<string> All() =>
    [
        .. OfCuda().Where(Directory.Exists),
        .. Prefixes().Distinct(StringComparer.Ordinal).SelectMany(Packages).SelectMany(packages => Below(
            Path.Combine(packages, "nvidia"), "*", "lib")),
    ];

    private IEnumerable<string> OfCuda()
    {
        foreach (string home in Set("CUDA_HOME").Concat(Set("CUDA_PATH")))
        {
            yield return Path.Combine(home, "lib64");
        }

        // The newest first: 13.1 before 13.0. The plain name is a link to the one that is in use.
        foreach (string folder in Enumerable.Reverse(Below(Path.Combine(root, "usr/local"), "cuda*", "lib64")))
        {
            yield return folder;
        }

        yield return Path.Combine(root, "usr/local/nvidia/lib64");
    }

    // Folders with a bin and a lib in which a Python may live.
    private IEnumerable<string> Prefixes()
    {
        string[] stated = [.. Set("VIRTUAL_ENV"), .. Set("CONDA_PREFIX")];
        string[] home = [.. Set("HOME").Select(folder => Path.Combine(folder, ".local"))];
        string[] path = variable("PATH")?.Split(':', StringSplitOptions.RemoveEmptyEntries) ?? [];
        return
        [
            .. stated, .. path.SelectMany(OfInterpreter), .. home, Path.Combine(root, "usr/local"),
            Path.Combine(root, "usr"),
        ];
    }

    // A link in one folder may stand for the interpreter of another: both have packages.
    private static IEnumerable<string> OfInterpreter(string folder)
    {
        var python = new FileInfo(Path.Combine(folder, "python3"));
        if (!python.Exists)
        {
            return [];
        }

        string? target = null;
        try
        {
            target = python.ResolveLinkTarget(returnFinalTarget: true)?.FullName;
        }
        catch (IOException)
        {
            // A ring of links holds no Python.
        }

        return ((string?[])[python.FullName, target]).OfType<string>()
            .Select(file => Path.GetDirectoryName(Path.GetDirectoryName(file))).OfType<string>();
    }

    private static IEnumerable<string> Packages(string prefix) =>
        ((string[])["lib", "lib64"]).SelectMany(lib => ((string[])["site-packages", "dist-packages"]).SelectMany(
            packages => Below(Path.Combine(prefix, lib), "python3*", packages)));

    // Folders of one name in those of a folder that fit a pattern, by name; none where nothing may be read.
    private static List<string> Below(string folder, string pattern, string name)
    {
        try
        {
            return Directory.Exists(folder)
                ?
                [
                    .. Directory.EnumerateDirectories(folder, pattern).Order(StringComparer.Ordinal)
                        .Select(one => Path.Combine(one, name)).Where(Directory.Exists),
                ]
                : [];
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    private IEnumerable<string> Set(string name) => variable(name) is { Length: > 0 } value ? [value] : [];
}
