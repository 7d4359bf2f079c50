using System.Globalization;
using System.Text;

namespace LocalPods.Cli.Client;

/// <summary>HTTP/1.1 over one connection, one exchange at a time, blocking.</summary>
/// <param name="connection">Disposed with this.</param>
/// <param name="dialer">Who made it: knows what each request carries.</param>
internal sealed class HttpConnection(IConnection connection, IDialer dialer) : IDisposable
{
    private readonly HttpReader _reader = new(connection.Stream);

    /// <summary>Cuts the connection from any thread.</summary>
    public void Abort() => connection.Abort();

    /// <summary>Sends the request and reads the answer's header. The body must be read to its end before the next exchange.</summary>
    public HttpAnswer Exchange(ApiRequest request)
    {
        var body = request.Body ?? [];
        var about = body.Length > 0 || request.Method is "POST" or "PUT" or "PATCH"
            ? string.Create(CultureInfo.InvariantCulture, $"Content-Type: {request.ContentType}\r\nContent-Length: {body.Length}\r\n")
            : "";
        var header = Encoding.UTF8.GetBytes(
            $"{request.Method} {dialer.PathPrefix}{request.Target} HTTP/1.1\r\nHost: {dialer.Host}\r\nUser-Agent: localpods\r\nAccept: {request.Accept}\r\n{dialer.Credentials}{about}{request.ExtraHeaders}\r\n");
        connection.Stream.Write(header);
        if (body.Length > 0)
        {
            connection.Stream.Write(body);
        }

        return ReadAnswer();
    }

    /// <summary>The connection after it switched to another protocol; bytes read too far are given back first.</summary>
    public Stream IntoStream() => new RestThenStream(_reader.TakeRest(), connection.IntoDuplexStream());

    public void Dispose() => connection.Dispose();

    private HttpAnswer ReadAnswer()
    {
        var status = _reader.ReadLine();
        if (!status.StartsWith("HTTP/1.", StringComparison.Ordinal) || status.Length < 12
            || !int.TryParse(status.AsSpan(9, 3), NumberStyles.None, CultureInfo.InvariantCulture, out var code))
        {
            throw new IOException($"whoever listens on {dialer.Address} does not speak HTTP: \"{status}\"");
        }

        var headers = new List<(string Name, string Value)>();
        long? length = null;
        var chunked = false;
        while (_reader.ReadLine() is { Length: > 0 } line)
        {
            var colon = line.IndexOf(':', StringComparison.Ordinal);
            if (colon <= 0)
            {
                continue;
            }

            var (name, value) = (line[..colon], line[(colon + 1)..].Trim());
            headers.Add((name, value));
            if (name.Equals("Content-Length", StringComparison.OrdinalIgnoreCase))
            {
                length = long.Parse(value, NumberStyles.None, CultureInfo.InvariantCulture);
            }
            else if (name.Equals("Transfer-Encoding", StringComparison.OrdinalIgnoreCase))
            {
                chunked = value.Equals("chunked", StringComparison.OrdinalIgnoreCase);
            }
        }

        var bodiless = code is 204 or 304 or (>= 100 and < 200);
        return new HttpAnswer(code, headers, new HttpBody(_reader, bodiless ? 0 : length, chunked && !bodiless));
    }
}
