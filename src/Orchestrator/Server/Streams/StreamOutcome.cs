using System.Globalization;
using LocalPods.Api.Meta;

namespace LocalPods.Orchestrator.Server.Streams;

/// <summary>How a command ended, in the words clients take its exit code from (spec: api 19).</summary>
internal static class StreamOutcome
{
    /// <summary>The command ran to its end.</summary>
    /// <param name="code">Null when the streams were of an attach.</param>
    public static Status Exited(int? code) => code is null or 0
        ? new Status { Result = "Success" }
        : new Status
        {
            Result = "Failure",
            Message = string.Create(CultureInfo.InvariantCulture, $"command terminated with non-zero exit code: exit status {code}"),
            Reason = "NonZeroExitCode",
            Details = new StatusDetails { Causes = [new StatusCause { Reason = "ExitCode", Message = code.Value.ToString(CultureInfo.InvariantCulture) }] },
        };

    public static Status Failed(string message) => ApiErrors.Internal($"error executing command in container: {message}").Status;
}
