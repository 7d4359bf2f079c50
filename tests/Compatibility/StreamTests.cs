namespace LocalPods.Compatibility;

[Trait("needs", "docker")]
public sealed class StreamTests(Instance instance) : KubectlTest(instance)
{
    private readonly Instance _instance = instance;

    public static TheoryData<string> Versions => Kubectl.Versions;

    [SkippableTheory]
    [MemberData(nameof(Versions))]
    [Trait("spec", "KC-17")]
    [Trait("spec", "KC-18")]
    [Trait("spec", "KC-19")]
    public async Task Commands_run_in_containers(string version)
    {
        Kubectl.Require(version);
        var pod = await SharedPodAsync(version);
        await Eventually.ShouldAsync(async () => (await MustAsync(version, "logs", pod)).ShouldBe("started\n"));
        (await MustAsync(version, "exec", pod, "--", "echo", "a  b")).ShouldBe("a  b\n");
        (await MustAsync(version, "one\ntwo\n", ["exec", "-i", pod, "--", "wc", "-l"])).Trim().ShouldBe("2");
        var failed = await TryAsync(version, null, "exec", pod, "--", "sh", "-c", "echo out; echo err >&2; exit 7");
        failed.ExitCode.ShouldBe(7);
        failed.Output.ShouldBe("out\n");
        failed.Error.ShouldStartWith("err\n");
    }

    [SkippableTheory]
    [MemberData(nameof(Versions))]
    [Trait("spec", "KC-21")]
    [Trait("spec", "KC-24")]
    public async Task Files_are_copied_and_programs_are_attached_to(string version)
    {
        Kubectl.Require(version);
        var pod = await SharedPodAsync(version);
        var file = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(file, "content\n");
            await MustAsync(version, "cp", file, pod + ":/tmp/there");
            (await MustAsync(version, "exec", pod, "--", "cat", "/tmp/there")).ShouldBe("content\n");
            await File.WriteAllTextAsync(file, "");
            await MustAsync(version, "cp", pod + ":/tmp/there", file);
            (await File.ReadAllTextAsync(file)).ShouldBe("content\n");
        }
        finally
        {
            File.Delete(file);
        }

