using MovieData.Cli;

namespace MovieData.Tests.EndToEnd;

public class TerminalTests
{
    [Fact]
    public void Say_ControlCharacters_AreShownAndNotObeyed()
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var terminal = new Terminal(output, error, isInteractive: false);

        terminal.Say("a\u001b[2J\tb\r\u009bc");
        terminal.Output.WriteLine("ä\u0007\nd");

        Assert.Equal("a·[2J\tb··c\n", error.ToString());
        Assert.Equal("ä·\nd\n", output.ToString());
    }
}
