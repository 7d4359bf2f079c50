using System.Diagnostics;
using System.Net.Sockets;

namespace LocalPods.Integration;

/// <summary>A real registry of a test's own, on a loopback port. It asks for <c>me</c> and <c>secret</c>, if it asks at all.</summary>
internal sealed class LocalRegistry : IAsyncDisposable
{
    public const string User = "me";
    public const string Password = "secret";

    /// <summary>The line of an htpasswd file for the two.</summary>
    private const string Hash = "me:$2y$05$Vt9SxHQSxTrbIXuqWIZrheZang9I54NVuXkhIm26tncOExZ4l2jiW";

    private readonly string _folder = Directory.CreateTempSubdirectory("localpods-registry-").FullName;
    private readonly List<string> _images = [];
    private readonly bool _guarded;
    private Process? _process;

    private LocalRegistry(bool guarded) => _guarded = guarded;

    public int Port { get; } = RefusingRegistry.FreePort();

    /// <summary>What stands before the names of its images.</summary>
    public string Address => $"127.0.0.1:{Port}";

    /// <summary>A <c>config.json</c> that has the credentials.</summary>
    public string Config => $$"""{"auths":{"{{Address}}":{"auth":"{{Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes($"{User}:{Password}"))}}"} } }""";

    /// <summary>Starts one; skips the test where the program is not installed (scripts/images.sh brings it on Debian and Ubuntu).</summary>
    public static async Task<LocalRegistry> StartAsync(bool guarded = false)
    {
        var program = (System.Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Append(Path.Combine(Command.RepositoryRoot, "artifacts", "tools"))
            .Select(d => Path.Combine(d, "docker-registry")).FirstOrDefault(File.Exists);
        Skip.If(program is null, "docker-registry is not installed: make images brings it on Debian and Ubuntu");
        var registry = new LocalRegistry(guarded);
        await registry.RunAsync(program!);
        return registry;
    }

    /// <summary>Pushes an image that nobody has seen before, made of busybox and so many random bytes, and removes it from the engine.</summary>
    /// <returns>Its name.</returns>
    public async Task<string> PushAsync(string name, int bytes)
    {
        var image = $"{Address}/{name}";
        var container = $"localpods-registry-{Port}";
        await File.WriteAllBytesAsync(Path.Combine(_folder, "data"), System.Security.Cryptography.RandomNumberGenerator.GetBytes(bytes));
        await Command.DockerAsync("create", "--name", container, "busybox:1.32.0", "true");
        try
        {
            await Command.DockerAsync("cp", Path.Combine(_folder, "data"), $"{container}:/data");
            await Command.DockerAsync("commit", "--change", "CMD [\"sleep\",\"1000\"]", container, image);
        }
        finally
        {
            await Command.DockerAsync("rm", container);
        }

        _images.Add(image);
        await File.WriteAllTextAsync(Path.Combine(_folder, "config.json"), Config);
        await Command.DockerAsync("--config", _folder, "push", image);
        await Command.DockerAsync("rmi", image);
        return image;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var image in _images)
        {
            await Command.RunAsync("docker", ["rmi", "--force", image]);
        }

        if (_process is { HasExited: false })
        {
            _process.Kill();
            await _process.WaitForExitAsync();
        }

        _process?.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private async Task RunAsync(string program)
    {
        await File.WriteAllTextAsync(Path.Combine(_folder, "htpasswd"), Hash + "\n");
        var auth = _guarded ? $"auth: {{htpasswd: {{realm: test, path: {_folder}/htpasswd}}}}\n" : "";
        await File.WriteAllTextAsync(
            Path.Combine(_folder, "config.yml"),
            $"version: 0.1\nlog: {{level: error, accesslog: {{disabled: true}}}}\nstorage: {{filesystem: {{rootdirectory: {_folder}/data-root}}}}\nhttp: {{addr: '{Address}'}}\n{auth}");
        _process = Process.Start(new ProcessStartInfo("sh", ["-c", $"exec {program} serve {_folder}/config.yml >{_folder}/log 2>&1"]))!;
        await Eventually.ShouldAsync(
            async () =>
            {
                using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
                (await ConnectsAsync(socket)).ShouldBeTrue(File.Exists($"{_folder}/log") ? await File.ReadAllTextAsync($"{_folder}/log") : "no log");
            });
    }

    private async Task<bool> ConnectsAsync(Socket socket)
    {
        try
        {
            await socket.ConnectAsync("127.0.0.1", Port);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
