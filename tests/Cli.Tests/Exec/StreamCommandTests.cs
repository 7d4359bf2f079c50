using System.Formats.Tar;

namespace LocalPods.Cli.Tests.Exec;

public sealed class StreamCommandTests : CommandTest
{
    private const string Pods = "/api/v1/namespaces/default/pods";
    private const string Web = """{"kind":"Pod","metadata":{"name":"web","namespace":"default"},"spec":{"containers":[{"name":"app","tty":false}]},"status":{"phase":"Running"}}""";
    private const string TarOut = "GET " + Pods + "/web/exec?command=tar&command=cf&command=-&command=%2Fdata&container=app&stdout=true&stderr=true";

    [Fact]
    [Trait("spec", "KC-21")]
    public void What_comes_out_of_a_container_stays_below_the_destination()
    {
        using var archive = new MemoryStream();
        using (var tar = new TarWriter(archive, leaveOpen: true))
        {
            Add(tar, "data/in.txt", "fine");
            Add(tar, "data/../../evil.txt", "bad");
            tar.WriteEntry(new PaxTarEntry(TarEntryType.SymbolicLink, "data/link") { LinkName = "/etc/passwd" });
        }

        Api.On($"GET {Pods}/web", Web).On(TarOut, ExecServer.Answer(ExecServer.V5, async server =>
        {
            await server.SendAsync(1, archive.ToArray());
            await server.SucceedAsync();
        }));
        var outcome = Run("cp", "web:/data", Path.Combine(Folder, "got"));
        outcome.Code.ShouldBe(0);
        outcome.Error.ShouldContain("warning: file \"data/../../evil.txt\" is outside target destination, skipping\n");
        outcome.Error.ShouldContain("warning: skipping symlink:");
        Directory.GetFileSystemEntries(Path.Combine(Folder, "got")).Select(Path.GetFileName).ShouldBe(["in.txt"]);
        File.ReadAllText(Path.Combine(Folder, "got", "in.txt")).ShouldBe("fine");
        File.Exists(Path.Combine(Folder, "evil.txt")).ShouldBeFalse();
    }

    [Fact]
    public void A_container_without_tar_is_said_to_have_none()
    {
        Api.On($"GET {Pods}/web", Web).On(TarOut, ExecServer.Answer(ExecServer.V5, server => server.ExitAsync(127)));
        Run("cp", "web:/data", Folder).Error.ShouldStartWith("error: container app of pod web has no tar, which cp needs in it;");
    }

    [Theory]
    [InlineData("cp a b", "one of src or dest must be a remote file specification")]
    [InlineData("cp web:/a web:/b", "one of src or dest must be a local file specification")]
    [InlineData("cp web: b", "filepath can not be empty")]
    [InlineData("cp a/b/c:d e", "filespec must match the canonical format: [[namespace/]pod:]file/path")]
    [InlineData("cp a", "source and destination are required")]
    [InlineData("run", "NAME is required for run")]
    [InlineData("run a --image=x -t", "-i/--stdin is required for containers with -t/--tty=true")]
    [InlineData("run a --image=x --rm", "--rm should only be used for attached containers")]
    [InlineData("run a --image=x --restart=Sometimes", "invalid restart policy: Sometimes")]
    [InlineData("run a --image=X:Y:Z", "Invalid image name \"X:Y:Z\": invalid reference format")]
    public void A_line_that_makes_no_sense_is_refused_before_anything_is_asked(string line, string error)
    {
        Run(line.Split(' ')).ShouldBe(new(1, "", $"error: {error}\n"));
        Api.Requests.ShouldBeEmpty();
    }

    [Fact]
    public void Run_makes_a_pod_of_its_flags()
    {
        Run("run", "web", "--image=nginx:1.27", "--port=80", "--env=A=b=c", "--labels=x=y", "--restart=Never", "--dry-run=client", "-o", "yaml", "--overrides={\"spec\":{\"hostname\":\"h\"}}", "--command", "--", "a", "-b")
            .Output.ShouldBe("""
                apiVersion: v1
                kind: Pod
                metadata:
                  labels:
                    x: "y"
                  name: web
                spec:
                  containers:
                  - command:
                    - a
                    - -b
                    env:
                    - name: A
                      value: b=c
                    image: nginx:1.27
                    name: web
                    ports:
                    - containerPort: 80
                    resources: {}
                  dnsPolicy: ClusterFirst
                  hostname: h
                  restartPolicy: Never
                status: {}

                """);
        Api.Requests.ShouldBeEmpty();
    }

    [Fact]
    public void Attach_passes_on_what_the_container_prints()
    {
        Api.On($"GET {Pods}/web", Web).On($"GET {Pods}/web/attach?container=app&stdout=true&stderr=true", ExecServer.Answer(ExecServer.V5, async server =>
        {
            await server.SendAsync(1, "hello\n");
            await server.SucceedAsync();
        }));
        Run("attach", "web").ShouldBe(new(0, "hello\n", ""));
        Api.On($"GET {Pods}/web", Web.Replace("Running", "Succeeded", StringComparison.Ordinal));
        Run("attach", "web").Error.ShouldBe("error: cannot attach a container in a completed pod; current phase is Succeeded\n");
    }

    [Fact]
    public void A_pod_that_does_not_run_has_no_ports_to_forward()
    {
        Api.On($"GET {Pods}/web", Web.Replace("Running", "Succeeded", StringComparison.Ordinal));
        Run("port-forward", "web", ":80").Error.ShouldBe("error: unable to forward port because pod is not running. Current status=Succeeded\n");
        Run("port-forward", "web", "1:2:3").Error.ShouldBe("error: invalid port format '1:2:3'\n");
        Run("port-forward", "web", "http").Error.ShouldBe("error: Pod 'web' does not have a named port 'http'\n");
    }

    [Fact]
    public void What_the_server_has_is_listed()
    {
        Api.On("GET /api", """{"versions":["v1"]}""")
            .On("GET /apis", """{"groups":[{"versions":[{"groupVersion":"apps/v1"}],"preferredVersion":{"groupVersion":"apps/v1"}}]}""")
            .On("GET /api/v1", """{"groupVersion":"v1","resources":[{"name":"pods","singularName":"pod","namespaced":true,"kind":"Pod","shortNames":["po"]},{"name":"pods/log","kind":"Pod"}]}""")
            .On("GET /apis/apps/v1", """{"groupVersion":"apps/v1","resources":[{"name":"deployments","namespaced":true,"kind":"Deployment"}]}""");
        Run("api-versions").Output.ShouldBe("apps/v1\nv1\n");
        Run("api-resources", "-o", "name").Output.ShouldBe("deployments.apps\npods\n");
        Run("api-resources").Output.ShouldBe("""
            NAME          SHORTNAMES   APIVERSION   NAMESPACED   KIND
            pods          po           v1           true         Pod
            deployments                apps/v1      true         Deployment

            """);
    }

    private static void Add(TarWriter tar, string name, string text) =>
        tar.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, name) { DataStream = new MemoryStream(System.Text.Encoding.UTF8.GetBytes(text)) });
}
