using System.Text;

namespace LocalPods.Integration;

/// <summary>What goes wrong is said: what, where, and what to do; and nothing is applied.</summary>
[Trait("needs", "docker")]
public sealed class BadInputTests(Instance instance) : IClassFixture<Instance>
{
    private const string Good = """
        apiVersion: v1
        kind: Pod
        metadata:
          name: good
        spec:
          containers:
            - name: main
              image: busybox:1.32.0
              command: [sleep, "1000"]
        """;

    public static TheoryData<string, string, string> Manifests() => new()
    {
        { "empty", "", "no objects passed to apply" },
        { "tabs", Good.Replace("  name: good", "\tname: good", StringComparison.Ordinal), "tab" },
        { "unknown field", Good.Replace("command:", "comand:", StringComparison.Ordinal), "unknown field \"comand\" in Container; did you mean \"command\"?" },
        { "singular and plural", Good.Replace("image:", "images:", StringComparison.Ordinal), "did you mean \"image\"?" },
        { "wrong type", Good.Replace("[sleep, \"1000\"]", "sleep 1000", StringComparison.Ordinal), "spec.containers[0].command" },
        { "lower-case kind", Good.Replace("kind: Pod", "kind: pod", StringComparison.Ordinal), "did you mean \"Pod\"?" },
        { "unknown kind", Good.Replace("kind: Pod", "kind: Gizmo", StringComparison.Ordinal), "Gizmo" },
        { "invalid name", Good.Replace("name: good", "name: Not_Good", StringComparison.Ordinal), "a lowercase RFC 1123 subdomain must consist of" },
        { "duplicate container", Good + "\n    - name: main\n      image: busybox:1.32.0\n", "Duplicate value: \"main\"" },
        { "misplaced", Good + "\n      livenessProbe:\n        exec:\n          command: [\"true\"]\n          initialDelaySeconds: 5\n", "initialDelaySeconds" },
        { "alias bomb", AliasBomb(), "alias" },
    };

    [Theory]
    [MemberData(nameof(Manifests))]
    public async Task A_bad_manifest_is_refused_with_its_reason_and_nothing_is_applied(string what, string manifest, string said)
    {
        var path = Path.Combine(instance.Folder, $"{what.Replace(' ', '-')}.yml");
        await File.WriteAllTextAsync(path, manifest);
        var result = await instance.RunAsync("apply", "-f", path);
        result.ExitCode.ShouldBe(1, result.ToString());
        result.Error.ShouldContain(said, Case.Insensitive);
        result.Output.ShouldBeEmpty();
        (await instance.PodAsync("good")).ShouldBeNull();
    }

    [Fact]
    public async Task Every_fault_of_a_file_is_told_at_once_with_line_and_column()
    {
        var path = Path.Combine(instance.Folder, "faults.yml");
        await File.WriteAllTextAsync(path, Good.Replace("command:", "comand:", StringComparison.Ordinal).Replace("image:", "imag:", StringComparison.Ordinal));
        var result = await instance.RunAsync("apply", "-f", path);
        result.Error.ShouldContain($"{path}:8:7: error: unknown field \"imag\"");
        result.Error.ShouldContain($"{path}:9:7: error: unknown field \"comand\"");
    }

    [Fact]
    public async Task A_missing_file_is_named()
    {
        var result = await instance.RunAsync("apply", "-f", "no-such-file.yml");
        result.ExitCode.ShouldBe(1);
        result.Error.ShouldBe("error: the path \"no-such-file.yml\" does not exist\n");
    }

    [Fact]
    public async Task A_name_that_exists_is_refused_by_create_through_the_API_and_updated_by_apply()
    {
        var manifest = Good.Replace("name: good", "name: twice", StringComparison.Ordinal);
        await instance.ApplyAsync(manifest);
        (await instance.RunAsync(manifest, ["apply", "-f", "-"])).Output.ShouldBe("pod/twice unchanged\n");
        var changed = await instance.RunAsync(manifest.Replace("\"1000\"", "\"2000\"", StringComparison.Ordinal), ["apply", "-f", "-"]);
        changed.ExitCode.ShouldBe(1);
        changed.Error.ShouldContain("pod updates may not change fields other than");
        await instance.MustAsync("delete", "pod", "twice", "--now");
    }

