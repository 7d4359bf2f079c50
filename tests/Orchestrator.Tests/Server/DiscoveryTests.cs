using LocalPods.Orchestrator.Explaining;
using LocalPods.Orchestrator.Images;
using LocalPods.Orchestrator.Probes;
using LocalPods.Orchestrator.Server.Daemon;

namespace LocalPods.Orchestrator.Tests.Server;

public sealed class DiscoveryTests
{
    [Fact]
    [Trait("spec", "API-02")]
    public async Task The_kinds_of_the_core_group_are_listed()
    {
        await using var api = await ApiHost.StartAsync();
        var answer = await api.GetAsync("/api/v1");
        Golden.Check("discovery-core", Indented(answer));
    }

    [Fact]
    [Trait("spec", "API-01")]
    public async Task Versions_and_groups_are_listed()
    {
        await using var api = await ApiHost.StartAsync();
        (await api.GetAsync("/api")).Text.ShouldBe("""{"kind":"APIVersions","versions":["v1"],"serverAddressByClientCIDRs":[{"clientCIDR":"0.0.0.0/0","serverAddress":"localhost"}]}""");
        var groups = (await api.GetAsync("/apis")).Text;
        groups.ShouldStartWith("""{"kind":"APIGroupList","apiVersion":"v1","groups":[""");
        groups.ShouldContain("""{"name":"apiextensions.k8s.io","versions":[{"groupVersion":"apiextensions.k8s.io/v1","version":"v1"}],"preferredVersion":{"groupVersion":"apiextensions.k8s.io/v1","version":"v1"}}""");
        (await api.GetAsync("/apis/authentication.k8s.io")).Text.ShouldBe(
            """{"kind":"APIGroup","apiVersion":"v1","name":"authentication.k8s.io","versions":[{"groupVersion":"authentication.k8s.io/v1","version":"v1"},{"groupVersion":"authentication.k8s.io/v1beta1","version":"v1beta1"}],"preferredVersion":{"groupVersion":"authentication.k8s.io/v1","version":"v1"}}""");
        (await api.GetAsync("/apis/nonsense")).Code.ShouldBe(404);
        (await api.GetAsync("/apis/nonsense/v1")).Code.ShouldBe(404);
    }

    [Fact]
    [Trait("spec", "API-06")]
    public async Task The_version_is_made_of_strings()
    {
        await using var api = await ApiHost.StartAsync();
        var version = (await api.GetAsync("/version")).Json;
        version["major"]!.GetValue<string>().ShouldBe("1");
        version["minor"]!.GetValue<string>().ShouldBe("33");
        version["gitVersion"]!.GetValue<string>().ShouldMatch(@"^v1\.33\.\d+\+localpods-");
    }

    [Theory]
    [InlineData("/healthz", 200, "ok")]
    [InlineData("/livez", 200, "ok")]
    [InlineData("/readyz", 200, "ok")]
    [InlineData("/readyz?verbose", 200, "[+]ping ok\n[+]engine ok\nreadyz check passed\n")]
    [InlineData("/readyz/engine", 200, "ok")]
    [InlineData("/readyz/nonsense", 404, "404 page not found\n")]
    [InlineData("/nonsense", 404, "404 page not found\n")]
    [InlineData("/localpods/status", 404, "404 page not found\n")]
    [Trait("spec", "API-07")]
    public async Task Health_is_plain_text(string path, int code, string text)
    {
        await using var api = await ApiHost.StartAsync();
        var answer = await api.GetAsync(path);
        (answer.Code, answer.Text).ShouldBe((code, text));
        answer.ContentType.ShouldBe("text/plain; charset=utf-8");
    }

