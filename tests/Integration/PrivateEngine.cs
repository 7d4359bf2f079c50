using System.Diagnostics;

namespace LocalPods.Integration;

/// <summary>
/// A dockerd of a test's own, which it may stop: in network and mount namespaces of its own, so that it and the machine's engine
/// do not meet. Needs root.
/// </summary>
internal sealed class PrivateEngine : IAsyncDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("localpods-engine-").FullName;
    private Process? _process;

    public string Host => $"unix://{_folder}/docker.sock";

    public static bool IsPossible => System.Environment.UserName == "root" && File.Exists("/usr/sbin/dockerd");

    /// <summary>Returns when it answers; at once when it runs.</summary>
    public async Task StartAsync()
    {
        if (_process is { HasExited: false })
        {
            return;
        }

        File.Delete($"{_folder}/docker.pid");
        var script =
            $"ip link set lo up; exec dockerd --host {Host} --data-root {_folder}/data --exec-root {_folder}/exec --pidfile {_folder}/docker.pid " +
            $"--iptables=false --ip6tables=false --ip-masq=false >>{_folder}/dockerd.log 2>&1";
        _process = Process.Start(new ProcessStartInfo("unshare", ["--net", "--mount", "sh", "-c", script]))!;
        await Eventually.ShouldAsync(
            async () => (await Command.RunAsync("docker", ["--host", Host, "version"])).ExitCode.ShouldBe(0, await LogAsync()));
    }

    /// <summary>Asks it to end, as a service manager would; running containers are stopped with it.</summary>
    public async Task StopAsync()
    {
        if (_process is { HasExited: false } process)
        {
            using var kill = Process.Start("kill", ["-TERM", $"{process.Id}"]);
            await process.WaitForExitAsync(new CancellationTokenSource(TimeSpan.FromSeconds(60), TimeProvider.System).Token);
        }
    }

    /// <summary>Copies an image of the machine's engine into this one.</summary>
    public async Task CopyImageAsync(string image)
    {
        var file = $"{_folder}/image.tar";
        await Command.DockerAsync("save", "-o", file, image);
        await Command.DockerAsync("--host", Host, "load", "-i", file);
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _process?.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private async Task<string> LogAsync() => File.Exists($"{_folder}/dockerd.log") ? await File.ReadAllTextAsync($"{_folder}/dockerd.log") : "no log";
}