    [Fact]
    public async Task A_10_MiB_manifest_is_refused_quickly()
    {
        var path = Path.Combine(instance.Folder, "large.yml");
        await File.WriteAllTextAsync(path, Good + "\n  # " + new string('x', 10 * 1024 * 1024) + "\n  nodeName: " + new string('y', 4 * 1024 * 1024));
        var result = await instance.RunAsync("apply", "-f", path);
        result.ExitCode.ShouldBe(1);
        result.Error.ShouldContain("MiB");
        result.Took.ShouldBeLessThan(TimeSpan.FromSeconds(30)); // on a busy machine; what is refused late takes minutes
    }

    [Fact]
    public async Task A_second_daemon_on_an_instance_is_refused()
    {
        await instance.MustAsync("status");
        var second = await instance.RunAsync("daemon");
        second.ExitCode.ShouldBe(1, second.ToString());
        second.Error.ShouldContain(instance.Name);
        second.Error.ShouldContain("already");
    }

    [Fact]
    public async Task An_absent_engine_is_named_with_what_to_do()
    {
        var lonely = new Instance { DockerHost = "unix:///nonexistent/docker.sock" };
        try
        {
            // Without a token its volumes need no memory, which only a daemon with an engine would give back.
            var applied = await lonely.RunAsync(Good.Replace("spec:\n", "spec:\n  automountServiceAccountToken: false\n", StringComparison.Ordinal), ["apply", "-f", "-"]);
            var status = await lonely.RunAsync("status");
            (applied.Error + status.Output + status.Error).ShouldContain("/nonexistent/docker.sock");
        }
        finally
        {
            await lonely.DropAsync();
        }
    }

    [SkippableFact]
    public async Task A_user_who_may_not_open_the_engines_socket_is_told_what_to_do()
    {
        Skip.IfNot(System.Environment.IsPrivilegedProcess, "only root can run the command as somebody else");
        const string Nobody = "65534";
        var folder = Directory.CreateTempSubdirectory("localpods-it-").FullName;
        try
        {
            foreach (var file in Directory.GetFiles(Path.Combine(Command.RepositoryRoot, "out")))
            {
                File.Copy(file, Path.Combine(folder, Path.GetFileName(file)));
            }

            (await Command.RunAsync("chown", ["-R", $"{Nobody}:{Nobody}", folder])).ExitCode.ShouldBe(0);
            var environment = new Dictionary<string, string> { ["HOME"] = folder, ["LOCALPODS_STATE_DIR"] = folder, ["LOCALPODS_INSTANCE"] = "nobody" };
            Task<CommandResult> AsNobodyAsync(params string[] arguments) => Command.RunAsync(
                "setpriv",
                [$"--reuid={Nobody}", $"--regid={Nobody}", "--clear-groups", Path.Combine(folder, "localpods"), .. arguments],
                environment,
                Good);

            var status = await AsNobodyAsync("status");
            var applied = await AsNobodyAsync("apply", "-f", "-");
            await AsNobodyAsync("down");
            status.Output.ShouldContain("no permission to use the engine's socket at unix:///var/run/docker.sock; join the docker group");
            applied.ExitCode.ShouldBe(0, applied.ToString());
            applied.Output.ShouldBe("pod/good created\n");
            applied.Error.ShouldContain("Warning: the pod waits for its node: ");
            applied.Error.ShouldContain("no permission to use the engine's socket");
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public async Task No_start_refuses_to_start_a_daemon()
    {
        var fresh = new Instance();
        var result = await fresh.RunAsync("get", "pods", "--no-start");
        result.ExitCode.ShouldBe(1, result.ToString());
        result.Error.ShouldContain(fresh.Name);
        await fresh.DropAsync();
    }

    private static string AliasBomb()
    {
        var bomb = new StringBuilder("a0: &a0 [x,x,x,x,x,x,x,x,x,x]\n");
        for (var i = 1; i < 12; i++)
        {
            bomb.Append(System.Globalization.CultureInfo.InvariantCulture, $"a{i}: &a{i} [{string.Join(',', Enumerable.Repeat($"*a{i - 1}", 10))}]\n");
        }

        return bomb.ToString();
    }
}
