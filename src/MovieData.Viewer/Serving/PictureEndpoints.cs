using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using MovieData.Shards;
using MovieData.Viewer.Decoding;
using MovieData.Viewer.Pictures;
using MovieData.Viewer.Rows;

namespace MovieData.Viewer.Serving;

/// <summary>Pictures of samples: as they are stored, decoded, computed, and small.</summary>
internal sealed class PictureEndpoints(ViewerRooms rooms, ShownDatasets shown)
{
    private const string SmallPath = SampleEndpoints.SamplePath + "/thumb/{kind}";

    /// <summary>Adds the addresses.</summary>
    public static void MapTo(IEndpointRouteBuilder routes, ViewerRooms rooms)
    {
        routes.MapGet(SampleEndpoints.SamplePath + "/{layer}", http =>
        {
            var of = new PictureEndpoints(rooms, rooms.Shown);
            return of.AnswerAsync(http, of.Layer, "layer");
        });
        routes.MapGet(SmallPath, http =>
        {
            var of = new PictureEndpoints(rooms, rooms.Shown);
            return of.AnswerAsync(http, of.Small, "kind");
        });
    }

    private async Task AnswerAsync(
        HttpContext http, Func<ViewedDataset, int, string, ReadOnlyMemory<byte>> make, string name)
    {
        var query = new QueryReader(http.Request);
        ViewedDataset set = shown.Set(query.Integer("set", 1, 2));
        query.Done();
        string word = (string?)http.Request.RouteValues[name] ?? "";
        ReadOnlyMemory<byte> picture = await rooms.PictureWork.RunAsync(
            () => make(set, SampleEndpoints.RowOf(http, set.Index), word), http.RequestAborted).ConfigureAwait(false);
        await Answer.PictureAsync(http, picture).ConfigureAwait(false);
    }

    private ReadOnlyMemory<byte> Layer(ViewedDataset set, int row, string layer)
    {
        if (!set.Index.Columns.Kept[row])
        {
            return Decoded(set, row) is { } decoded && layer is "left" or "right"
                ? layer == "left" ? decoded.Left : decoded.Right : throw NotDecoded(set.Index, row);
        }

        ReadOnlyMemory<byte> picture = ShardPictures.Columns.Contains(layer) ? set.Pictures.Read(row, layer)
            : layer == PhotometricLayer.Name ? Photometric(set, row) : default;
        return picture.IsEmpty
            ? throw RequestException.Absent($"{set.Index.IdOf(row)} has no such picture") : picture;
    }

    private static ReadOnlyMemory<byte> Photometric(ViewedDataset set, int row)
    {
        bool isThere = Array.TrueForAll(
            (string[])["left", "right", "disparity", "mask"], column => !set.Pictures.Read(row, column).IsEmpty);
        return !isThere ? default : set.Pictures.Made(row, PhotometricLayer.Name, () => PhotometricLayer.Make(
            set.Index.IdOf(row), column => set.Pictures.Read(row, column)));
    }

    private ReadOnlyMemory<byte> Small(ViewedDataset set, int row, string kind)
    {
        if (kind is not ("left" or "disparity"))
        {
            throw RequestException.Absent("thumbnails are left and disparity");
        }

        FrameIndex index = set.Index;
        if (!index.Columns.Kept[row])
        {
            ReadOnlyMemory<byte> small = set == shown.First && kind == "left"
                ? rooms.Decodes.Thumbnail(index.IdOf(row)) : default;
            return small.IsEmpty ? throw NotDecoded(index, row) : small;
        }

        string shard = index.Segments[index.SegmentOf(row)].Entry.Shard!.Sha256;
        return rooms.Thumbnails.Get(shard, index.ShardRow(row), kind, () => Make(set, row, kind));
    }

    private static ReadOnlyMemory<byte> Make(ViewedDataset set, int row, string kind)
    {
        string name = $"{set.Index.IdOf(row)} {kind}";
        ReadOnlyMemory<byte> file = set.Pictures.Read(row, kind);
        return file.IsEmpty ? throw RequestException.Absent($"there is no {name}")
            : kind == "left" ? Thumbnail.OfView(file, name)
            : Thumbnail.OfDisparity(
                file, FigureCatalog.Number(set.Index, "disparity_min", row),
                FigureCatalog.Number(set.Index, "disparity_max", row), name);
    }

    private DecodedFrame? Decoded(ViewedDataset set, int row) =>
        set == shown.First ? rooms.Decodes.Find(set.Index.IdOf(row)) : null;

    private static RequestException NotDecoded(FrameIndex index, int row) => RequestException.Absent(
        $"{index.IdOf(row)} was rejected ({index.Columns.Rule(row)}): its views are there once they are decoded");
}
