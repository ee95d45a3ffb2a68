using System.Diagnostics;
using MovieData.Clusters;

namespace MovieData.Tests.Clusters;

public class ShellWordTests
{
    private static readonly string[] Hostile =
    [
        "plain-name_1.mkv", "", " ", "two words", "it's", "''", "\"q\"", "$HOME", "$(touch x)", "`touch x`", "a\nb",
        "\n", "tab\there", "back\\slash", "back\\'s\nlash", "*", "~", "#no comment", "-dash", "a;b", "a&b", "a|b",
        "<a>", "!x", "\u001b[2J", "\u0085", "ünïcödé 日本", "\r\n", "x\\x41\n", "{a,b}", "%A", "=", "😀\n",
    ];

    /// <summary>The proof is bash itself: it reads back exactly what was quoted.</summary>
    [Fact]
    public void Quote_HostileWords_AreReadByBashAsTheyWere()
    {
        string script = $"printf '%s\\0' {ShellWord.Join(Hostile)}\n";

        Assert.Equal(string.Join('\0', Hostile) + "\0", Bash(script));
    }

    [Fact]
    public void Quote_HostileWords_HaveNoControlCharacterLeft() =>
        Assert.All(Hostile, word => Assert.DoesNotContain(ShellWord.Quote(word), char.IsControl));

    [Fact]
    public void Quote_PlainWord_StaysReadable() =>
        Assert.Equal("--out=/shared/a+b/c_1.yaml", ShellWord.Quote("--out=/shared/a+b/c_1.yaml"));

    [Fact]
    public void Quote_Nul_IsRefused() => Assert.Throws<ArgumentException>(() => ShellWord.Quote("a\0b"));

    private static string Bash(string script)
    {
        var start = new ProcessStartInfo("bash") { RedirectStandardInput = true, RedirectStandardOutput = true };
        using Process process = Process.Start(start)!;
        process.StandardInput.Write(script);
        process.StandardInput.Close();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return output;
    }
}
