using MovieData.Audit.Report;
using MovieData.Ledger;

namespace MovieData.Tests.Audit.Report;

public sealed class AuditFolderTests
{
    /// <summary>The new report loses its name's way: the earlier one had made room for it already.</summary>
    [Fact]
    public void Publish_ThatFails_LeavesTheEarlierReport()
    {
        using var temporary = new TemporaryFolder();
        string place = temporary["report"];
        using (AuditFolder first = AuditFolder.Begin(place))
        {
            File.WriteAllText(first.Json, "1");
            first.Publish();
        }

        using AuditFolder second = AuditFolder.Begin(place);
        Directory.Delete(Path.GetDirectoryName(second.Json)!, recursive: true);

        Assert.Throws<LedgerException>(second.Publish);
        Assert.Equal("1", File.ReadAllText(Path.Combine(place, "audit.json")));
    }
}
