using k8s;
using k8s.Models;
using MovieData.Clusters;

namespace MovieData.Tests.Clusters;

/// <summary>The proof is a reader of Kubernetes' own files: it reads back exactly what was written.</summary>
public class YamlWordTests
{
    private static readonly string[] Hostile =
    [
        "plain-name_1.mkv", "", " ", "two words", "it's", "\"q\"", "a: b", "a #b", "#c", "- d", "-", "--", "---", "...",
        "key:", "{a}", "[a]", "*a", "&a", "!a", "%a", "@a", "`a`", "|", ">", "a\nb", "\n", "tab\there", "back\\slash",
        "yes", "No", "ON", "y", "null", "~", "true", "1", "1.5", "0x1f", "1e3", ".5", ".inf", "12:30:45", "2026-11-29",
        "\u001b[2J", "\u0085", "\u2028", "\u00a0", "\ufeff",
        "\ud83d\ude00", "\u00fcn\u00efc\u00f6d\u00e9 \u65e5\u672c", "\r\n", "$(HOME)", "=",
        "--out=/a b", "a\n---\nb: c", "\u202eabc", "a ", "?", "? a", ",", "a,b",
    ];

    [Fact]
    public void Quote_HostileWords_AreReadAsTheyWere()
    {
        string list = string.Concat(Hostile.Select((word, i) => $"  k{i}: {YamlWord.Quote(word)}\n"));

        Assert.Equal(Hostile, Read($"kind: ConfigMap\napiVersion: v1\ndata:\n{list}").Values);
    }

    [Fact]
    public void Quote_HostileWords_HaveNoControlCharacterLeft() =>
        Assert.All(Hostile, word => Assert.DoesNotContain(YamlWord.Quote(word), char.IsControl));

    [Theory]
    [InlineData("--out=/data/set")]
    [InlineData("registry.example/movie-data:1.0")]
    [InlineData("nvidia.com/gpu")]
    public void Quote_PlainWord_StaysReadable(string word) => Assert.Equal(word, YamlWord.Quote(word));

    [Theory]
    [InlineData("a\nb\n")]
    [InlineData("a")]
    [InlineData("a\n\n\n")]
    [InlineData("\n\n  in\nout\n")]
    [InlineData("# comment\nkey: [1, 2]   \n\n---\n  x\n")]
    [InlineData("")]
    [InlineData("\n")]
    [InlineData("a\r\nb\r\n")]
    [InlineData("tab\there\n")]
    [InlineData(" \na\n")]
    public void Block_AnyText_IsReadAsItWas(string text) => Assert.Equal(
        text, Read($"kind: ConfigMap\napiVersion: v1\ndata:\n  a: {YamlWord.Block(text, 4)}\n  b: c\n")["a"]);

    private static IDictionary<string, string> Read(string yaml) =>
        ((V1ConfigMap)KubernetesYaml.LoadAllFromString(yaml, strict: true).Single()).Data;
}
