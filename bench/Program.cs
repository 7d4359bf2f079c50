using LocalPods.Bench;
using LocalPods.Bench.Sections;

// Usage: LocalPods.Bench ENGINE_SOCKET COMMAND PAUSE_IMAGE INSTANCE [SECTION...]
(string Name, Func<Target, Report, Task> RunAsync)[] sections =
[
    ("probes", Probes.RunAsync), // first: what it keeps resident is to be what these pods need, and not what others left
    ("pods", CreatesAndDeletes.RunAsync),
    ("exits", Exits.RunAsync),
    ("idle", Idle.RunAsync),
    ("commands", Commands.RunAsync),
    ("store", Store.RunAsync),
];
var chosen = args[4..];
if (chosen.Except(sections.Select(s => s.Name)).FirstOrDefault() is { } unknown)
{
    Console.Error.WriteLine($"no section \"{unknown}\"; there are: {string.Join(", ", sections.Select(s => s.Name))}");
    return 2;
}

using var engine = new Engine(new UnixHttp(args[0]), args[2]);
var cli = new Cli(args[1]);
var status = await cli.StatusAsync();
using var pods = new Pods(new UnixHttp(status["socket"]!.GetValue<string>()));
var target = new Target(engine, pods, cli);
var report = new Report(Console.Out);
report.Text($"{Environment.ProcessorCount} processors, load {Machine.Load()} before; {status["engine"]!["name"]} {status["engine"]!["version"]}");
foreach (var (name, runAsync) in sections.Where(s => chosen.Length == 0 || chosen.Contains(s.Name)))
{
    report.Section(name);
    await runAsync(target, report);
}

// A daemon that just started may still be trying out the engine with a container.
var left = 1;
for (var patience = 0; patience < 20 && (left = await engine.CountAsync($"localpods.io/instance={args[3]}")) > 0; patience++)
{
    await Machine.PauseAsync(0.5);
}

report.Text("");
report.Text($"containers of the instance left on the engine: {left}");
return left == 0 ? 0 : 1;
