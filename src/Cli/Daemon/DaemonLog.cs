using System.Globalization;
using LocalPods.Cli.Client;
using Microsoft.Extensions.Logging;
using Serilog;
using Serilog.Events;
using Serilog.Extensions.Logging;

namespace LocalPods.Cli.Daemon;

/// <summary>Where a daemon's log goes: to the instance's file, and to the console of one that runs in the foreground.</summary>
internal static class DaemonLog
{
    private const string Line = "{Timestamp:yyyy-MM-ddTHH:mm:ss.fffzzz} {Level:u3} {SourceContext} {Message:lj}{NewLine}{Exception}";
    private const long LargestFileBytes = 10 * 1024 * 1024;
    private const int FilesKept = 3;

    public static ILoggerFactory Open(DaemonOrder order)
    {
        var configuration = new LoggerConfiguration()
            .MinimumLevel.Is(order.Verbose ? LogEventLevel.Debug : LogEventLevel.Information)
            .MinimumLevel.Override("Microsoft", LogEventLevel.Warning)
            .WriteTo.File(
                order.Paths.Log,
                outputTemplate: Line,
                formatProvider: CultureInfo.InvariantCulture,
                fileSizeLimitBytes: LargestFileBytes,
                rollOnFileSizeLimit: true,
                retainedFileCountLimit: FilesKept,
                shared: false);
        if (!order.Detached)
        {
            configuration.WriteTo.Console(outputTemplate: Line, formatProvider: CultureInfo.InvariantCulture, standardErrorFromLevel: LogEventLevel.Verbose);
        }

        return new SerilogLoggerFactory(configuration.CreateLogger(), dispose: true);
    }
}
