using System.Diagnostics;

namespace LocalPods.Compatibility;

/// <summary>Runs kubectl against an instance of the class's own, each version in a namespace of its own.</summary>
public abstract class KubectlTest(Instance instance) : IClassFixture<Instance>
{
    private string? _kubeconfig;

    /// <summary>A pod that stays, and does what it is told in a shell.</summary>
    protected static string Sleeper(string name) => $$"""
        apiVersion: v1
        kind: Pod
        metadata:
          name: {{name}}
          labels: {app: {{name}}}
        spec:
          terminationGracePeriodSeconds: 1
          containers:
          - name: main
            image: busybox:1.32.0
            command: ["sh", "-c", "echo started; trap 'exit 0' TERM; while :; do sleep 1; done"]
        """;

    /// <summary>Runs kubectl in the version's namespace.</summary>
    internal async Task<CommandResult> TryAsync(string version, string? input, params string[] arguments)
    {
        _kubeconfig ??= await instance.KubeconfigAsync();
        var environment = new Dictionary<string, string> { ["KUBECONFIG"] = _kubeconfig, ["HOME"] = Path.Combine(instance.Folder, "home-" + version) };
        try
        {
            return await Command.RunAsync(Kubectl.PathOf(version), ["--namespace", Namespace(version), .. arguments], environment, input);
        }
        catch (TimeoutException e)
        {
            throw new TimeoutException($"{e.Message}\n{await instance.EvidenceAsync()}", e);
        }
    }

    /// <summary>Runs kubectl, which must succeed; its output.</summary>
    internal async Task<string> MustAsync(string version, params string[] arguments) => await MustAsync(version, null, arguments);

    internal async Task<string> MustAsync(string version, string? input, string[] arguments)
    {
        var result = await TryAsync(version, input, arguments);
        result.ExitCode.ShouldBe(0, $"kubectl {version} {string.Join(' ', arguments)}\n{result}");
        return result.Output;
    }

    /// <summary>Starts <c>port-forward</c>; the caller ends it.</summary>
    internal Process StartForward(string version, string pod, string port) => Start(version, "port-forward", "pod/" + pod, port);

    /// <summary>Starts kubectl; the caller ends it.</summary>
    internal Process Start(string version, params string[] arguments)
    {
        var start = new ProcessStartInfo(Kubectl.PathOf(version), ["--namespace", Namespace(version), .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["KUBECONFIG"] = _kubeconfig;
        start.Environment["HOME"] = Path.Combine(instance.Folder, "home-" + version);
        return Process.Start(start) ?? throw new InvalidOperationException("kubectl did not start");
    }

    /// <summary>Makes the version's namespace and a pod that is ready in it.</summary>
    internal async Task StartPodAsync(string version, string name)
    {
        await TryAsync(version, null, "create", "namespace", Namespace(version));
        await MustAsync(version, Sleeper(name), ["apply", "-f", "-"]);
        await MustAsync(version, "wait", "--for=condition=Ready", "pod/" + name, "--timeout=60s");
    }

    /// <summary>Stops the daemon and starts it again; the kubeconfig stays good.</summary>
    internal async Task RestartAsync()
    {
        await instance.MustAsync("down");
        await instance.MustAsync("kubeconfig");
    }

    internal static string Namespace(string version) => "v" + version.Replace('.', '-');
}
