using System.Text;

namespace LocalPods.Integration;

/// <summary>Volumes of every kind in real containers, what they leave behind, and where a secret's value must not be found.</summary>
[Trait("needs", "docker")]
[Trait("about", "daemon")]
public sealed class VolumeTests(Instance instance) : IClassFixture<Instance>
{
    private const string Password = "swordfish-0452"; // of the example
    [Fact]
    [Trait("spec", "WN-52")]
    [Trait("spec", "WN-53")]
    [Trait("spec", "WN-55")]
    [Trait("spec", "WN-58")]
    [Trait("spec", "WN-60")]
    [Trait("spec", "WN-61")]
    public async Task The_examples_show_what_they_promise_and_leave_nothing_behind()
    {
        await instance.MustAsync("status");
        await instance.MustAsync("apply", "-f", Instance.Example("volumes.yml"), "-f", Instance.Example("claim.yml"));
        var pod = await instance.WaitForPodAsync("volumes", p => p.IsReady());
        await instance.WaitForPodAsync("claim", p => p.IsReady());

        (await ExecAsync("volumes", "cat /settings/colour /etc/mode /login/password /all/colour /all/secret/password /pod/labels /node"))
            .ShouldBe($"greenfast{Password}green{Password}app=\"volumes\"{await File.ReadAllTextAsync("/etc/hostname")}");
        (await ExecAsync("volumes", "readlink /settings/colour; stat -L -c '%a %g' /login/password /all/secret/password /disk; stat -c %a /scratch; id -G"))
            .ShouldBe("..data/colour\n440 2345\n440 2345\n2777 2345\n2777\n0 2345\n");
        (await ExecAsync("volumes", "df -k /scratch | tail -1")).ShouldMatch(@"^tmpfs +1024 ");
        (await ExecAsync("volumes", "dd if=/dev/zero of=/scratch/big bs=1k count=2000 2>&1 || echo full")).ShouldContain("full");
        (await ExecAsync("volumes", "touch /settings/x /login/x /all/x /node 2>&1; echo $?")).ShouldContain("Read-only file system");
        (await ExecAsync("volumes", "touch /logs/line; ls /disk/logs/volumes")).ShouldBe("line\n");
        (await ExecAsync("volumes", "cut -d. -f2 /all/token | tr _- /+ | (cat; echo ==) | base64 -d 2>/dev/null")).ShouldContain("\"aud\":[\"example\"]");

        await instance.MustAsync("patch", "configmap", "volumes-settings", "-p", """{"data":{"colour":"blue","mode":"slow"}}""");
        await Eventually.ShouldAsync(async () => (await ExecAsync("volumes", "cat /settings/colour /settings/mode /all/colour") == "blueslowblue").ShouldBeTrue());
        (await ExecAsync("volumes", "cat /etc/mode")).ShouldBe("fast");
        await instance.MustAsync("label", "pod", "volumes", "tier=gold");
        await Eventually.ShouldAsync(async () => (await ExecAsync("volumes", "cat /pod/labels") == "app=\"volumes\"\ntier=\"gold\"").ShouldBeTrue());

        (await instance.MustAsync("get", "pvc")).ShouldMatch(@"claim-data +Bound +pvc-\S+ +100Mi +RWO +local-path ");
        await ExecAsync("claim", "echo kept > /data/f");
        await instance.MustAsync("delete", "pod", "claim");
        await instance.MustAsync("apply", "-f", Instance.Example("claim.yml"));
        await instance.WaitForPodAsync("claim", p => p.IsReady());
        (await ExecAsync("claim", "cat /data/f")).ShouldBe("kept\n");

        await PasswordIsNowhereAsync();
        (await instance.MustAsync("describe", "pod", "volumes")).ShouldContain("Projected (a volume that contains injected data from multiple sources)");
        MountsBelow($"pods/{pod.Uid()}").Length.ShouldBe(3); // tmpfs of scratch, two parts of volumes

        await instance.MustAsync("delete", "-f", Instance.Example("volumes.yml"), "-f", Instance.Example("claim.yml"));
        await NothingIsLeftAsync();
    }

