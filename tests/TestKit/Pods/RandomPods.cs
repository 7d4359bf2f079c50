using System.Globalization;
using LocalPods.Api.Core;

namespace LocalPods.TestKit;

/// <summary>
/// Draws pods. What their containers do is told as behaviours of the fake; commands of probes and hooks say by themselves
/// what they answer (<see cref="Answer"/>), so that both can be said to a real engine too.
/// </summary>
/// <param name="behaves">Told pod, container and what its instances do by attempt, the last one for all that follow.</param>
/// <param name="random">All chance.</param>
public sealed class RandomPods(Action<string, string, ContainerBehaviour[]> behaves, Random random)
{
    private const string Image = "busybox:1.32.0";

    /// <summary>A pod of any kind.</summary>
    public RandomPod Draw(string name) => random.Next(5) < 3 ? Lasting(name) : Finite(name);

    /// <summary>Ends in being ready, whatever happens to it on the way.</summary>
    private RandomPod Lasting(string name)
    {
        var containers = Many(1, 3, i => WithProbes(WithHooks(Make(name, $"c{i}", Crashes(runs: true)), mayFail: true), mayDie: true));
        var init = Many(0, 3, i => Init(name, $"i{i}", anyPolicy: false));
        return new RandomPod(name, Spec("Always", init, containers), Fate.Ready, Lasting: true);
    }

    /// <summary>Ends by its exit codes and policies, if nobody meddles.</summary>
    private RandomPod Finite(string name)
    {
        var policy = random.Next(3) switch { 0 => "OnFailure", 1 => "Never", _ => "Always" };
        var scripts = new Dictionary<string, int?[]>();
        var containers = Many(1, 3, i =>
        {
            var script = Crashes(runs: random.Next(3) == 0);
            scripts[$"c{i}"] = script;
            return WithPolicy(WithPreStop(Make(name, $"c{i}", script)));
        });
        var init = Many(0, 2, i => Init(name, $"i{i}", anyPolicy: true, scripts));
        var spec = Spec(policy, init, containers);
        return new RandomPod(name, spec, FateOf(spec, scripts), Lasting: false);
    }

    private PodSpec Spec(string policy, Container[] init, Container[] containers) => new()
    {
        RestartPolicy = policy,
        DnsPolicy = "ClusterFirst",
        Containers = [.. containers],
        InitContainers = [.. init],
        TerminationGracePeriodSeconds = random.Next(3) switch { 0 => 30, 1 => 3, _ => random.Next(1, 12) },
    };

    private T[] Many<T>(int least, int most, Func<int, T> make) => [.. Enumerable.Range(0, random.Next(least, most + 1)).Select(make)];

    // Exit codes by attempt; null runs until it is stopped.
    private int?[] Crashes(bool runs)
    {
        int?[] crashes = [.. Enumerable.Range(0, random.Next(runs ? 0 : 1, 3)).Select(_ => (int?)(random.Next(3) == 0 ? 0 : random.Next(1, 5)))];
        return runs ? [.. crashes, null] : crashes;
    }

    private Container Make(string pod, string name, int?[] script)
    {
        var takes = TimeSpan.FromMilliseconds(random.Next(4) == 0 ? random.Next(2000) : 0);
        int? onTerm = random.Next(4) == 0 ? null : random.Next(3) * 700;
        var common = new ContainerBehaviour
        {
            EndsOnTermAfter = onTerm is { } ms ? TimeSpan.FromMilliseconds(ms) : null,
            TermExitCode = random.Next(2) == 0 ? 0 : 143,
            Executes = Answer,
        };
        behaves(pod, name, [.. script.Select(c => c is { } exit ? common with { ExitCode = exit, ExitsAfter = takes } : common)]);
        return new Container
        {
            Name = name,
            Image = Image,
            ImagePullPolicy = "IfNotPresent",
            TerminationMessagePath = "/dev/termination-log",
            TerminationMessagePolicy = "File",
        };
    }

    private Container Init(string pod, string name, bool anyPolicy, Dictionary<string, int?[]>? scripts = null)
    {
        if (random.Next(3) == 0)
        {
            var sidecar = Make(pod, name, Crashes(runs: true)) with { RestartPolicy = "Always" };
            return WithProbes(anyPolicy ? WithPreStop(sidecar) : WithHooks(sidecar, mayFail: false), mayDie: false);
        }

        int?[] script = [.. Enumerable.Range(0, random.Next(3)).Select(_ => (int?)random.Next(1, 4)), 0];
        if (scripts is not null)
        {
            scripts[name] = script;
        }

        var container = Make(pod, name, script);
        return anyPolicy && random.Next(4) == 0 ? container with { RestartPolicy = random.Next(2) == 0 ? "Never" : "OnFailure" } : container;
    }

