using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using MovieData.Imaging.Frames;
using MovieData.Imaging.Kernels;
using MovieData.Imaging.Pictures;
using MovieData.Ledger;
using MovieData.Shards;
using MovieData.Tests.Readers;

namespace MovieData.Tests.Shards;

/// <summary>
/// Every example of a dataset's card, cut out of the card and run as it stands, gives the disparity that the code of
/// src/CONTRACT.md says.
/// </summary>
[Slow]
public sealed partial class ReadingExamplesTests : IDisposable
{
    private const string Python = "/usr/bin/python3";

    private static readonly Dictionary<string, (string Modules, string Need)> Tools = new()
    {
        ["NumPy and Pillow"] = ("numpy, PIL", Skips.NumPy),
        ["OpenCV"] = ("numpy, cv2", Skips.PythonOpenCv),
        ["PyTorch"] = ("torch, numpy, PIL", Skips.PyTorch),
        ["TensorFlow"] = ("tensorflow", Skips.TensorFlow),
        ["Hugging Face datasets"] = ("numpy, datasets", Skips.Datasets),
    };

    private readonly TemporaryFolder _work = new();
    private readonly OutputFolder _folder;
    private readonly string _card;

    public ReadingExamplesTests()
    {
        _folder = TestDataset.Make(_work["data"], segments: 1);
        DatasetCard.WriteIfComplete(_folder, TestDataset.Planned(1));
        _card = File.ReadAllText(_folder.Card);
    }

    public void Dispose() => _work.Dispose();

    [Theory]
    [InlineData("NumPy and Pillow")]
    [InlineData("OpenCV")]
    [InlineData("PyTorch")]
    [InlineData("TensorFlow")]
    public void Example_InPython_GivesTheDisparityOfTheCode(string title)
    {
        RequireTool(title);
        SampleRow row = Rows().First();
        File.WriteAllBytes(_work["disparity.png"], row.Disparity.ToArray());

        JsonNode read = Run($"""
            {Example(title, "python")}
            import json
            found = disparity_of(open("disparity.png", "rb").read())
            rows = [[float(d) for d in line] for line in found]
            print(json.dumps([[None if d != d else d for d in line] for line in rows]))
            """);

        AssertDisparity(row, read);
    }

    [Fact]
    public void Example_OfDatasets_GivesTheDisparityOfTheCode()
    {
        const string Title = "Hugging Face datasets";
        RequireTool(Title);

        JsonNode read = Run($"""
            import os
            os.chdir("data")
            {Example(Title, "python")}
            import json
            print(json.dumps([[None if d != d else float(d) for d in line] for line in disparity]))
            """);

        AssertDisparity(Rows().First(), read);
    }

    [Fact]
    public void Example_OfDuckDb_GivesRowsAndPictures()
    {
        using DuckDb duck = DuckDb.Open();
        duck.Query($"SET file_search_path = '{_folder.Root}'");

        IReadOnlyList<string?[]> found = duck.Query(Example("DuckDB", "sql"));

        string?[][] expected =
        [
            .. Rows().OrderByDescending(row => row.Figures.RangePx).ThenBy(row => row.Place.Id, StringComparer.Ordinal)
                .Select(row => new[]
                {
                    row.Place.Id,
                    row.Figures.RangePx!.Value.ToString(CultureInfo.InvariantCulture),
                    row.Figures.ConsistentFraction!.Value.ToString(CultureInfo.InvariantCulture),
                    row.Disparity.Length.ToString(CultureInfo.InvariantCulture),
                }),
        ];
        Assert.Equal(expected, found);
    }

    [Fact]
    public void Examples_OfTheCard_AreThoseThatAreRun() => Assert.Equal(
        Tools.Keys.Append("DuckDB").Order(StringComparer.Ordinal),
        Heading().Matches(_card).Select(heading => heading.Groups[1].Value).Order(StringComparer.Ordinal));

    private IEnumerable<SampleRow> Rows() =>
        RowReader.ReadSamples(_folder, CommittedSamples.Entries(_folder).Single());

    private string Example(string title, string language)
    {
        Match match = Regex.Match(
            _card, $"\n### {title}\n(?:[^`]*\n)?```{language}\n(.*?)\n```\n", RegexOptions.Singleline);
        Assert.True(match.Success, $"the card has no example of {title}");
        return match.Groups[1].Value;
    }

    private void RequireTool(string title)
    {
        (string modules, string need) = Tools[title];
        Skips.Unless(File.Exists(Python) && Execute($"import {modules}").Code == 0, need);
    }

    private JsonNode Run(string script)
    {
        (int code, string output, string error) = Execute(script);
        Assert.True(code == 0, error);
        return JsonNode.Parse(output)!;
    }

    private (int Code, string Output, string Error) Execute(string script)
    {
        File.WriteAllText(_work["example.py"], script);
        var start = new ProcessStartInfo(Python, ["example.py"])
        {
            WorkingDirectory = _work.Path,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using Process python = Process.Start(start)!;
        Task<string> error = python.StandardError.ReadToEndAsync();
        string output = python.StandardOutput.ReadToEnd();
        python.WaitForExit();
        return (python.ExitCode, output, error.Result);
    }

    // By mask and code of the row's own pictures, read by our decoder.
    private static void AssertDisparity(SampleRow row, JsonNode read)
    {
        using Plane<ushort> code = PngReader.Read(row.Disparity.Span, "disparity").ToGrey16();
        JsonArray lines = read.AsArray();
        Assert.Equal((code.Height, code.Width), (lines.Count, lines[0]!.AsArray().Count));
        for (int i = 0; i < code.Pixels.Length; i++)
        {
            double? found = (double?)lines[i / code.Width]![i % code.Width];
            float expected = DisparityCode.Decode(code.Pixels[i]);
            Assert.Equal(float.IsNaN(expected) ? null : expected, found);
        }
    }

    [GeneratedRegex("^### (.+)$", RegexOptions.Multiline)]
    private static partial Regex Heading();
}
