using System.Diagnostics;
using System.Text.Json;

namespace MovieData.Tests.Readers;

/// <summary>Debian's python3, and scripts run to their end: what trains networks.</summary>
internal static class Python
{
    /// <summary>Debian's, whose packages the training needs; another one in the PATH has none of them.</summary>
    public const string Program = "/usr/bin/python3";

    /// <summary>Whether these modules are there. They are looked for, not loaded: PyTorch takes seconds.</summary>
    public static bool Has(params string[] modules) => File.Exists(Program) && Execute(
        Program,
        [
            "-c", "import importlib.util, sys; sys.exit(not all(map(importlib.util.find_spec, sys.argv[1:])))",
            .. modules,
        ]).Code == 0;

    /// <summary>What a program printed, which must end well; the test fails with it otherwise.</summary>
    public static string Succeeds(string program, params string[] arguments)
    {
        (int code, string output) = Execute(program, arguments);
        Assert.True(code == 0, output);
        return output;
    }

    /// <summary>What scripts printed that ran one after the other, each to a good end, in one process: it loads PyTorch
    /// once.</summary>
    /// <param name="commands">Path of each script, and its words.</param>
    public static string Succeed(params string[][] commands) => Succeeds(
        Program,
        "-c",
        """
        import json, os, runpy, sys
        for words in json.loads(sys.argv[1]):
            sys.argv = words
            sys.path.insert(0, os.path.dirname(words[0]))
            try:
                runpy.run_path(words[0], run_name="__main__")
            except SystemExit as end:
                if end.code:
                    raise
        """,
        JsonSerializer.Serialize(commands));

    // What it printed, errors included. One thread of OpenBLAS: more of them wait for one another in small networks.
    private static (int Code, string Output) Execute(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["PYTHONDONTWRITEBYTECODE"] = "1";
        start.Environment["OPENBLAS_NUM_THREADS"] = "1";
        using Process process = Process.Start(start)!;
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd() + errors.Result;
        process.WaitForExit();
        return (process.ExitCode, output);
    }
}
