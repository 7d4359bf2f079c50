using System.Text.Json.Nodes;

namespace LocalPods.Orchestrator.Tests.Server.Spdy;

public sealed class SpdyExecTests
{
    private const string Exec = StreamTests.Pod + "/exec?stdout=true&command=do";

    [Fact]
    [Trait("spec", "API-51")]
    [Trait("spec", "API-53")]
    public async Task A_command_runs_with_its_output_and_its_exit_code()
    {
        await using var api = await ApiHost.StartAsync();
        await StreamTests.StartAsync(api, ContainerBehaviour.Answers(_ => new ExecOutcome(7, "out\n")));
        await using var client = await SpdyClient.ConnectAsync(api, Exec + "&stdin=true", "v5.channel.k8s.io", "v4.channel.k8s.io");
        client.Head.ShouldStartWith("HTTP/1.1 101 ");
        client.Head.ShouldContain("Upgrade: SPDY/3.1\r\n");
        client.Head.ShouldContain("X-Stream-Protocol-Version: v5.channel.k8s.io\r\n");
        await client.SendAsync([0x80, 0x03, 0x00, 0x06, 0, 0, 0, 4, 0, 0, 0, 9]);
        (await client.ReadAsync()).ShouldBe("ping 9");
        await client.OpenAsync(1, "error");
        (await client.ReadAsync()).ShouldBe("reply 1");
        await client.OpenAsync(3, "stdin");
        (await client.ReadAsync()).ShouldBe("reply 3");
        await client.OpenAsync(5, "stdout");
        (await client.ReadAsync()).ShouldBe("reply 5");
        (await client.ReadAsync()).ShouldBe("data 5 out\n");
        (await client.ReadAsync()).ShouldBe("end 5");
        var status = (await client.ReadAsync()).ShouldNotBeNull();
        status.ShouldStartWith("data 1 ");
        JsonNode.Parse(status[7..])!["details"]!["causes"]![0]!["message"]!.GetValue<string>().ShouldBe("7");
        (await client.ReadAsync()).ShouldBe("end 1");
        (await client.ReadAsync()).ShouldBe("goaway");
    }

    [Fact]
    public async Task Input_reaches_the_command_and_its_end_ends_it()
    {
        await using var api = await ApiHost.StartAsync();
        await StreamTests.StartAsync(api, ContainerBehaviour.Answers(_ => new ExecOutcome(0) { EchoesStdin = true }));
        await using var client = await SpdyClient.ConnectAsync(api, Exec + "&stdin=true", "v4.channel.k8s.io");
        await client.OpenAsync(1, "error");
        await client.OpenAsync(3, "stdin");
        await client.OpenAsync(5, "stdout");
        (await client.ReadAsync(), await client.ReadAsync(), await client.ReadAsync()).ShouldBe(("reply 1", "reply 3", "reply 5"));
        await client.DataAsync(3, "hello", last: false);
        (await client.ReadAsync()).ShouldBe("data 5 hello");
        await client.DataAsync(3, "", last: true);
        (await client.ReadAsync()).ShouldBe("end 5");
        (await client.ReadAsync()).ShouldBe("""data 1 {"apiVersion":"v1","kind":"Status","metadata":{},"status":"Success"}""");
    }

    [Fact]
    public async Task Many_sessions_at_once_each_get_their_own_and_one_whose_client_leaves_disturbs_none()
    {
        await using var api = await ApiHost.StartAsync();
        await StreamTests.StartAsync(api, ContainerBehaviour.Answers(_ => new ExecOutcome(0) { EchoesStdin = true }));
        var clients = await Task.WhenAll(Enumerable.Range(0, 60).Select(_ => SpdyClient.ConnectAsync(api, Exec + "&stdin=true", "v4.channel.k8s.io")));
        await Task.WhenAll(clients.Select(async (client, i) =>
        {
            foreach (var (id, type) in new[] { (1u, "error"), (3u, "stdin"), (5u, "stdout") })
            {
                await client.OpenAsync(id, type);
                (await client.ReadAsync()).ShouldBe($"reply {id}");
            }

            await client.DataAsync(3, $"session {i}", last: false);
            (await client.ReadAsync()).ShouldBe($"data 5 session {i}");
            if (i % 6 == 0)
            {
                await client.DisposeAsync();
            }
        }));
        foreach (var client in clients.Where((_, i) => i % 6 != 0))
        {
            await client.DataAsync(3, "more", last: true);
            (await client.ReadAsync(), await client.ReadAsync()).ShouldBe(("data 5 more", "end 5"));
            (await client.ReadAsync()).ShouldNotBeNull().ShouldContain("\"Success\"");
            await client.DisposeAsync();
        }
    }

