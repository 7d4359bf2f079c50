using System.Collections.Concurrent;
using System.Diagnostics;

namespace LocalPods.Compatibility;

/// <summary>Runs kubectl against an instance of the class's own, each version in a namespace of its own.</summary>
public abstract class KubectlTest(Instance instance) : IClassFixture<Instance>
{
    private const string Shared = "shared";

    private static readonly ConcurrentDictionary<(string Instance, string Version), Task> s_sharedPods = new();

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
    internal Task<CommandResult> TryAsync(string version, string? input, params string[] arguments) => TryAsync(version, input, [], arguments);

    internal async Task<CommandResult> TryAsync(string version, string? input, Dictionary<string, string> variables, string[] arguments)
    {
        _kubeconfig ??= await instance.KubeconfigAsync();
        var environment = new Dictionary<string, string>(variables) { ["KUBECONFIG"] = _kubeconfig };
        environment.TryAdd("HOME", Path.Combine(instance.Folder, "home-" + version));
        try
        {
            var result = await Command.RunAsync(Kubectl.PathOf(version), ["--namespace", Namespace(version), .. arguments], environment, input);
            if (result.ExitCode == 0 || (result.ExitCode == 1 && arguments[0] == "diff"))
            {
                VerbRecord.Note(version, arguments);
            }

            return result;
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

    /// <summary>Runs a test with every kubectl, some at once, each in a namespace of its own that is there already.</summary>
    internal async Task EachAsync(Func<string, Task> test)
    {
        Kubectl.Require(Kubectl.Newest);
        _kubeconfig ??= await instance.KubeconfigAsync();
        var failures = new ConcurrentQueue<string>();
        await Parallel.ForEachAsync(Kubectl.Versions.Cast<object[]>().Select(row => (string)row[0]), new ParallelOptions { MaxDegreeOfParallelism = 3 }, async (version, _) =>
        {
            try
            {
                await TryAsync(version, null, "create", "namespace", Namespace(version));
                await test(version);
            }
            catch (Exception failure) when (failure is not OutOfMemoryException)
            {
                failures.Enqueue($"kubectl {version}: {failure}");
            }
        });
        failures.ShouldBeEmpty();
    }

    /// <summary>Starts <c>port-forward</c>; the caller ends it.</summary>
    internal Process StartForward(string version, string pod, string port) => Start(version, "port-forward", "pod/" + pod, port);

    /// <summary>Says that what <see cref="Start"/> started did its work.</summary>
    internal static void Worked(string version, string verb) => VerbRecord.Note(version, [verb]);

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

    /// <summary>The version's pod for all tests of the class: one that each leaves as it is for the others, and that ends with the instance.</summary>
    /// <returns>Its name.</returns>
    internal async Task<string> SharedPodAsync(string version)
    {
        _kubeconfig ??= await instance.KubeconfigAsync();
        await s_sharedPods.GetOrAdd((instance.Name, version), _ => StartPodAsync(version, Shared));
        return Shared;
    }

    /// <summary>Stops the daemon and starts it again; the kubeconfig stays good.</summary>
    internal async Task RestartAsync()
    {
        await instance.MustAsync("down");
        await instance.MustAsync("kubeconfig");
    }

    internal static string Namespace(string version) => "v" + version.Replace('.', '-');
}