    [Fact]
    public async Task After_a_hundred_pods_with_every_kind_of_volume_and_three_kills_of_the_daemon_no_mount_and_no_file_is_left()
    {
        await instance.ApplyAsync(Settings("crash") + "---\n" + Kept("crash"));
        for (var round = 0; round < 3; round++)
        {
            var names = Enumerable.Range(0, 34).Select(i => $"crash-{round}-{i}").ToArray();
            await instance.ApplyAsync(string.Join("---\n", names.Select(n => Pod(n, "crash"))));
            using (var daemon = System.Diagnostics.Process.GetProcessById((await instance.StatusAsync()).GetProperty("pid").GetInt32()))
            {
                // Wherever it is just now: before, between or after its mounts.
                await Task.Delay(TimeSpan.FromMilliseconds(round * 250), TimeProvider.System);
                daemon.Kill();
                await daemon.WaitForExitAsync();
            }

            await instance.MustAsync("get", "pods"); // which starts the next daemon
            await Task.WhenAll(names.Select(n => instance.WaitForPodAsync(n, p => p.IsReady())));
            (await ExecAsync(names[round], "cat /map/k /part/k /login/k /all/k /all/name; echo written | tee /kept/f /own/f /disk/f; df /mem | tail -1; wc -c < /all/token"))
                .ShouldMatch($@"^vvsecretv{names[round]}written\ntmpfs +1024 .*\n\d{{3,}}\n$");
            await instance.MustAsync(["delete", "pod", .. names, "--now"]);
        }

        await instance.MustAsync("delete", "pvc", "crash");
        await NothingIsLeftAsync();
    }

    [Fact]
    [Trait("spec", "WN-54")]
    [Trait("spec", "WN-59")]
    public async Task What_cannot_be_had_is_told_and_waited_for()
    {
        await instance.ApplyAsync(Kept("late-settings") + "---\n" + Pod("late", "late-settings") + "---\n" + """
            apiVersion: v1
            kind: Pod
            metadata: { name: wrong }
            spec:
              volumes: [ { name: h, hostPath: { path: /etc/hostname, type: Directory } } ]
              containers: [ { name: app, image: "busybox:1.32.0", command: [sleep, 1h], volumeMounts: [ { name: h, mountPath: /h } ] } ]
            """);
        await Eventually.ShouldAsync(async () => ((await instance.MustAsync("events", "--for", "pod/late"))
            .Contains("MountVolume.SetUp failed for volume \"map\" : configmap \"late-settings\" not found", StringComparison.Ordinal)).ShouldBeTrue());
        (await instance.RunAsync("why", "late")).Output.ShouldContain("there is no ConfigMap \"late-settings\" in namespace default");
        await Eventually.ShouldAsync(async () => ((await instance.MustAsync("events", "--for", "pod/wrong"))
            .Contains("MountVolume.SetUp failed for volume \"h\" : hostPath type check failed: /etc/hostname is not a directory", StringComparison.Ordinal)).ShouldBeTrue());
        await instance.ApplyAsync(Settings("late-settings"));
        await instance.WaitForPodAsync("late", p => p.IsReady());
        await instance.MustAsync("delete", "pod", "late", "wrong", "--now");
        await instance.MustAsync("delete", "pvc", "late-settings");
        await NothingIsLeftAsync();
    }

    private Task<string> ExecAsync(string pod, string script) => instance.MustAsync("exec", pod, "--", "sh", "-c", script);

