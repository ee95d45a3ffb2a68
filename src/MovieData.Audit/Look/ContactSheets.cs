using MovieData.Audit.Report;

namespace MovieData.Audit.Look;

/// <summary>The pictures of an audit: suspicious shots, then the worst, median and best frames of each film.</summary>
public static class ContactSheets
{
    /// <summary>Draws them.</summary>
    /// <param name="dataset">Kept samples.</param>
    /// <param name="shots">The audit's shots, with what they are suspected of.</param>
    /// <param name="pictures">Folder of the report's pictures.</param>
    /// <param name="progress">Told of every sheet; from several threads.</param>
    /// <param name="cancel">Stops between samples.</param>
    /// <exception cref="MovieDataException">A shard is damaged, or the pictures cannot be drawn.</exception>
    public static LookReport Draw(
        KeptSamples dataset,
        IEnumerable<ShotReport> shots,
        string pictures,
        Action<AuditProgress> progress,
        CancellationToken cancel)
    {
        if (!dataset.HasLeftDisparity)
        {
            return new LookReport([], ["No sheets: disparity stands at the right view alone (disparity.reference: "
                + "right), and sheets show it beside the left one."]);
        }

        var film = dataset.Films.Index().ToDictionary(one => one.Item, one => one.Index);
        SuspiciousShot[] suspicious =
        [
            .. from shot in shots
               from suspicion in shot.Suspicions
               select new SuspiciousShot(
                   film[shot.Film], shot.Shot, suspicion.Kind, suspicion.Value, suspicion.Limit, suspicion.Text),
        ];
        var planner = new SheetPlanner(dataset.Films, dataset.Samples, suspicious);
        IReadOnlyList<SheetPlan> plans = planner.Plan();
        return new LookReport(
            new SheetWriter(dataset, pictures).Write(
                plans, drawn => progress(new AuditProgress("sheets drawn", drawn, plans.Count)), cancel),
            planner.Notes());
    }
}