        string[] run = ["run", "asks", "--image=busybox:1.32.0", "--restart=Never", "--rm", "-i", "--command", "--", "sh", "-c", "read x; echo got $x"];
        (await MustAsync(version, "hi\n", run)).ShouldContain("got hi\n");
    }

    [SkippableFact]
    public async Task A_gigabyte_is_copied_in_and_out_over_SPDY_and_the_daemon_does_not_grow()
    {
        var version = Kubectl.Oldest; // the newer ones use WebSockets, as our own command does
        Kubectl.Require(version);
        var (file, back) = (Path.Combine(_instance.Folder, "large"), Path.Combine(_instance.Folder, "back"));
        await TryAsync(version, null, "create", "namespace", Namespace(version));
        await MustAsync(version, LargeFile.Pod("large"), ["apply", "-f", "-"]);
        await MustAsync(version, "wait", "--for=condition=Ready", "pod/large", "--timeout=60s");
        await CopyThereAndBackAsync(1_000_000); // warm
        var daemon = (await _instance.StatusAsync()).GetProperty("pid").GetInt32();
        var before = ProcessMemory.Peak(daemon);
        await CopyThereAndBackAsync(LargeFile.Gigabyte);
        (ProcessMemory.Peak(daemon) - before).ShouldBeLessThan(LargeFile.MostGrowth);
        await MustAsync(version, "delete", "pod", "large", "--force", "--grace-period=0");

        async Task CopyThereAndBackAsync(long bytes)
        {
            LargeFile.Write(file, bytes);
            await MustAsync(version, "cp", file, "large:/data/file");
            await MustAsync(version, "cp", "large:/data/file", back);
            await using var read = File.OpenRead(back);
            using var copied = new LargeFile.Check(bytes);
            await read.CopyToAsync(copied);
            copied.ShouldBeWhole();
        }
    }

    [SkippableFact]
    public async Task Clients_that_go_in_the_middle_leave_nothing_open_and_a_container_that_goes_ends_its_sessions()
    {
        Kubectl.Require(Kubectl.Newest);
        foreach (var version in new[] { Kubectl.Oldest, Kubectl.Newest }.Distinct()) // SPDY, and WebSockets
        {
            await StartPodAsync(version, "going");
            await MustAsync(version, "exec", "going", "--", "true");
            var files = $"/proc/{(await _instance.StatusAsync()).GetProperty("pid").GetInt32()}/fd";
            var before = Directory.GetFiles(files).Length;
            foreach (var _ in Enumerable.Range(0, 5))
            {
                using var client = Start(version, "exec", "going", "--", "yes");
                (await client.StandardOutput.ReadLineAsync()).ShouldBe("y");
                client.Kill();
            }

            await Eventually.ShouldAsync(
                () =>
                {
                    Directory.GetFiles(files).Length.ShouldBeLessThanOrEqualTo(before + 4, $"kubectl {version}");
                    return Task.CompletedTask;
                });

            using var session = Start(version, "exec", "going", "--", "sh", "-c", "echo here; sleep 1000");
            (await session.StandardOutput.ReadLineAsync()).ShouldBe("here");
            await MustAsync(version, "delete", "pod", "going", "--force", "--grace-period=0");
            using var limit = new CancellationTokenSource(Patience.Limit, TimeProvider.System);
            await session.WaitForExitAsync(limit.Token);
            session.ExitCode.ShouldNotBe(0, $"kubectl {version}");
        }
    }

    [SkippableTheory]
    [MemberData(nameof(Versions))]
    [Trait("spec", "KC-22")]
    [Trait("spec", "API-55")]
    public async Task Ports_of_a_pod_are_reached_from_here(string version)
    {
        Kubectl.Require(version);
        var pod = await SharedPodAsync(version);
        await MustAsync(version, "exec", pod, "--", "sh", "-c", "mkdir -p /www && echo hello > /www/index.html && httpd -p 8080 -h /www");
        using var forward = StartForward(version, pod, ":8080");
        var first = await forward.StandardOutput.ReadLineAsync();
        var port = System.Text.RegularExpressions.Regex.Match(first ?? "", @"127\.0\.0\.1:(\d+) -> 8080").Groups[1].Value;
        port.ShouldNotBeEmpty(first);
        using var http = new HttpClient { Timeout = Patience.Limit };
        for (var i = 0; i < 3; i++)
        {
            (await http.GetStringAsync(new Uri($"http://127.0.0.1:{port}/"))).ShouldBe("hello\n");
        }

        (await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => http.GetStringAsync(new Uri($"http://127.0.0.1:{port}/"))))).ShouldAllBe(t => t == "hello\n");
        Worked(version, "port-forward");
        forward.Kill();
    }

    [SkippableTheory]
    [MemberData(nameof(Versions))]
    [Trait("spec", "KC-23")]
    public async Task A_port_nobody_listens_on_is_told(string version)
    {
        Kubectl.Require(version);
        var pod = await SharedPodAsync(version);
        using var forward = StartForward(version, pod, ":19");
        var port = System.Text.RegularExpressions.Regex.Match(await forward.StandardOutput.ReadLineAsync() ?? "", @"127\.0\.0\.1:(\d+) -> 19").Groups[1].Value;
        using var http = new HttpClient { Timeout = Patience.Limit };
        await Should.ThrowAsync<HttpRequestException>(() => http.GetStringAsync(new Uri($"http://127.0.0.1:{port}/")));
        string? line;
        do
        {
            line = await forward.StandardError.ReadLineAsync();
        }
        while (line is not null && !line.Contains("connection refused", StringComparison.Ordinal));

        line.ShouldNotBeNull();
        forward.Kill();
    }
}
