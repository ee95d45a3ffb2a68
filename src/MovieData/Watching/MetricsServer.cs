using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace MovieData.Watching;

/// <summary>
/// Answers <c>GET /metrics</c> with a text and everything else with 404: enough HTTP for Prometheus, and no more. It
/// takes nothing from a request but the path, and at most <see cref="AtOnceMax"/> at once, each within seconds.
/// </summary>
public sealed class MetricsServer : IAsyncDisposable
{
    /// <summary>Requests that are answered at once; others wait with the system.</summary>
    public const int AtOnceMax = 4;

    /// <summary>Bytes of a request that are read.</summary>
    private const int RequestBytesMax = 8192;

    private static readonly TimeSpan RequestMax = TimeSpan.FromSeconds(5);

    private readonly TcpListener _listener;
    private readonly Func<string> _text;
    private readonly CancellationTokenSource _stop = new();
    private readonly SemaphoreSlim _room = new(AtOnceMax);
    private readonly Task _serving;

    /// <summary>Begins to answer.</summary>
    /// <param name="address">Where it listens; port 0: any that is free.</param>
    /// <param name="text">The metrics of now.</param>
    /// <exception cref="MovieDataException">The address cannot be used.</exception>
    public MetricsServer(IPEndPoint address, Func<string> text)
    {
        _text = text;
        _listener = new TcpListener(address);
        try
        {
            _listener.Start(backlog: AtOnceMax);
        }
        catch (SocketException error)
        {
            throw new MovieDataException(
                $"--metrics {address}: nothing can listen there ({error.Message}): give another port", error);
        }

        _serving = Task.Run(ServeAsync);
    }

    /// <summary>Where it listens.</summary>
    public IPEndPoint Address => (IPEndPoint)_listener.LocalEndpoint;

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        await _serving.ConfigureAwait(false);

        // Only now: a listener that is gone before it was first asked for a client says that it never listened.
        _listener.Dispose();

        // Requests under way end by the cancellation, each within a moment.
        for (int i = 0; i < AtOnceMax; i++)
        {
            await _room.WaitAsync().ConfigureAwait(false);
        }

        _room.Dispose();
        _stop.Dispose();
    }

    private async Task ServeAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                await _room.WaitAsync(_stop.Token).ConfigureAwait(false);
                try
                {
                    Socket client = await _listener.AcceptSocketAsync(_stop.Token).ConfigureAwait(false);
                    _ = Task.Run(() => AnswerAsync(client));
                }
                catch
                {
                    _room.Release();
                    throw;
                }
            }
            catch (SocketException)
            {
                // The client went away before it was taken, or there are no descriptors left for a moment.
                await Task.Delay(100).ConfigureAwait(false);
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }

    private async Task AnswerAsync(Socket client)
    {
        try
        {
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token);
            limit.CancelAfter(RequestMax);
            using var stream = new NetworkStream(client, ownsSocket: true);
            string request = await RequestAsync(stream, limit.Token).ConfigureAwait(false);
            string[] words = request.Split("\r\n", 2)[0].Split(' ');
            bool isOurs = words.Length == 3 && words[0] == "GET" && words[1].Split('?')[0] == "/metrics";
            byte[] body = Encoding.UTF8.GetBytes(isOurs ? _text() : "GET /metrics\n");
            string head = string.Create(
                CultureInfo.InvariantCulture,
                $"HTTP/1.1 {(isOurs ? "200 OK" : "404 Not Found")}\r\nContent-Type: {ExpositionText.ContentType}\r\n"
                + $"Content-Length: {body.Length}\r\nConnection: close\r\n\r\n");
            await stream.WriteAsync((byte[])[.. Encoding.ASCII.GetBytes(head), .. body], limit.Token)
                .ConfigureAwait(false);
            client.Shutdown(SocketShutdown.Send);

            // What the client still sends is read, or its end of the connection could drop our answer.
            await stream.ReadAsync(new byte[RequestBytesMax], limit.Token).ConfigureAwait(false);
        }
        catch (Exception error) when (error is IOException or SocketException or OperationCanceledException)
        {
            // Nobody waits for the answer any more, or they took too long to ask.
        }
        finally
        {
            client.Dispose();
            _room.Release();
        }
    }

    // The head of a request, or as much of it as there is room for.
    private static async Task<string> RequestAsync(NetworkStream stream, CancellationToken cancel)
    {
        byte[] buffer = new byte[RequestBytesMax];
        for (int length = 0; length < buffer.Length;)
        {
            int read = await stream.ReadAsync(buffer.AsMemory(length), cancel).ConfigureAwait(false);
            length += read;
            string text = Encoding.ASCII.GetString(buffer, 0, length);
            if (read == 0 || text.Contains("\r\n\r\n", StringComparison.Ordinal))
            {
                return text;
            }
        }

        return "";
    }
}
