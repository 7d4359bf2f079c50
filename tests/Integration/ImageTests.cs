namespace LocalPods.Integration;

/// <summary>Pulls from a real registry: with and without credentials, slow, broken, and what becomes of images when the disk is full.</summary>
[Trait("needs", "docker")]
public sealed class ImageTests : IAsyncLifetime
{
    private readonly Instance _instance = new();

    public Task InitializeAsync() => _instance.InitializeAsync();

    public Task DisposeAsync() => _instance.DisposeAsync();

    [SkippableFact]
    public async Task A_guarded_registry_is_opened_by_the_login_of_the_docker_command_which_nobody_gets_to_see()
    {
        await using var registry = await LocalRegistry.StartAsync(guarded: true);
        var image = await registry.PushAsync("team/app:1", 100_000);
        var config = Directory.CreateDirectory(Path.Combine(_instance.Folder, "login")).FullName;
        _instance.Variables["DOCKER_CONFIG"] = config;
        await _instance.ApplyAsync(Pod("web", image));
        var pod = await _instance.WaitForPodAsync("web", p => p.Waiting("main") is "ErrImagePull");
        Message(pod).ShouldContain("no basic auth credentials");

        // A login counts from the next try on, without a restart of the daemon.
        await File.WriteAllTextAsync(Path.Combine(config, "config.json"), registry.Config);
        await _instance.WaitForPodAsync("web", p => p.IsReady());
        var events = await _instance.MustAsync("get", "events");
        events.ShouldContain($"Successfully pulled image \"{image}\" in ");
        var log = await File.ReadAllTextAsync(Path.Combine(_instance.Folder, _instance.Name, "daemon.log"));
        (events + log).ShouldNotContain(LocalRegistry.Password);
        await _instance.MustAsync("delete", "pod", "web", "--now");
    }

    [SkippableFact]
    public async Task A_credential_helper_is_asked_and_a_wrong_answer_is_told_with_the_registrys_words()
    {
        await using var registry = await LocalRegistry.StartAsync(guarded: true);
        var image = await registry.PushAsync("team/app:1", 100_000);
        var folder = Directory.CreateDirectory(Path.Combine(_instance.Folder, "login")).FullName;
        await WriteHelperAsync(folder, "wrong");
        await File.WriteAllTextAsync(Path.Combine(folder, "config.json"), $$"""{"credHelpers":{"{{registry.Address}}":"lptest"} }""");
        _instance.Variables["DOCKER_CONFIG"] = folder;
        _instance.Variables["PATH"] = $"{folder}:{System.Environment.GetEnvironmentVariable("PATH")}";
        await _instance.ApplyAsync(Pod("web", image));
        var pod = await _instance.WaitForPodAsync("web", p => p.Waiting("main") is "ErrImagePull");
        Message(pod).ShouldContain("unauthorized");
        await WriteHelperAsync(folder, LocalRegistry.Password);
        await _instance.WaitForPodAsync("web", p => p.IsReady());
        await _instance.MustAsync("delete", "pod", "web", "--now");
    }

    [SkippableFact]
    [Trait("spec", "PL-26")]
    public async Task A_registry_out_of_order_and_one_that_stalls_are_told_apart_and_the_pods_recover()
    {
        await using var registry = await LocalRegistry.StartAsync();
        await using var front = new RegistryFront(registry.Port);
        var image = (await registry.PushAsync("team/app:1", 2_000_000)).Replace(registry.Address, front.Address, StringComparison.Ordinal);
        _instance.Variables["LOCALPODS_IMAGE_PULL_PROGRESS_DEADLINE"] = "2s";
        try
        {
            front.IsOutOfOrder = true;
            await _instance.ApplyAsync(Pod("web", image));
            var pod = await _instance.WaitForPodAsync("web", p => p.Waiting("main") == "RegistryUnavailable");
            Message(pod).ShouldStartWith($"image pull failed for {image} because the registry is unavailable: ");
            front.IsOutOfOrder = false;
            front.StallsAfter = 500_000;
            pod = await _instance.WaitForPodAsync("web", p => p.Waiting("main") == "ErrImagePull");
            Message(pod).ShouldBe($"pull image {image}: given up, because nothing moved for 2 s");
            front.StallsAfter = null;
            await _instance.WaitForPodAsync("web", p => p.IsReady());
            await _instance.MustAsync("delete", "pod", "web", "--now");
        }
        finally
        {
            await Command.RunAsync("docker", ["rmi", "--force", image]);
        }
    }

    [SkippableFact]
    public async Task A_slow_pull_shows_its_layers_and_bytes_on_a_terminal_that_waits_for_it()
    {
        Skip.IfNot(File.Exists("/usr/bin/script"), "script (util-linux) is not installed");
        await using var registry = await LocalRegistry.StartAsync();
        await using var front = new RegistryFront(registry.Port) { BytesPerSecond = 1_000_000 };
        var image = (await registry.PushAsync("team/app:1", 3_000_000)).Replace(registry.Address, front.Address, StringComparison.Ordinal);
        try
        {
            var manifest = Path.Combine(_instance.Folder, "web.yml");
            await File.WriteAllTextAsync(manifest, Pod("web", image));
            var apply = $"stty cols 120; {Command.RepositoryRoot}/out/localpods apply -f {manifest} --wait --timeout=60s";
            var shown = await Command.RunAsync("script", ["--quiet", "--return", "--command", apply, "/dev/null"], _instance.Environment);
            shown.ExitCode.ShouldBe(0, shown.ToString());
            shown.Output.ShouldContain("pod/web condition met");
            shown.Output.ShouldMatch(@"\[=+> *\] \d/\d layers, [\d.]+ [kM]B of 3 MB");
            shown.Output.ShouldContain("\u001b[1A\r\u001b[J", Case.Sensitive, "it is redrawn in place");
            shown.Output.ShouldMatch($@"{image}  pulled in \d+\.\ds, 3 MB");
            await _instance.MustAsync("delete", "pod", "web", "--now");
        }
        finally
        {
            await Command.RunAsync("docker", ["rmi", "--force", image]);
        }
    }

