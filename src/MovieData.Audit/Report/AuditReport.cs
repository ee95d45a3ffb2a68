namespace MovieData.Audit.Report;

/// <summary>Puts the document of an audit together from a dataset's rows.</summary>
public static class AuditReport
{
    /// <summary>The document without its plugs: no sheets, no flags, no comparison.</summary>
    public static AuditDocument Of(DatasetRows dataset) => throw new NotImplementedException();
}
