using LocalPods.Cli.Commands;
using LocalPods.Cli.Daemon;

return CommandLine.Run(
    CliEnvironment.OfProcess() with
    {
        RunDaemon = order => DaemonHost.RunAsync(order, Console.OpenStandardOutput(), Console.Error, CancellationToken.None).GetAwaiter().GetResult(),
        Purge = (paths, told) => InstancePurge.RunAsync(paths, told, CancellationToken.None).GetAwaiter().GetResult(),
    },
    args);