    private async Task PasswordIsNowhereAsync()
    {
        foreach (var command in (string[][])[["describe", "secret", "volumes-login"], ["describe", "pod", "volumes"], ["get", "secrets"], ["events"], ["timeline", "volumes"], ["get", "pod", "volumes", "-o", "yaml"]])
        {
            (await instance.MustAsync(command)).ShouldNotContain(Password);
        }

        var root = Path.Combine(instance.Folder, instance.Name);
        foreach (var file in Directory.EnumerateFiles(root, "*", SearchOption.AllDirectories).Where(f => Path.GetExtension(f) is not (".lock" or ".sock")))
        {
            await using var open = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            using var all = new MemoryStream();
            await open.CopyToAsync(all);
            if (all.ToArray().AsSpan().IndexOf(Encoding.UTF8.GetBytes(Password)) >= 0)
            {
                file.ShouldStartWith(Path.Combine(root, "memory"), Case.Sensitive, "in memory, and nowhere on the disk");
                ((int)File.GetUnixFileMode(Path.Combine(root, "memory"))).ShouldBe(0x1C0, "which only this user can enter");
            }
        }
    }

    private Task NothingIsLeftAsync() => Eventually.ShouldAsync(
        () =>
        {
            MountsBelow("pods").ShouldBeEmpty();
            MountsBelow("memory").Length.ShouldBeLessThanOrEqualTo(1);
            string[] left = [.. Entries("pods"), .. Entries("memory"), .. Entries("volumes")];
            left.ShouldBeEmpty();
            return Task.CompletedTask;
        });

    private string[] MountsBelow(string part) =>
        [.. File.ReadAllLines("/proc/self/mountinfo").Select(l => l.Split(' ')[4]).Where(m => m.StartsWith(Path.Combine(instance.Folder, instance.Name, part), StringComparison.Ordinal))];

    private string[] Entries(string part) =>
        Path.Combine(instance.Folder, instance.Name, part) is var folder && Directory.Exists(folder) ? Directory.GetFileSystemEntries(folder) : [];

    private static string Settings(string name) => $$"""
        apiVersion: v1
        kind: ConfigMap
        metadata: { name: {{name}} }
        data: { k: v }

        """;

    // What pods share: a secret, and a claim.
    private static string Kept(string name) => $$"""
        apiVersion: v1
        kind: Secret
        metadata: { name: {{name}} }
        stringData: { k: secret }
        ---
        apiVersion: v1
        kind: PersistentVolumeClaim
        metadata: { name: {{name}} }
        spec: { accessModes: [ReadWriteOnce], resources: { requests: { storage: 1Mi } } }

        """;

    private static string Pod(string name, string shared) => $$"""
        apiVersion: v1
        kind: Pod
        metadata: { name: {{name}} }
        spec:
          terminationGracePeriodSeconds: 0
          volumes:
          - { name: map, configMap: { name: {{shared}} } }
          - { name: login, secret: { secretName: {{shared}} } }
          - { name: mem, emptyDir: { medium: Memory, sizeLimit: 1Mi } }
          - { name: disk, emptyDir: {} }
          - { name: node, hostPath: { path: /etc/hostname, type: File } }
          - { name: down, downwardAPI: { items: [ { path: name, fieldRef: { fieldPath: metadata.name } } ] } }
          - name: all
            projected:
              sources:
              - configMap: { name: {{shared}} }
              - downwardAPI: { items: [ { path: name, fieldRef: { fieldPath: metadata.name } } ] }
              - serviceAccountToken: { path: token }
          - { name: own, ephemeral: { volumeClaimTemplate: { spec: { accessModes: [ReadWriteOnce], resources: { requests: { storage: 1Mi } } } } } }
          - { name: kept, persistentVolumeClaim: { claimName: {{shared}} } }
          containers:
          - name: app
            image: busybox:1.32.0
            command: [sleep, 1h]
            volumeMounts:
            - { name: map, mountPath: /map }
            - { name: map, mountPath: /part/k, subPath: k }
            - { name: login, mountPath: /login }
            - { name: mem, mountPath: /mem }
            - { name: disk, mountPath: /disk }
            - { name: node, mountPath: /node }
            - { name: down, mountPath: /down }
            - { name: all, mountPath: /all }
            - { name: own, mountPath: /own }
            - { name: kept, mountPath: /kept }

        """;
}
