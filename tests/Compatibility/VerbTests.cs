namespace LocalPods.Compatibility;

/// <summary>Verbs of kubectl that need no pod, or one for all of them.</summary>
[Trait("needs", "docker")]
public sealed class VerbTests(Instance instance) : KubectlTest(instance)
{
    private readonly Instance _instance = instance;

    [SkippableFact]
    [Trait("spec", "KC-02")]
    public Task A_list_with_a_cold_cache_takes_three_requests() => EachAsync(async version =>
    {
        var cold = new Dictionary<string, string> { ["HOME"] = Directory.CreateDirectory(Path.Combine(_instance.Folder, "cold-" + version)).FullName };
        var listed = await TryAsync(version, null, cold, ["get", "pods", "-v=6"]);
        listed.ExitCode.ShouldBe(0, listed.ToString());
        Requests(listed).Select(r => new Uri(r).AbsolutePath).ShouldBe(["/api", "/apis", $"/api/v1/namespaces/{Namespace(version)}/pods"]);
    });

    [SkippableFact]
    [Trait("spec", "KC-08")]
    [Trait("spec", "KC-11")]
    public Task Objects_are_made_from_flags_edited_compared_and_exposed() => EachAsync(async version =>
    {
        (await MustAsync(version, "create", "secret", "generic", "s", "--from-literal=a=b c")).ShouldBe("secret/s created\n");
        (await MustAsync(version, "get", "secret", "s", "-o", "jsonpath={.data}{.type}")).ShouldBe("""{"a":"YiBj"}Opaque""");
        await MustAsync(version, "create", "configmap", "one", "--from-literal=a=1");
        await MustAsync(version, "create", "quota", "q", "--hard=configmaps=50");
        await MustAsync(version, "create", "priorityclass", Namespace(version), "--value=7");
        await MustAsync(version, "create", "service", "clusterip", "svc", "--tcp=80:8080");

        var editor = Path.Combine(_instance.Folder, "editor-" + version);
        await File.WriteAllTextAsync(editor, "#!/bin/sh\nsed -i 's/a: \"1\"/a: \"2\"/' \"$1\"\n");
        File.SetUnixFileMode(editor, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        var edited = await TryAsync(version, null, new() { ["KUBE_EDITOR"] = editor }, ["edit", "configmap", "one"]);
        (edited.ExitCode, edited.Output).ShouldBe((0, "configmap/one edited\n"), edited.ToString());
        (await MustAsync(version, "get", "configmap", "one", "-o", "jsonpath={.data.a}")).ShouldBe("2");

        var wanted = """{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"one"},"data":{"a":"3"}}""";
        var different = await TryAsync(version, wanted, "diff", "-f", "-");
        different.ExitCode.ShouldBe(1, different.ToString());
        different.Output.ShouldContain("-  a: \"2\"\n+  a: \"3\"\n");
        (await MustAsync(version, "get", "configmap", "one", "-o", "jsonpath={.data.a}")).ShouldBe("2", "diff changes nothing");

        (await MustAsync(version, "expose", "service", "svc", "--name=again", "--port=90", "--target-port=8080")).ShouldBe("service/again exposed\n");
        (await MustAsync(version, "get", "service", "again", "-o", "jsonpath={.spec.selector.app}{.spec.ports[0].port}")).ShouldBe("svc90");
        await MustAsync(version, "delete", "priorityclass", Namespace(version));
    });

    [SkippableFact]
    [Trait("spec", "KC-36")]
    public Task A_service_is_described_with_what_the_version_reads_for_it() => EachAsync(async version =>
    {
        await MustAsync(version, "create", "service", "clusterip", "told", "--tcp=80:8080");
        var described = await TryAsync(version, null, "describe", "service", "told", "-v=6");
        described.ExitCode.ShouldBe(0, described.ToString());
        described.Output.ShouldMatch(@"Selector: +app=told\n");
        described.Output.ShouldMatch(@"TargetPort: +8080/TCP\n");
        var reads = Requests(described).Select(r => new Uri(r).AbsolutePath).ToList();
        var (old, now) = ($"/api/v1/namespaces/{Namespace(version)}/endpoints/told", $"/apis/discovery.k8s.io/v1/namespaces/{Namespace(version)}/endpointslices");
        reads.ShouldContain(Kubectl.IsAtLeast(version, 31) ? now : old);
    });

    [SkippableFact]
    public Task The_server_tells_where_it_is_and_what_its_kinds_mean() => EachAsync(async version =>
    {
        (await MustAsync(version, "cluster-info")).ShouldContain("is running at");
        (await MustAsync(version, "explain", "pod.spec.restartPolicy")).ShouldMatch("FIELD: restartPolicy <string>\n");
        (await MustAsync(version, "explain", "pods", "--recursive")).ShouldMatch("\n +terminationGracePeriodSeconds\t<integer>\n");
        (await TryAsync(version, null, "explain", "pod.nosuch")).Error.ShouldBe("error: field \"nosuch\" does not exist\n");
    });

    [SkippableFact]
    public Task The_API_is_reached_through_a_proxy_of_kubectl() => EachAsync(async version =>
    {
        using var proxy = Start(version, "proxy", "--port=0");
        try
        {
            var told = await proxy.StandardOutput.ReadLineAsync() ?? "";
            told.ShouldStartWith("Starting to serve on 127.0.0.1:");
            using var http = new HttpClient { Timeout = Patience.Limit };
            (await http.GetStringAsync(new Uri($"http://{told.Split(' ')[^1]}/api/v1/namespaces/{Namespace(version)}"))).ShouldContain("\"kind\":\"Namespace\"");
            Worked(version, "proxy");
        }
        finally
        {
            proxy.Kill();
        }
    });

    // Some versions write the requests of -v=6 with fields of their own.
    private static IEnumerable<string> Requests(CommandResult result) =>
        System.Text.RegularExpressions.Regex.Matches(result.Error, @"https://127\.0\.0\.1:\d+/[^\s""]*").Select(m => m.Value).Where(r => !r.Contains("kubeconfig", StringComparison.Ordinal));
}
