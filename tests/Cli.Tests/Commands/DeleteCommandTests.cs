using Microsoft.AspNetCore.Http;
using LocalPods.Cli.Commands;

namespace LocalPods.Cli.Tests.Commands;

public sealed class DeleteCommandTests : CommandTest
{
    private const string Path = "/api/v1/namespaces/default/pods/web";
    private const string Delete = "DELETE " + Path;
    private const string Watch = "GET /api/v1/namespaces/default/pods?fieldSelector=metadata.name%3Dweb&resourceVersion=9&watch=true";
    private const string Ending = """{"kind":"Pod","metadata":{"name":"web","uid":"u1","resourceVersion":"9"}}""";
    private const string Gone = """{"kind":"Status","status":"Success","details":{"name":"web","kind":"pods","uid":"u1"}}""";

    private const string Warning =
        "Warning: Immediate deletion does not wait for confirmation that the running resource has been terminated. " +
        "The resource may continue to run on the cluster indefinitely.\n";

    private TimeProvider _clock = TimeProvider.System;

    private static string Event(string type, string uid = "u1") => $$$$"""{"type":"{{{{type}}}}","object":{"metadata":{"name":"web","uid":"{{{{uid}}}}"}}}""";

    [Fact]
    public void A_graceful_delete_is_told_and_waited_for_by_watching()
    {
        Api.On(Delete, Ending).OnWatch(Watch, Event("MODIFIED"), Event("DELETED"));
        Run("delete", "pod", "web").ShouldBe(new(0, "pod \"web\" deleted from default namespace\n", ""));
        Api.Requests.ShouldBe([Delete, Watch]);
        Api.Bodies.ShouldBe(["""{"kind":"DeleteOptions","apiVersion":"v1","propagationPolicy":"Background"}"""]);
    }

    [Fact]
    public void Another_object_of_the_name_ends_the_wait()
    {
        Api.On(Delete, Ending).OnWatch(Watch, Event("ADDED", "u2"));
        Run("delete", "pod/web").Code.ShouldBe(0);
    }

    [Fact]
    public void A_watch_that_ended_early_is_followed_by_a_look_and_another_watch()
    {
        var later = Ending.Replace("\"9\"", "\"12\"", StringComparison.Ordinal);
        Api.On(Delete, Ending)
            .OnWatch(Watch, $$"""{"type":"ERROR","object":{{FakeApi.StatusJson(410, "Expired", "too old")}}}""")
            .On("GET " + Path, later)
            .OnWatch(Watch.Replace("=9", "=12", StringComparison.Ordinal), Event("DELETED"));
        Run("delete", "pod", "web").Code.ShouldBe(0);
        Api.Requests.Count.ShouldBe(4);
    }

    [Fact]
    public void A_pod_that_takes_long_says_why_on_stderr_each_reason_once()
    {
        const string Notices = "GET /api/v1/namespaces/default/events?fieldSelector=involvedObject.kind%3DPod%2Creason%3DSlowStop";
        const string Still = """{"involvedObject":{"name":"web","uid":"u1"},"message":"Still stopping after 2.0 s: container a: preStop running for 2.0 s"}""";
        const string Earlier = """{"involvedObject":{"name":"web","uid":"u0"},"message":"Stopping took 9.0 s"}""";
        const string Took = """{"involvedObject":{"name":"web","uid":"u1"},"message":"Stopping took 4.1 s: container a: preStop took 4.0 s"}""";
        _clock = Clock;
        Api.On(Delete, Ending)
            .OnWatch(Notices + "&watch=true", $$"""{"type":"ADDED","object":{{Earlier}}}""", $$"""{"type":"ADDED","object":{{Still}}}""")
            .On(Notices, $$"""{"items":[{{Earlier}},{{Still}},{{Took}}]}""")
            .On(Watch, async http =>
            {
                Clock.Advance(TimeSpan.FromSeconds(2));
                await http.Response.WriteAsync(Event("DELETED") + "\n", http.RequestAborted);
            });
        Run("delete", "pod", "web").ShouldBe(new(
            0,
            "pod \"web\" deleted from default namespace\n",
            "pod/web: still stopping after 2.0 s: container a: preStop running for 2.0 s\npod/web: stopping took 4.1 s: container a: preStop took 4.0 s\n"));
    }

