using System.Text.Json.Nodes;

namespace LocalPods.Bench.Sections;

/// <summary>The command as a process, with and without a daemon, and kubectl beside it where there is one.</summary>
internal static class Commands
{
    private const int Starts = 5;
    private const int Rounds = 10;
    private const int Count = 5;

    /// <summary>How <c>why</c> ends when it had something to explain.</summary>
    private const int NotReady = 2;

    public static async Task RunAsync(Target target, Report report)
    {
        var names = Enumerable.Range(0, Count).Select(i => $"listed-{i}").ToArray();
        await target.Pods.CreateAsync([.. names.Select(n => Pods.Manifest(n))]);
        await GetPodsAsync(target, report);
        await WhyAsync(target, report);
        await target.Pods.DeleteAsync(names);
        await StartAsync(target, report);
    }

    private static async Task GetPodsAsync(Target target, Report report)
    {
        var kubeconfig = await KubeconfigAsync(target);
        var (ours, kubectl) = (new Samples(), new Samples());
        for (var round = 0; round <= Rounds; round++)
        {
            await ours.TimeAsync(() => target.Cli.RunAsync("get", "pods"), round > 0);
            if (kubeconfig is not null)
            {
                await kubectl.TimeAsync(() => Cli.RunProgramAsync("kubectl", 0, "--kubeconfig", kubeconfig, "get", "pods"), round > 0);
            }
        }

        if (kubeconfig is null)
        {
            report.Row($"localpods get pods ({Count} pods), the process", Report.Milliseconds(ours.Median));
            return;
        }

        File.Delete(kubeconfig);
        report.Row($"localpods get pods ({Count} pods), the process; kubectl", ours, kubectl);
    }

    private static async Task WhyAsync(Target target, Report report)
    {
        await target.Pods.UntilAsync(
            ["broken"],
            change => change["object"]!["status"]?["containerStatuses"]?[0]?["state"]?["waiting"]?["reason"]?.GetValue<string>() == "CrashLoopBackOff",
            () => target.Pods.PostAsync(Pods.Manifest("broken", new JsonObject { ["command"] = new JsonArray("false") })));
        var why = new Samples();
        for (var round = 0; round <= Rounds; round++)
        {
            await why.TimeAsync(() => target.Cli.RunToAsync(NotReady, "why", "broken"), round > 0);
        }

        await target.Pods.DeleteAsync("broken");
        report.Row("localpods why, of a pod that crashes, the process", Report.Milliseconds(why.Median), "300 ms");
    }

    private static async Task StartAsync(Target target, Report report)
    {
        var (cold, warm) = (new Samples(), new Samples());
        for (var round = 0; round < Starts; round++)
        {
            await target.Cli.RunAsync("down");
            await cold.TimeAsync(() => target.Cli.RunAsync("get", "pods"));
            await warm.TimeAsync(() => target.Cli.RunAsync("get", "pods"));
        }

        report.Row("the first command, which starts the daemon", Report.Milliseconds(cold.Median));
        report.Row("daemon: start -> serving (the first command less a second)", Report.Milliseconds(cold.Median - warm.Median));
    }

    // Null where there is no kubectl that can talk to the daemon.
    private static async Task<string?> KubeconfigAsync(Target target)
    {
        var path = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(path, await target.Cli.RunAsync("kubeconfig"));
            await Cli.RunProgramAsync("kubectl", 0, "--kubeconfig", path, "get", "pods");
            return path;
        }
        catch (Exception e) when (e is InvalidOperationException or System.ComponentModel.Win32Exception)
        {
            File.Delete(path);
            return null;
        }
    }
}