    [Fact]
    public async Task The_daemon_tells_of_itself_and_can_be_told_to_go()
    {
        var told = new TaskCompletionSource();
        var daemon = new DaemonEndpoints
        {
            StatusAsync = _ => Task.FromResult(new DaemonStatus(7, "0.1.0", "default", "/s", new HttpsStatus("https://127.0.0.1:7443", null), "/db", new EngineStatus("available", "docker", "20.10.24", "1.41", null), 3, 60, new ProbeStarts(2, [new ProbeLateness(1, 2)]))),
            Shutdown = () => told.TrySetResult(),
            Pulls = new PullBoard(TimeProvider.System),
            History = (_, _, _) => null,
            CheckAsync = (_, _) => throw new InvalidOperationException("nobody checks"),
            ExplainAsync = (ns, pod, _) => Task.FromResult(pod == "web" ? new Explanation(ns, pod, Ready: false, "is not Ready") { Cause = new RootCause(CauseCode.Crashed, "it ended", "mend it") } : null),
        };
        await using var api = await ApiHost.StartAsync(TimeProvider.System, daemon);
        (await api.GetAsync("/localpods/status")).Text.ShouldBe(
            """{"pid":7,"version":"0.1.0","instance":"default","socket":"/s","https":{"server":"https://127.0.0.1:7443"},"store":"/db","engine":{"state":"available","name":"docker","version":"20.10.24","apiVersion":"1.41"},"pods":3,"uptimeSeconds":60,"probes":{"started":2,"lateness":[{"withinMilliseconds":1,"started":2}]}}""");
        (await api.GetAsync("/localpods/namespaces/shop/pods/web/why")).Text.ShouldBe(
            """{"namespace":"shop","pod":"web","ready":false,"summary":"is not Ready","chain":[],"cause":{"code":"Crashed","says":"it ended","fix":"mend it"},"also":[],"notKnown":[]}""");
        (await api.GetAsync("/localpods/namespaces/shop/pods/nobody/why")).Message.ShouldBe("pods \"nobody\" not found");
        (await api.PostAsync("/localpods/shutdown", "")).Text.ShouldBe("{}");
        await told.Task.WaitAsync(Patience.Limit, TimeProvider.System); // called once the answer is on its way
    }

    [Fact]
    public async Task Pulls_are_told_once_or_again_after_each_change()
    {
        var board = new PullBoard(TimeProvider.System);
        var daemon = new DaemonEndpoints
        {
            StatusAsync = _ => throw new InvalidOperationException("nobody asks"),
            Shutdown = () => { },
            Pulls = board,
            History = (_, _, _) => null,
            CheckAsync = (_, _) => throw new InvalidOperationException("nobody checks"),
            ExplainAsync = (_, _, _) => Task.FromResult<Orchestrator.Explaining.Explanation?>(null),
        };
        await using var api = await ApiHost.StartAsync(TimeProvider.System, daemon);
        (await api.GetAsync("/localpods/pulls")).Text.ShouldBe("""{"pulls":[]}""");
        using var answer = await api.Client.GetAsync(new Uri("/localpods/pulls?watch=true", UriKind.Relative), HttpCompletionOption.ResponseHeadersRead);
        using var lines = new StreamReader(await answer.Content.ReadAsStreamAsync());
        (await lines.ReadLineAsync()).ShouldBe("""{"type":"MODIFIED","object":{"pulls":[]}}""");
        board.Begin("app:1").End("no such image");
        var told = System.Text.Json.JsonElement.Parse((await lines.ReadLineAsync())!).GetProperty("object").GetProperty("pulls")[0];
        (told.GetProperty("image").GetString(), told.GetProperty("phase").GetString(), told.GetProperty("message").GetString()).ShouldBe(("app:1", "Failed", "no such image"));
    }

    [Fact]
    [System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
    public async Task Only_this_user_can_open_the_socket()
    {
        await using var api = await ApiHost.StartAsync();
        File.GetUnixFileMode(api.SocketPath).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        File.GetUnixFileMode(Path.GetDirectoryName(api.SocketPath)!).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    private static string Indented(ApiAnswer answer) => answer.Json.ToJsonString(new() { WriteIndented = true }) + "\n";
}
