using System.Text;
using MovieData.Yaml;

namespace MovieData.Tests.Yaml;

public class YamlSectionTests
{
    /// <summary>Name, text, the line and the words of the error.</summary>
    public static TheoryData<string, string, int, string> Hostile => new()
    {
        { "lists", Repeated("[", 100_000), 1, "inside each other" },
        { "mappings", Repeated("{a: ", 50_000), 1, "inside each other" },
        { "dashes", Repeated("- ", 100_000), 1, "inside each other" },
        { "questions", Repeated("? ", 100_000), 1, "as a key" },
        { "indents", string.Concat(Enumerable.Range(0, 65).Select(i => new string(' ', i) + "a:\n")), 65, "inside" },
        { "self", "a: &a [*a]", 1, "alias *a" },
        { "alias", "a: &a 1\nb: *a", 2, "alias *a" },
        { "alias key", "a: &a x\n*a : 1", 2, "alias *a" },
        { "doubling key", "? &a [x, x]\n: 1\n? &b [*a, *a]\n: 1", 1, "as a key" },
        { "list key", "a: 1\n[b, c]: 2", 2, "as a key" },
        { "mapping key", "a: 1\n? {b: c}\n: 2", 2, "as a key" },
        { "tagged key", "sign: 1\n!!str sign: -1", 2, "the key sign has a tag" },
        { "same key", "sign: 1\n\"sign\": -1", 2, "the key sign stands here twice" },
        { "inner key", "a:\n  b: 1\n  c: 2\n  b: 3", 4, "the key b stands here twice" },
        { "key of lines", "a: 1\n\"x\\ny\": 1\n\"x\\ny\": 1", 3, "the key x y stands" },
    };

    [Theory]
    [MemberData(nameof(Hostile))]
    public void Read_WhatNoFileOfOursHas_IsRefusedInOneLine(string name, string text, int line, string fault)
    {
        using var folder = new TemporaryFolder();
        string file = folder[$"{name}.yaml"];
        File.WriteAllText(file, text);

        string message = Assert.Throws<YamlFileException>(() => YamlSection.Read(file)).Message;

        Assert.StartsWith($"{file}:{line}: ", message, StringComparison.Ordinal);
        Assert.Contains(fault, message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', message);
        Assert.InRange(message.Length, 1, 400);
    }

    [Fact]
    public void Read_SameKeyInOtherMappings_IsNoRepetition()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder["a.yaml"], "a: { x: 1, y: [x, x] }\nb: { x: 2 }\nx: 3");

        YamlSection root = YamlSection.Read(folder["a.yaml"]);

        Assert.Equal(["a", "b", "x"], root.Keys);
        Assert.Equal(2, root.Section("b").GetInt32("x", 0, 9));
    }

    [Fact]
    public void Read_AnyByteChanged_IsReadOrRefusedNeverACrash()
    {
        using var folder = new TemporaryFolder();
        byte[] sound = File.ReadAllBytes(
            Path.Combine(SharedFiles.RepositoryRoot, "pipelines", "models", "models.yaml"));
        byte[] signs = Encoding.ASCII.GetBytes("[]{},:?-&*!|>'\"%@`# \n\t\0~\\");
        var random = new Random(1);
        for (int i = 0; i < 200; i++)
        {
            byte[] damaged = [.. sound];
            for (int change = 0; change <= i % 4; change++)
            {
                damaged[random.Next(sound.Length)] = signs[random.Next(signs.Length)];
            }

            File.WriteAllBytes(folder["a.yaml"], damaged);
            try
            {
                Assert.NotNull(YamlSection.Read(folder["a.yaml"]));
            }
            catch (YamlFileException error)
            {
                Assert.DoesNotContain('\n', error.Message);
            }
        }
    }

    private static string Repeated(string part, int count) =>
        new StringBuilder(part.Length * count).Insert(0, part, count).ToString();
}
