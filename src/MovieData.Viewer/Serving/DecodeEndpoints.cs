using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using MovieData.Viewer.Decoding;
using MovieData.Viewer.Rows;

namespace MovieData.Viewer.Serving;

/// <summary>Decoding of rejected frames: asked for, followed, taken back.</summary>
internal sealed class DecodeEndpoints(ViewerRooms rooms)
{
    private const int IdCharsMax = 200;

    /// <summary>Adds the addresses.</summary>
    public void MapTo(IEndpointRouteBuilder routes)
    {
        routes.MapPost("/api/decodes", AskAsync);
        routes.MapGet("/api/decodes/{job}", http => TellAsync(http, isCancelled: false));
        routes.MapDelete("/api/decodes/{job}", http => TellAsync(http, isCancelled: true));
    }

    private async Task AskAsync(HttpContext http)
    {
        new QueryReader(http.Request).Done();
        JsonObject body = await Answer.BodyAsync(http, "id").ConfigureAwait(false);
        string id = Answer.Text(body, "id", IdCharsMax) ?? throw RequestException.Malformed("id: is needed");
        FrameIndex index = rooms.Shown.First.Index;
        int row = index.Find(id);
        DecodeJob job = row < 0 ? throw RequestException.Absent("id: there is no such sample")
            : rooms.Decodes.Ask(index, row);
        await AnswerAsync(http, job.Number, 202).ConfigureAwait(false);
    }

    private async Task TellAsync(HttpContext http, bool isCancelled)
    {
        new QueryReader(http.Request).Done();
        if (!long.TryParse(
            (string?)http.Request.RouteValues["job"], NumberStyles.None, CultureInfo.InvariantCulture, out long number))
        {
            throw RequestException.Absent("there is no such job");
        }

        if (isCancelled && rooms.Decodes.FindJob(number) is { } found)
        {
            await rooms.Decodes.CancelAsync(found.Job).ConfigureAwait(false);
        }

        await AnswerAsync(http, number, 200).ConfigureAwait(false);
    }

    private Task AnswerAsync(HttpContext http, long number, int status)
    {
        if (rooms.Decodes.FindJob(number) is not { } found)
        {
            throw RequestException.Absent("there is no such job");
        }

        (DecodeJob job, int ahead) = found;
        return Answer.JsonAsync(
            http,
            new JsonObject
            {
                ["job"] = job.Number.ToString(CultureInfo.InvariantCulture),
                ["id"] = job.Id,
                ["state"] = job.State.ToString().ToLowerInvariant(),
                ["ahead"] = ahead,
                ["step"] = job.Step,
                ["seconds"] = Math.Round(job.Seconds, 2),
                ["error"] = job.Error,
            },
            status);
    }
}
