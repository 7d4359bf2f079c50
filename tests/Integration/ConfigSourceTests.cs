using System.Text;

namespace LocalPods.Integration;

/// <summary>Config maps and secrets as variables of real containers, and where a secret's value must not be found.</summary>
[Trait("needs", "docker")]
public sealed class ConfigSourceTests(Instance instance) : IClassFixture<Instance>
{
    private const string Password = "swordfish-0451"; // of the example

    private const string Waiting = """
        apiVersion: v1
        kind: Pod
        metadata: { name: waits }
        spec:
          terminationGracePeriodSeconds: 0
          containers:
          - name: app
            image: busybox:1.32.0
            command: [sleep, 1h]
            env:
            - { name: TOKEN, valueFrom: { secretKeyRef: { name: late, key: token } } }
        """;

    [Fact]
    [Trait("spec", "PL-15")]
    [Trait("spec", "PL-16")]
    public async Task The_example_reads_its_sources_and_nothing_shows_the_password()
    {
        await instance.MustAsync("apply", "-f", Instance.Example("env-sources.yml"));
        var pod = await instance.WaitForPodAsync("env-sources", p => p.IsReady());
        (await instance.MustAsync("logs", "env-sources")).ShouldBe("hello, user anna, db.example:5432, green, 14 letters, []\n");
        (await instance.MustAsync("exec", "env-sources", "--", "sh", "-c", "echo $PASSWORD")).ShouldBe($"{Password}\n");

        foreach (var command in (string[][])[["describe", "secret", "env-login"], ["describe", "pod", "env-sources"], ["get", "secrets"], ["events"], ["timeline", "env-sources"]])
        {
            var shown = await instance.MustAsync(command);
            shown.ShouldNotContain(Password);
            shown.ShouldNotContain(Convert.ToBase64String(Encoding.UTF8.GetBytes(Password)));
        }

        (await FilesThatHoldAsync(Password)).ShouldBeEmpty();
        (await FilesThatHoldAsync(Convert.ToBase64String(Encoding.UTF8.GetBytes(Password)))).ShouldBeEmpty();
        (await FilesThatHoldAsync(pod.Uid())).ShouldNotBeEmpty(); // so the look would have found it
        await instance.MustAsync("delete", "-f", Instance.Example("env-sources.yml"));
    }

    [Fact]
    [Trait("spec", "PL-18")]
    public async Task A_pod_waits_for_its_secret_and_runs_as_soon_as_it_is_there()
    {
        await instance.ApplyAsync(Waiting);
        await instance.WaitForPodAsync("waits", p => p.Waiting("app") == "CreateContainerConfigError");
        (await instance.RunAsync("why", "waits")).Output.ShouldContain("there is no Secret \"late\" in namespace default");
        (await instance.MustAsync("events", "--for", "pod/waits")).ShouldContain("Error: secret \"late\" not found");
        await instance.ApplyAsync("""
            apiVersion: v1
            kind: Secret
            metadata: { name: late }
            stringData: { token: t }
            """);
        await instance.WaitForPodAsync("waits", p => p.IsReady()); // its own next try may be 10 s away
        await instance.MustAsync("delete", "pod", "waits");
    }

    private async Task<string[]> FilesThatHoldAsync(string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        var holding = new List<string>();
        foreach (var file in Directory.EnumerateFiles(instance.Folder, "*", SearchOption.AllDirectories).Where(f => Path.GetExtension(f) is not (".lock" or ".sock")))
        {
            await using var open = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            using var all = new MemoryStream();
            await open.CopyToAsync(all);
            if (all.ToArray().AsSpan().IndexOf(bytes) >= 0)
            {
                holding.Add(file);
            }
        }

        return [.. holding];
    }
}