    [SkippableFact]
    public async Task A_wait_for_an_image_that_does_not_exist_ends_at_once_and_names_a_near_one()
    {
        await using var registry = await LocalRegistry.StartAsync();
        var image = await registry.PushAsync("team/app:dev", 1000);
        await Command.DockerAsync("tag", "busybox:1.32.0", image);
        var wrong = $"{registry.Address}/team/app:latest";
        var applied = await _instance.RunAsync(Pod("web", wrong[..^":latest".Length]), ["apply", "-f", "-", "--wait", "--timeout=60s"]);
        (applied.ExitCode, applied.Output).ShouldBe((1, "pod/web created\n"));
        applied.Error.ShouldContain("error: pod/web will not be ready: container main: ErrImagePull: ");
        applied.Error.TrimEnd().ShouldEndWith($"; {image} is here, you wrote {wrong}");
        await _instance.MustAsync("delete", "pod", "web", "--now");
    }

    [SkippableFact]
    public async Task A_full_disk_costs_unused_images_that_were_pulled_and_no_others()
    {
        await using var registry = await LocalRegistry.StartAsync();
        var (pulled, used, own) = (await registry.PushAsync("team/unused:1", 1000), await registry.PushAsync("team/used:1", 1000), await registry.PushAsync("team/own:1", 1000));
        await Command.DockerAsync("pull", "--quiet", own);
        await _instance.ApplyAsync(Pod("unused", pulled) + "---\n" + Pod("used", used) + "---\n" + Pod("own", own));
        foreach (var name in new[] { "unused", "used", "own" })
        {
            await _instance.WaitForPodAsync(name, p => p.IsReady());
        }

        await _instance.MustAsync("delete", "pod", "unused", "own", "--now");
        await _instance.MustAsync("down");
        _instance.Variables["LOCALPODS_IMAGE_GC_HIGH_THRESHOLD"] = "1";
        _instance.Variables["LOCALPODS_IMAGE_GC_LOW_THRESHOLD"] = "0";
        _instance.Variables["LOCALPODS_MINIMUM_IMAGE_TTL_DURATION"] = "0s";
        await _instance.MustAsync("get", "pods"); // starts a daemon, which collects at once
        await Eventually.ShouldAsync(async () => (await IsThereAsync(pulled)).ShouldBeFalse());
        (await IsThereAsync(used), await IsThereAsync(own), await IsThereAsync("busybox:1.32.0")).ShouldBe((true, true, true));
        await Eventually.ShouldAsync(
            async () => (await _instance.MustAsync("get", "events")).ShouldContain("Failed to garbage collect required amount of images."));
        await _instance.MustAsync("delete", "pod", "used", "--now");
    }

    [Fact]
    [Trait("spec", "PL-31")]
    public async Task One_dead_instance_of_a_container_is_kept_whose_log_can_be_read()
    {
        await _instance.ApplyAsync("""
            apiVersion: v1
            kind: Pod
            metadata: {name: crasher}
            spec:
              containers:
                - {name: main, image: "busybox:1.32.0", command: [sh, -c, "echo run of $(hostname) at $(date +%s%N); sleep 0.2; exit 1"]}
              terminationGracePeriodSeconds: 0
            """);
        var pod = await _instance.WaitForPodAsync("crasher", p => p.Restarts("main") == 2 && p.Waiting("main") == "CrashLoopBackOff");
        var dead = "label=io.kubernetes.container.name=main";
        await Eventually.ShouldAsync(async () => (await _instance.ContainersAsync(dead)).ShouldBe([$"k8s_main_crasher_default_{pod.Uid()}_2"]));
        (await _instance.MustAsync("logs", "crasher", "-p")).ShouldStartWith("run of crasher at ");

        // While the next one runs, the one before it is the previous one, and the only one.
        await _instance.WaitForPodAsync("crasher", p => p.Restarts("main") == 3);
        (await _instance.ContainersAsync(dead)).Length.ShouldBeLessThanOrEqualTo(2);
        await _instance.MustAsync("delete", "pod", "crasher", "--now");
    }

    private static async Task<bool> IsThereAsync(string image) => (await Command.RunAsync("docker", ["image", "inspect", image])).ExitCode == 0;

    private static async Task WriteHelperAsync(string folder, string password)
    {
        var path = Path.Combine(folder, "docker-credential-lptest");
        await File.WriteAllTextAsync(path + ".new", $$"""
            #!/bin/sh
            read -r server
            echo '{"ServerURL":"x","Username":"{{LocalRegistry.User}}","Secret":"{{password}}"}'
            """ + "\n");
        File.SetUnixFileMode(path + ".new", UnixFileMode.UserRead | UnixFileMode.UserExecute);
        File.Move(path + ".new", path, overwrite: true);
    }

    private static string Message(System.Text.Json.JsonElement pod) =>
        pod.Container("main")!.Value.GetProperty("state").GetProperty("waiting").GetProperty("message").GetString()!;

    private static string Pod(string name, string image) => $$"""
        apiVersion: v1
        kind: Pod
        metadata: {name: {{name}}}
        spec:
          containers:
            - {name: main, image: "{{image}}"}
          terminationGracePeriodSeconds: 0

        """;
}
