using System.Net.Sockets;
using System.Text;
using LocalPods.Cli.Client;

namespace LocalPods.Cli.Tests.Client;

/// <summary>The command's own HTTP client against bytes as servers send them, and as broken ones do.</summary>
public sealed class HttpConnectionTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("lp-").FullName;

    public static TheoryData<string, string, string> Answers() => new()
    {
        { "with a length", "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello", "hello" },
        { "in chunks", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhe\r\n3;x=y\r\nllo\r\n0\r\nTrailer: 1\r\n\r\n", "hello" },
        { "until the end", "HTTP/1.1 200 OK\r\n\r\nhello", "hello" },
        { "without a body", "HTTP/1.1 204 No Content\r\n\r\n", "" },
        { "with a name in other letters", "HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nhi", "hi" },
        { "with bare line ends", "HTTP/1.1 200 OK\nContent-Length: 2\n\nhi", "hi" },
    };

    [Theory]
    [MemberData(nameof(Answers))]
    public void A_body_is_read_however_its_length_is_told(string what, string answer, string body)
    {
        foreach (var pieces in (int[])[int.MaxValue, 1])
        {
            Exchange(answer, pieces, a => Encoding.UTF8.GetString(a.Body.ReadToEnd())).ShouldBe(body, what);
        }
    }

    [Theory]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhello")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n9\r\nhello")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Len")]
    [InlineData("")]
    public void An_answer_cut_short_is_an_error_and_never_half_a_body(string answer) =>
        Should.Throw<IOException>(() => Exchange(answer, int.MaxValue, a => a.Body.ReadToEnd()));

    [Fact]
    public void Whoever_does_not_speak_HTTP_is_named_so() =>
        Should.Throw<IOException>(() => Exchange("SSH-2.0-OpenSSH\r\n", int.MaxValue, a => a.Code)).Message.ShouldContain("does not speak HTTP");

    [Fact]
    public void A_header_without_end_is_given_up()
    {
        var endless = "HTTP/1.1 200 OK\r\nX: " + new string('x', 200_000);
        Should.Throw<IOException>(() => Exchange(endless, int.MaxValue, a => a.Code));
    }

    [Fact]
    public void One_connection_carries_several_exchanges()
    {
        using var server = Listen(out var path);
        using var connection = Connect(path);
        using var accepted = server.Accept();
        foreach (var text in (string[])["one", "two"])
        {
            accepted.Send(Encoding.ASCII.GetBytes($"HTTP/1.1 200 OK\r\nContent-Length: {text.Length}\r\n\r\n{text}"));
            Encoding.ASCII.GetString(connection.Exchange(new ApiRequest("GET", "/" + text)).Body.ReadToEnd()).ShouldBe(text);
        }

        var received = new byte[4096];
        var request = Encoding.ASCII.GetString(received, 0, accepted.Receive(received));
        request.ShouldStartWith("GET /one HTTP/1.1\r\nHost: localhost\r\n");
    }

    [Fact]
    public async Task A_blocked_read_ends_when_the_connection_is_cut()
    {
        using var server = Listen(out var path);
        using var socket = UnixSocket.TryConnect(path)!;
        var reading = Task.Run(() => socket.Stream.Read(new byte[1]));
        socket.Abort();
        (await reading).ShouldBe(0);
    }

    [Fact]
    public void Nobody_listening_is_no_connection()
    {
        UnixSocket.TryConnect(Path.Combine(_folder, "none.sock")).ShouldBeNull();
        Listen(out var path).Dispose();
        UnixSocket.TryConnect(path).ShouldBeNull();
    }

    [Fact]
    public void Lines_of_a_watch_may_come_in_any_pieces()
    {
        const string Lines = """
            {"type":"ADDED","object":{"metadata":{"name":"a"}}}
            {"type":"MODIFIED","object":{"metadata":{"name":"b"}}}

            """;
        var big = Lines.Replace("\"a\"", $"\"{new string('a', 100_000)}\"", StringComparison.Ordinal);
        foreach (var (text, piece) in ((string, int)[])[(Lines, 1), (Lines, 7), (big, 1000), (big, int.MaxValue)])
        {
            WatchStream.Read(new Piecewise(Encoding.UTF8.GetBytes(text), piece)).Select(e => e.Type).ShouldBe(["ADDED", "MODIFIED"]);
        }
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static HttpConnection Connect(string path) => new(UnixSocket.TryConnect(path)!, new SocketDialer(new InstancePaths("default", "", path)));

    private T Exchange<T>(string answer, int piece, Func<HttpAnswer, T> use)
    {
        using var server = Listen(out var path);
        using var connection = Connect(path);
        var answering = Task.Run(() =>
        {
            using var accepted = server.Accept();
            var bytes = Encoding.ASCII.GetBytes(answer);
            accepted.Receive(new byte[4096]);
            for (var at = 0; at < bytes.Length; at += Math.Min(piece, bytes.Length))
            {
                accepted.Send(bytes.AsSpan(at, Math.Min(piece, bytes.Length - at)));
            }
        });
        try
        {
            return use(connection.Exchange(new ApiRequest("GET", "/")));
        }
        finally
        {
            connection.Dispose();
            answering.ContinueWith(_ => { }, TaskScheduler.Default).GetAwaiter().GetResult();
            File.Delete(path);
        }
    }

    private Socket Listen(out string path)
    {
        path = Path.Combine(_folder, "s.sock");
        var server = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        server.Bind(new UnixDomainSocketEndPoint(path));
        server.Listen();
        return server;
    }

    private sealed class Piecewise(byte[] bytes, int piece) : MemoryStream(bytes)
    {
        public override int Read(byte[] buffer, int offset, int count) => base.Read(buffer, offset, Math.Min(count, piece));
    }
}
