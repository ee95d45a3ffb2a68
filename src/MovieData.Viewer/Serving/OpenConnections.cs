using Microsoft.AspNetCore.Connections;

namespace MovieData.Viewer.Serving;

/// <summary>
/// Connections that are open, at most <see cref="Max"/>. Where one more comes, the oldest goes that has never sent the
/// token: programs that connect and say nothing, or half a request, keep no browser out.
/// </summary>
internal sealed class OpenConnections
{
    /// <summary>Connections at most; a browser opens six.</summary>
    public const int Max = 1024;

    private readonly Lock _changing = new();

    // By age; and all by id, with the place of those that are strangers.
    private readonly LinkedList<ConnectionContext> _strangers = [];
    private readonly Dictionary<string, LinkedListNode<ConnectionContext>?> _open = new(StringComparer.Ordinal);

    /// <summary>Serves a connection up to its end.</summary>
    public async Task ServeAsync(ConnectionContext connection, ConnectionDelegate next)
    {
        ConnectionContext? leaves = Take(connection);
        leaves?.Abort(new ConnectionAbortedException($"more than {Max} connections"));
        if (leaves == connection)
        {
            return;
        }

        try
        {
            await next(connection).ConfigureAwait(false);
        }
        finally
        {
            lock (_changing)
            {
                Forget(connection.ConnectionId);
            }
        }
    }

    /// <summary>A request on this connection had the token.</summary>
    public void Know(string connection)
    {
        lock (_changing)
        {
            // One that had to go while its request came in is no more.
            if (_open.ContainsKey(connection))
            {
                Forget(connection);
                _open[connection] = null;
            }
        }
    }

    /// <summary>Takes a connection in.</summary>
    /// <returns>The one that has to go for it, or the new one itself; null: there is room.</returns>
    private ConnectionContext? Take(ConnectionContext connection)
    {
        lock (_changing)
        {
            ConnectionContext? leaves = null;
            if (_open.Count >= Max)
            {
                if (_strangers.First is not { } oldest)
                {
                    return connection;
                }

                leaves = oldest.Value;
                Forget(leaves.ConnectionId);
            }

            _open[connection.ConnectionId] = _strangers.AddLast(connection);
            return leaves;
        }
    }

    private void Forget(string connection)
    {
        if (_open.Remove(connection, out LinkedListNode<ConnectionContext>? node) && node is not null)
        {
            _strangers.Remove(node);
        }
    }
}
