using System.Diagnostics;

namespace MovieData.Tests.Readers;

/// <summary>Debian's python3, and scripts run to their end: what trains networks.</summary>
internal static class Python
{
    /// <summary>Debian's, whose packages the training needs; another one in the PATH has none of them.</summary>
    public const string Program = "/usr/bin/python3";

    /// <summary>Whether these modules, with commas between, are there.</summary>
    public static bool Has(string modules) =>
        File.Exists(Program) && Execute(Program, "-c", $"import {modules}").Code == 0;

    /// <summary>What a program printed, which must end well; the test fails with it otherwise.</summary>
    public static string Succeeds(string program, params string[] arguments)
    {
        (int code, string output) = Execute(program, arguments);
        Assert.True(code == 0, output);
        return output;
    }

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
