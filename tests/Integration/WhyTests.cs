using System.Diagnostics;
using System.Text.Json;
using Xunit.Abstractions;

namespace LocalPods.Integration;

/// <summary>
/// Every pod of the folder <c>Why</c> has one planted cause, which its first line names by code and field. They all run at once in
/// one instance, and each is asked why it is not Ready.
/// </summary>
[Trait("needs", "docker")]
[Collection(Alone.Name)]
public sealed class WhyTests(Instance instance, ITestOutputHelper output) : IClassFixture<Instance>
{
    private const string Cause = "# cause: ";
    private const string ThenDelete = "# then: delete";

    /// <summary>What the engine does not tell in 0.2 s is left out of an answer, so none takes long; the engine is busy with all these pods meanwhile, and <c>make bench</c> measures.</summary>
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(2);

    [Fact]
    public async Task The_root_cause_is_the_planted_one()
    {
        var planted = Directory.GetFiles(Path.Combine(Command.RepositoryRoot, "tests", "Integration", "Why"), "*.yml")
            .Select(f => (Name: Path.GetFileNameWithoutExtension(f), Lines: File.ReadAllLines(f)))
            .OrderBy(p => p.Name, StringComparer.Ordinal)
            .Select(p => (p.Name, Cause: p.Lines[0][Cause.Length..], Delete: p.Lines[1] == ThenDelete, Manifest: string.Join('\n', p.Lines)))
            .ToArray();
        planted.Length.ShouldBeGreaterThanOrEqualTo(40);

        await using var registry = RefusingRegistry.Start();
        var hostPort = RefusingRegistry.FreePort().ToString(System.Globalization.CultureInfo.InvariantCulture);
        string Ready(string manifest) => manifest.Replace("REGISTRY", registry.Address, StringComparison.Ordinal).Replace("HOSTPORT", hostPort, StringComparison.Ordinal);
        var holder = planted.Single(p => p.Cause == "Ready");
        await instance.ApplyAsync(Ready(holder.Manifest));
        await instance.WaitForPodAsync(holder.Name, p => p.IsReady());
        await instance.ApplyAsync(string.Join("\n---\n", planted.Where(p => p.Name != holder.Name).Select(p => Ready(p.Manifest))));
        foreach (var (name, _, _, _) in planted.Where(p => p.Delete))
        {
            await instance.WaitForPodAsync(name, p => p.IsReady());
            await instance.MustAsync("delete", "pod", name, "--wait=false");
        }

        var wrong = planted.Where(p => p.Name != holder.Name).ToDictionary(p => p.Name, p => $"{p.Cause}, not asked");
        var watch = Stopwatch.StartNew();
        while (wrong.Count > 0 && watch.Elapsed < Patience.Limit)
        {
            foreach (var (name, cause, _, _) in planted.Where(p => wrong.ContainsKey(p.Name)))
            {
                var (answer, _) = await WhyAsync(name);
                if (answer == cause)
                {
                    wrong.Remove(name);
                }
                else
                {
                    wrong[name] = $"{cause}, but it says {answer}";
                }
            }

            await Task.Delay(TimeSpan.FromMilliseconds(500), TimeProvider.System);
        }

        var settled = watch.Elapsed;
        wrong.Select(w => $"{w.Key}: {w.Value}").ShouldBeEmpty();
        var times = new List<TimeSpan>();
        foreach (var (name, _, _, _) in planted)
        {
            times.Add((await WhyAsync(name)).Took);
        }

        times.Sort();
        output.WriteLine($"{planted.Length} pods, settled after {settled.TotalSeconds:0.0} s; an explanation takes {times[times.Count / 2].TotalMilliseconds:0} ms (median), {times[^1].TotalMilliseconds:0} ms (worst)");
        times[times.Count / 2].ShouldBeLessThan(Soon);

        // What a person sees is the same.
        var shown = await instance.RunAsync("why", "readiness-port");
        shown.ExitCode.ShouldBe(2, shown.ToString());
        shown.Output.ShouldStartWith("pod default/readiness-port is not Ready\n└─ container main is not ready\n");
        shown.Output.ShouldContain("\nCause:     PortNotListening (spec.containers[0].readinessProbe)\n");
        (await instance.RunAsync("why", holder.Name)).ExitCode.ShouldBe(0);
    }

    private async Task<(string Cause, TimeSpan Took)> WhyAsync(string pod)
    {
        var watch = Stopwatch.StartNew();
        var explanation = JsonElement.Parse(await instance.GetAsync($"/localpods/namespaces/default/pods/{pod}/why"));
        var took = watch.Elapsed;
        return explanation.TryGetProperty("cause", out var cause)
            ? ($"{cause.GetProperty("code").GetString()} {(cause.TryGetProperty("field", out var field) ? field.GetString() : "")}".TrimEnd(), took)
            : ("Ready", took);
    }
}