    [Fact]
    public void A_timeout_ends_the_wait_with_an_error()
    {
        _clock = new ImpatientClock();
        Api.On(Delete, Ending).On("GET " + Path, Ending).On(Watch, async http =>
        {
            await http.Response.Body.FlushAsync();
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, http.RequestAborted);
        });
        Run("delete", "pod", "web", "--timeout=5s").ShouldBe(
            new(1, "pod \"web\" deleted from default namespace\n", "error: timed out waiting for the condition on pods/web\n"));
    }

    [Fact]
    [Trait("spec", "PL-58")]
    public void Force_warns_and_does_not_wait()
    {
        var manifest = Manifest("web.yml", "apiVersion: v1\nkind: Pod\nmetadata: {name: web}\nspec: {containers: [{name: a, imag: x}]}\n");
        Api.On(Delete, Gone);
        Run("delete", "-f", manifest, "--grace-period=0", "--force").ShouldBe(new(0, "pod \"web\" force deleted from default namespace\n", Warning));
        Run("delete", "pod", "web", "--force").ShouldBe(new(0, "pod \"web\" force deleted from default namespace\n", Warning));
        Api.Bodies.ShouldAllBe(b => b.Contains("\"gracePeriodSeconds\":0"));
        Api.Requests.ShouldBe([Delete, Delete]);
    }

    [Theory]
    [Trait("spec", "PL-57")]
    [InlineData("--grace-period=0", ",\"gracePeriodSeconds\":1,")]
    [InlineData("--now", ",\"gracePeriodSeconds\":1,")]
    [InlineData("--grace-period=7", ",\"gracePeriodSeconds\":7,")]
    [InlineData("--grace-period=-1", "\"v1\",\"propagationPolicy\"")]
    [InlineData("--cascade=orphan", "\"propagationPolicy\":\"Orphan\"")]
    [InlineData("--cascade", "\"propagationPolicy\":\"Background\"")]
    [InlineData("--dry-run=server", ",\"dryRun\":[\"All\"]")]
    public void Flags_become_delete_options(string flag, string sent)
    {
        Api.On(Delete, Gone);
        Run("delete", "pod", "web", flag).Code.ShouldBe(0);
        Api.Bodies[0].ShouldContain(sent);
    }

    [Theory]
    [InlineData("delete pod web --now --grace-period=3", "--now and --grace-period cannot be specified together")]
    [InlineData("delete pod web --force --grace-period=3", "--force and --grace-period greater than 0 cannot be specified together")]
    [InlineData("delete pods --all -l a=b", "setting 'all' parameter but found a non empty selector. ")]
    [InlineData("delete pods x --all", "name cannot be provided when a selector is specified")]
    [InlineData("delete pods", "resource(s) were provided, but no name was specified")]
    [InlineData("delete pod web --cascade=foo", "invalid cascade value (foo). Must be \"background\", \"foreground\", or \"orphan\"")]
    [InlineData("delete pod web -o wide", "unexpected -o output mode: wide. We only support '-o name'")]
    [InlineData("delete -f x web", "when paths, URLs, or stdin is provided as input, you may not specify resource arguments as well")]
    public void Flags_that_do_not_fit_together_are_refused_in_kubectls_words(string line, string error)
    {
        Run(line.Split(' ')).ShouldBe(new(1, "", $"error: {error}\n"));
        Api.Requests.ShouldBeEmpty();
    }

    [Fact]
    public void Nothing_to_delete_is_refused_with_what_could_be_given() =>
        Run("delete").ShouldBe(new(1, "", """
            error: You must provide one or more resources by argument or filename.
            Example resource specifications include:
               '-f rsrc.yaml'
               '--filename=rsrc.json'
               '<resource> <name>'
               '<resource>'

            """));

    [Fact]
    public void A_missing_object_is_an_error_unless_it_may_be_ignored()
    {
        Api.NotFound(Delete, "pods", "web");
        Run("delete", "pod", "web").ShouldBe(new(1, "", "Error from server (NotFound): pods \"web\" not found\n"));
        Run("delete", "pod", "web", "--ignore-not-found").ShouldBe(new(0, "", ""));
    }

    [Fact]
    public void Everything_a_selector_leaves_is_deleted_one_by_one()
    {
        Api.On("GET /api/v1/namespaces/default/pods?labelSelector=app%3Dweb", """{"items":[{"metadata":{"name":"web","namespace":"default"}},{"metadata":{"name":"db","namespace":"default"}}]}""")
            .On(Delete, Gone).NotFound("DELETE /api/v1/namespaces/default/pods/db", "pods", "db")
            .On("GET /api/v1/pods", """{"items":[{"metadata":{"name":"x","namespace":"other"}}]}""").On("DELETE /api/v1/namespaces/other/pods/x", Gone)
            .On("GET /api/v1/namespaces/default/pods", """{"items":[]}""");
        Run("delete", "pods", "-l", "app=web").ShouldBe(new(0, "pod \"web\" deleted from default namespace\n", ""));
        Run("delete", "pods", "--all", "-A", "-o", "name").ShouldBe(new(0, "pod/x\n", ""));
        Run("delete", "pods", "--all").ShouldBe(new(0, "No resources found\n", ""));
    }

    [Fact]
    public void An_object_without_namespace_is_told_without_one()
    {
        Api.On("DELETE /api/v1/namespaces/shop", Gone);
        Run("delete", "ns", "shop").Output.ShouldBe("namespace \"shop\" deleted\n");
    }

    [Fact]
    public void No_wait_returns_at_once_and_a_dry_run_only_looks()
    {
        Api.On(Delete, Ending).On("GET " + Path, Ending);
        Run("delete", "pod", "web", "--wait=false").Code.ShouldBe(0);
        Run("delete", "pod", "web", "--dry-run=client").Output.ShouldBe("pod \"web\" deleted from default namespace (dry run)\n");
        Api.Requests.ShouldBe([Delete, "GET " + Path]);
    }

    private protected override CliEnvironment Environment(Stream output, TextWriter error, Stream errorBytes, string input) =>
        base.Environment(output, error, errorBytes, input) with { Clock = _clock };

    /// <summary>Every timer is due as soon as it is set.</summary>
    private sealed class ImpatientClock : TimeProvider
    {
        private DateTimeOffset _now = DateTimeOffset.UnixEpoch;

        public override DateTimeOffset GetUtcNow() => _now;

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            _now += dueTime;
            callback(state);
            return System.CreateTimer(_ => { }, null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        }
    }
}
