namespace LocalPods.Cli.Tests.Completion;

public sealed class CompleteCommandTests : CommandTest
{
    private const string Running = """
        {"kind":"PodList","items":[{"metadata":{"name":"web"}},{"metadata":{"name":"worker"}},{"metadata":{"name":"db"}}]}
        """;

    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        Api.On("GET /api/v1", """{"groupVersion":"v1","resources":[{"name":"pods","kind":"Pod","namespaced":true,"shortNames":["po"]},{"name":"pods/log","kind":"Pod"}]}""")
            .On("GET /apis", """{"groups":[{"name":"apps","preferredVersion":{"groupVersion":"apps/v1"}}]}""")
            .On("GET /apis/apps/v1", """{"groupVersion":"apps/v1","resources":[{"name":"deployments","singularName":"deployment","kind":"Deployment","namespaced":true,"shortNames":["deploy"]}]}""")
            .On("GET /apis/apps/v1/namespaces/default/deployments", """{"items":[{"metadata":{"name":"shop"}}]}""")
            .On("GET /api/v1/namespaces", """{"items":[{"metadata":{"name":"default"}},{"metadata":{"name":"shop"}}]}""")
            .On("GET /api/v1/nodes", """{"items":[{"metadata":{"name":"local"}}]}""")
            .On("GET /api/v1/namespaces/default/pods", Running)
            .On("GET /api/v1/namespaces/shop/pods", """{"items":[{"metadata":{"name":"cart"}}]}""")
            .On("GET /api/v1/namespaces/default/pods/web", """{"metadata":{"name":"web"},"spec":{"initContainers":[{"name":"setup"}],"containers":[{"name":"app"},{"name":"log"}]}}""");
    }

    private string Complete(params string[] words)
    {
        var (code, output, error) = Run(["__complete", .. words]);
        (code, error).ShouldBe((0, ""));
        return string.Join(' ', output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => l.Split('\t')[0]));
    }

    [Theory]
    [InlineData("ge", "get")]
    [InlineData("d", "daemon delete down")]
    [InlineData("x", "")]
    public void A_first_word_is_a_verb(string typed, string expected)
    {
        var found = Complete(typed).Split(' ');
        foreach (var verb in expected.Split(' '))
        {
            found.ShouldContain(verb);
        }
    }

    [Fact]
    public void Verbs_are_explained_and_hidden_ones_are_not_offered()
    {
        Run("__complete", "ge").Output.ShouldBe("get\tDisplay one or many resources\n");
        Complete("_").ShouldBeEmpty();
        Complete("help", "ex").ShouldBe("exec explain expose");
        Complete("help", "exec", "").ShouldBeEmpty();
        Complete("nonsense", "w").ShouldBeEmpty();
    }

    [Fact]
    public void A_pod_whose_events_or_timeline_are_wanted_is_completed()
    {
        Complete("events", "--for", "pod/w").ShouldBe("pod/web pod/worker");
        Complete("events", "--types=W").ShouldBe("--types=Warning");
        Complete("timeline", "w").ShouldBe("web worker");
        Complete("timeline", "web", "-o", "s").ShouldBe("svg");
    }

    [Fact]
    public void Types_come_with_those_the_daemon_adds()
    {
        Complete("get", "").ShouldBe("configmaps deployments.apps events limitranges namespaces nodes pods resourcequotas secrets");
        Complete("get", "p").ShouldBe("pods");
        Complete("get", "pods,n").ShouldBe("pods,namespaces pods,nodes");
        Complete("get", "po,p").ShouldBeEmpty();
    }

    [Fact]
    public void Names_are_those_of_the_type_and_namespace_typed_before()
    {
        Complete("get", "pods", "").ShouldBe("db web worker");
        Complete("get", "po", "w").ShouldBe("web worker");
        Complete("delete", "pod", "web", "w").ShouldBe("worker");
        Complete("describe", "pod", "w").ShouldBe("web worker");
        Complete("get", "-n", "shop", "pods", "").ShouldBe("cart");
        Complete("get", "-nshop", "pods", "").ShouldBe("cart");
        Complete("--namespace=shop", "get", "pods", "").ShouldBe("cart");
        Complete("get", "deploy", "").ShouldBe("shop");
        Complete("get", "pods,nodes", "").ShouldBe("db local web worker");
        Complete("get", "zzz", "").ShouldBeEmpty();
    }

    [Fact]
    public void Names_follow_a_type_and_a_slash()
    {
        Complete("get", "pod/w").ShouldBe("pod/web pod/worker");
        Complete("get", "pod/web", "pod/w").ShouldBe("pod/worker");
        Complete("get", "pod/web", "no").ShouldBe("nodes/");
        Complete("logs", "pod/d").ShouldBe("pod/db");
    }

    [Fact]
    public void Pods_and_their_containers_are_offered_to_logs_and_exec()
    {
        Complete("logs", "w").ShouldBe("web worker");
        Complete("exec", "-it", "d").ShouldBe("db");
        Complete("why", "d").ShouldBe("db");
        Complete("exec", "web", "-c", "").ShouldBe("app log setup");
        Complete("exec", "web", "--container=a").ShouldBe("--container=app");
        Complete("exec", "pod/web", "-cl").ShouldBe("-clog");
        Complete("logs", "web", "").ShouldBe("app log setup");
        Complete("exec", "web", "").ShouldBeEmpty();
        Complete("exec", "-c", "").ShouldBeEmpty();
    }

    [Fact]
    public void Nothing_is_offered_for_the_words_of_a_command()
    {
        Complete("exec", "web", "--", "").ShouldBeEmpty();
        Complete("exec", "web", "--", "ls", "--o").ShouldBeEmpty();
    }

    [Fact]
    public void Flags_are_offered_with_a_mark_when_they_take_a_value_and_once_only()
    {
        Complete("exec", "--tt").ShouldBe("--tty");
        Complete("exec", "--co").ShouldBe("--container= --context=");
        Complete("exec", "-t", "--tt").ShouldBeEmpty();
        Complete("apply", "--dry").ShouldBe("--dry-run --dry-run=");
        Complete("apply", "-f", "x", "--file").ShouldBe("--filename=");
        Complete("daemon", "--det").ShouldBeEmpty();
        Complete("--inst").ShouldBe("--instance=");
    }

    [Fact]
    public void Values_of_flags_are_offered()
    {
        Complete("get", "pods", "-o", "j").ShouldBe("json jsonpath-as-json= jsonpath-file= jsonpath=");
        Complete("get", "--output=y").ShouldBe("--output=yaml");
        Complete("get", "-oy").ShouldBe("-oyaml");
        Complete("get", "-o=y").ShouldBe("-o=yaml");
        Complete("status", "-o", "").ShouldBe("json yaml");
        Complete("delete", "-o", "").ShouldBe("name");
        Complete("apply", "--validate=").ShouldBe("--validate=ignore --validate=strict --validate=warn");
        Complete("delete", "--wait=").ShouldBe("--wait=false --wait=true");
        Complete("get", "-n", "").ShouldBe("default shop");
        Complete("-n", "s").ShouldBe("shop");
        Complete("completion", "").ShouldBe("bash fish zsh");
    }

    [Fact]
    public void Files_are_left_to_the_shell()
    {
        Complete("apply", "-f", "any").ShouldBe(":files");
        Complete("apply", "--filename=any").ShouldBe(":files");
        Complete("delete", "-f", "x.yml", "").ShouldBeEmpty();
    }

    [Fact]
    public void Instances_are_those_with_state()
    {
        Directory.CreateDirectory(Path.Combine(Folder, "tests"));
        Directory.CreateDirectory(Path.Combine(Folder, "Not_A_Name"));
        Complete("--instance", "").ShouldBe("default tests");
        Complete("get", "--instance=t").ShouldBe("--instance=tests");
    }

    [Fact]
    [Trait("about", "daemon")]
    public void No_daemon_is_started_and_none_is_no_failure()
    {
        Complete("--instance", "absent", "get", "pods", "").ShouldBeEmpty();
        Complete("--instance", "absent", "get", "p").ShouldBe("pods");
        Directory.Exists(Path.Combine(Folder, "absent")).ShouldBeFalse();
        Complete("--instance", "Not valid", "get", "pods", "").ShouldBeEmpty();
    }

    [Fact]
    public void A_daemon_that_refuses_or_talks_nonsense_is_no_failure()
    {
        Api.On("GET /api/v1/namespaces/default/pods", FakeApi.StatusJson(500, "InternalError", "no"), 500);
        Complete("get", "pods", "").ShouldBeEmpty();
        Api.On("GET /api/v1/namespaces/default/pods", "nonsense");
        Complete("get", "pods", "").ShouldBeEmpty();
    }

    [Fact]
    public async Task A_daemon_that_does_not_answer_is_not_waited_for_longer_than_the_environment_says()
    {
        CompletionTimeout = "200ms";
        var release = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Api.On("GET /api/v1/namespaces/default/pods", _ => release.Task);
        var complete = Task.Run(() => Complete("get", "pods", ""));
        (await complete.WaitAsync(Patience.Limit, TimeProvider.System)).ShouldBeEmpty();
        release.SetResult();
    }
}