    [Fact]
    public async Task A_container_that_goes_ends_the_session()
    {
        await using var api = await ApiHost.StartAsync();
        var id = await StreamTests.StartAsync(api, new ContainerBehaviour { EchoesStdin = true });
        await using var client = await SpdyClient.ConnectAsync(api, StreamTests.Pod + "/attach?stdin=true&stdout=true", "v4.channel.k8s.io");
        foreach (var (stream, type) in new[] { (1u, "error"), (3u, "stdin"), (5u, "stdout") })
        {
            await client.OpenAsync(stream, type);
            (await client.ReadAsync()).ShouldBe($"reply {stream}");
        }

        await api.Runtime.StopContainerAsync(id, TimeSpan.Zero, CancellationToken.None);
        (await client.ReadAsync()).ShouldBe("end 5");
        (await client.ReadAsync()).ShouldNotBeNull().ShouldStartWith("data 1 ");
        (await client.ReadAsync(), await client.ReadAsync()).ShouldBe(("end 1", "goaway"));
    }

    [Fact]
    public async Task A_terminal_is_told_its_size()
    {
        await using var api = await ApiHost.StartAsync();
        await StreamTests.StartAsync(api, ContainerBehaviour.Answers(_ => new ExecOutcome(0) { EchoesStdin = true }));
        await using var client = await SpdyClient.ConnectAsync(api, Exec + "&stdin=true&tty=true", "v4.channel.k8s.io");
        foreach (var (id, type) in new[] { (1u, "error"), (3u, "stdin"), (5u, "stdout"), (7u, "resize") })
        {
            await client.OpenAsync(id, type);
            (await client.ReadAsync()).ShouldBe($"reply {id}");
        }

        await client.DataAsync(7, """{"Width":80,"Height":24}""" + "\n" + """{"Width":81,""", last: false);
        (await client.ReadAsync()).ShouldBe("data 5 80x24");
        await client.DataAsync(7, """ "Height":25}""", last: false);
        (await client.ReadAsync()).ShouldBe("data 5 81x25");
    }

    [Fact]
    public async Task Versions_nobody_knows_are_refused_with_those_that_are_known()
    {
        await using var api = await ApiHost.StartAsync();
        await StreamTests.StartAsync(api, ContainerBehaviour.RunsForEver);
        await using var client = await SpdyClient.ConnectAsync(api, Exec, "v9.channel.k8s.io");
        client.Head.ShouldStartWith("HTTP/1.1 403 ");
        client.Head.ShouldContain("X-Accepted-Stream-Protocol-Versions: v5.channel.k8s.io\r\n");
        await using var none = await SpdyClient.ConnectAsync(api, Exec);
        none.Head.ShouldStartWith("HTTP/1.1 400 ");
    }

    [Theory]
    [InlineData("800300010000000200000000")] // half a stream
    [InlineData("80030001ffffffff")] // a frame without end
    [InlineData("80030001000000100000000100000000000078f9e3c6a7c2")] // headers cut off
    [InlineData("00000009000000050102030405")] // data of a stream nobody opened
    public async Task Nonsense_ends_the_connection_and_nothing_else(string hex)
    {
        await using var api = await ApiHost.StartAsync();
        await StreamTests.StartAsync(api, ContainerBehaviour.RunsForEver);
        await using (var client = await SpdyClient.ConnectAsync(api, Exec, "v4.channel.k8s.io"))
        {
            client.Head.ShouldStartWith("HTTP/1.1 101 ");
            await client.SendAsync(Convert.FromHexString(hex));
        }

        (await api.GetAsync("/livez")).Code.ShouldBe(200);
    }
}