    private Container WithPolicy(Container container) => random.Next(4) switch
    {
        0 => container with { RestartPolicy = random.Next(3) switch { 0 => "Never", 1 => "OnFailure", _ => "Always" } },
        1 => container with
        {
            RestartPolicy = random.Next(2) == 0 ? "Never" : "OnFailure",
            RestartPolicyRules =
            [
                new ContainerRestartRule { Action = "Restart", ExitCodes = new ContainerRestartRuleOnExitCodes { Operator = random.Next(2) == 0 ? "In" : "NotIn", Values = [random.Next(5), 2] } },
            ],
        },
        _ => container,
    };

    private Container WithPreStop(Container container) => random.Next(3) == 0
        ? container with { Lifecycle = new Lifecycle { PreStop = Hook("pre-stop", random.Next(8000), 0, 0) } }
        : container;

    private Container WithHooks(Container container, bool mayFail)
    {
        container = WithPreStop(container);
        if (random.Next(4) == 0)
        {
            var badAttempts = mayFail && random.Next(3) == 0 ? 1 : 0;
            container = container with { Lifecycle = (container.Lifecycle ?? new Lifecycle()) with { PostStart = Hook("post-start", random.Next(3000), 1, badAttempts) } };
        }

        return container;
    }

    private Container WithProbes(Container container, bool mayDie) => container with
    {
        StartupProbe = random.Next(3) == 0 ? Probe("startup", random.Next(6000), failures: 30) : null,
        ReadinessProbe = random.Next(3) == 0 ? Probe("ready", random.Next(8000), failures: random.Next(1, 4)) : null,
        LivenessProbe = random.Next(3) == 0 ? Probe("live", mayDie && random.Next(2) == 0 ? random.Next(3000, 20000) : int.MaxValue, failures: random.Next(1, 4)) : null,
    };

    private Probe Probe(string what, int milliseconds, int failures) => new()
    {
        Exec = new ExecAction { Command = [what, milliseconds.ToString(CultureInfo.InvariantCulture)] },
        PeriodSeconds = random.Next(1, 5),
        TimeoutSeconds = 1,
        FailureThreshold = failures,
        SuccessThreshold = 1,
        InitialDelaySeconds = random.Next(3) == 0 ? random.Next(4) : 0,
        TerminationGracePeriodSeconds = what != "ready" && random.Next(4) == 0 ? random.Next(1, 6) : null,
    };

    private static LifecycleHandler Hook(string what, int milliseconds, int code, int badAttempts) => new()
    {
        Exec = new ExecAction
        {
            Command = [what, milliseconds.ToString(CultureInfo.InvariantCulture), code.ToString(CultureInfo.InvariantCulture), badAttempts.ToString(CultureInfo.InvariantCulture)],
        },
    };

    private static ExecOutcome Answer(ExecRequest ask)
    {
        var milliseconds = TimeSpan.FromMilliseconds(int.Parse(ask.Command[1], CultureInfo.InvariantCulture));
        return ask.Command[0] switch
        {
            "startup" or "ready" => new ExecOutcome(ask.RunningFor >= milliseconds ? 0 : 1),
            "live" => new ExecOutcome(ask.Container.Attempt < 2 && ask.RunningFor >= milliseconds ? 1 : 0),
            _ => new ExecOutcome(ask.Container.Attempt < int.Parse(ask.Command[3], CultureInfo.InvariantCulture) ? int.Parse(ask.Command[2], CultureInfo.InvariantCulture) : 0) { Takes = milliseconds },
        };
    }

    // Our own reading of spec 4.6 and 9.1, so that the code's is not asked about itself.
    private static Fate FateOf(PodSpec spec, Dictionary<string, int?[]> scripts)
    {
        foreach (var init in spec.InitContainers.Where(c => c.RestartPolicy != "Always"))
        {
            if ((init.RestartPolicy ?? spec.RestartPolicy) == "Never" && scripts[init.Name][0] != 0)
            {
                return Fate.Failed;
            }
        }

        var ends = spec.Containers.Select(c => EndOf(c, spec.RestartPolicy!, scripts[c.Name])).ToList();
        return ends.All(e => e is null) ? Fate.Ready
            : ends.Any(e => e is null or -1) ? Fate.Restless
            : ends.All(e => e == 0) ? Fate.Succeeded
            : Fate.Failed;
    }

    // The exit code it ends with; null when it runs for ever, -1 when it is restarted for ever.
    private static int? EndOf(Container container, string podPolicy, int?[] script)
    {
        foreach (var code in script)
        {
            if (code is null || !Repeats(container, podPolicy, code.Value))
            {
                return code;
            }
        }

        return -1;
    }

    private static bool Repeats(Container container, string podPolicy, int code)
    {
        var ruled = container.RestartPolicyRules.Any(r => (r.ExitCodes!.Operator == "In") == r.ExitCodes.Values.Contains(code));
        return ruled || (container.RestartPolicy ?? podPolicy) switch { "Always" => true, "OnFailure" => code != 0, _ => false };
    }
}
