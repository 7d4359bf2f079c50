using LocalPods.Api.Core;
using LocalPods.Api.Meta;
using LocalPods.Orchestrator.Events;
using LocalPods.Orchestrator.Probes;
using LocalPods.Orchestrator.Runtime;
using Microsoft.Extensions.Logging.Abstractions;
using ContainerStatus = LocalPods.Orchestrator.Runtime.ContainerStatus;

namespace LocalPods.Orchestrator.Tests.Probes;

/// <summary>A probe engine in virtual time, a pod it looks at, and a script of what probes answer.</summary>
internal sealed class ProbeScene : IProber, IEventRecorder
{
    private readonly TestKit.Simulation _simulation;
    private int _instances;

    public ProbeScene(TestKit.Simulation simulation, ProbeOptions? options = null)
    {
        _simulation = simulation;
        Start = simulation.Clock.GetUtcNow();
        Engine = new ProbeEngine(this, this, options ?? new ProbeOptions(), simulation.Clock, simulation.Random, NullLogger<ProbeEngine>.Instance)
        {
            Changed = _ => Wakes++,
            Ran = Runs.Add,
        };
    }

    public ProbeEngine Engine { get; }
    public DateTimeOffset Start { get; }
    public List<ProbeRun> Runs { get; } = [];
    public List<EventNote> Events { get; } = [];
    public int Wakes { get; private set; }
    public int UnderWay { get; private set; }
    public int MostUnderWay { get; private set; }
    public int Asked { get; private set; }

    /// <summary>What the next attempt gets.</summary>
    public Func<ProbeTarget, ProbeOutcome> Answer { get; set; } = _ => ProbeOutcome.Success("");

    public TimeSpan Takes { get; set; }

    public Pod Pod { get; set; } = new()
    {
        Metadata = new ObjectMeta { Namespace = "default", Name = "web", Uid = "uid" },
        Spec = new PodSpec { Containers = [new Container { Name = "app" }] },
    };

    public RuntimePod Seen { get; private set; } = new(
        new PodIdentity("default", "web", "uid"),
        [new SandboxStatus(new("sandbox"), new PodIdentity("default", "web", "uid"), 0, DateTimeOffset.UnixEpoch) { Ready = true, Ips = ["10.0.0.7"] }],
        []);

    public ContainerId Instance => Seen.Containers[0].Id;

    public static void Run(Func<ProbeScene, Task> scenario, ProbeOptions? options = null) => TestKit.Simulation.Run(1, async simulation =>
    {
        var scene = new ProbeScene(simulation, options);
        using var stopping = new CancellationTokenSource();
        var engine = scene.Engine.RunAsync(stopping.Token);
        await scenario(scene);
        stopping.Cancel();
        try
        {
            await engine;
        }
        catch (OperationCanceledException)
        {
            // As asked.
        }

        scene.UnderWay.ShouldBe(0);
    });

    public static Probe Exec(int period = 10, int failures = 3, int successes = 1, int delay = 0) => new()
    {
        Exec = new ExecAction { Command = ["true"] },
        PeriodSeconds = period,
        FailureThreshold = failures,
        SuccessThreshold = successes,
        InitialDelaySeconds = delay,
        TimeoutSeconds = 1,
    };

    public ProbeScene With(Func<Container, Container> change)
    {
        Pod = Pod with { Spec = Pod.Spec with { Containers = [change(Pod.Spec.Containers[0])] } };
        return this;
    }

    /// <summary>A new instance of the container runs.</summary>
    public void Started(string container = "app") => Put(new ContainerStatus(
        new($"instance-{_instances}"), new("sandbox"), Seen.Pod, container, _instances++, _simulation.Clock.GetUtcNow())
    {
        StartedAt = _simulation.Clock.GetUtcNow(),
    });

    public void Exited(int code) => Put(Seen.Containers[0] with { FinishedAt = _simulation.Clock.GetUtcNow(), ExitCode = code });

    public void Observe(bool terminating = false) => Engine.Observe(Pod, Seen, terminating);

    public void StartedAndObserved()
    {
        Started();
        Observe();
    }

    public Task PassAsync(double seconds) => Task.Delay(TimeSpan.FromSeconds(seconds), _simulation.Clock);

    public ProbeVerdict? Verdict(ProbeType type) => Engine.Results("uid").Find(type, Instance);

    /// <summary>When attempts of this type began, in seconds of the scene.</summary>
    public double[] Times(ProbeType type) => [.. Runs.Where(r => r.Type == type).Select(r => (r.StartedAt - Start).TotalSeconds)];

    public async Task<ProbeOutcome> ProbeAsync(ProbeTarget target, TimeSpan timeout, CancellationToken cancellationToken)
    {
        Asked++;
        MostUnderWay = Math.Max(MostUnderWay, ++UnderWay);
        try
        {
            if (Takes > TimeSpan.Zero)
            {
                await Task.Delay(Takes, _simulation.Clock, cancellationToken);
            }

            return Answer(target);
        }
        finally
        {
            UnderWay--;
        }
    }

    public void Record(EventNote note) => Events.Add(note);

    private void Put(ContainerStatus status) =>
        Seen = Seen with { Containers = [status, .. Seen.Containers.Where(c => c.Id != status.Id)] };
}
