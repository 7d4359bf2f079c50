using System.Text.Json.Nodes;

namespace LocalPods.Cli.Commands;

/// <summary>What <c>debug --profile</c> lets a debugging container do, as kubectl's profiles of these names do.</summary>
internal static class DebugProfile
{
    /// <summary>The security context of the container; null leaves it to the pod.</summary>
    /// <exception cref="CommandException">There is no such profile.</exception>
    public static JsonObject? SecurityContext(string profile) => profile switch
    {
        "legacy" or "baseline" => null,
        "general" => Adding("SYS_PTRACE"),
        "netadmin" => Adding("NET_ADMIN", "NET_RAW"),
        "sysadmin" => new JsonObject { ["privileged"] = true },
        "restricted" => new JsonObject
        {
            ["runAsNonRoot"] = true,
            ["allowPrivilegeEscalation"] = false,
            ["capabilities"] = new JsonObject { ["drop"] = new JsonArray("ALL") },
            ["seccompProfile"] = new JsonObject { ["type"] = "RuntimeDefault" },
        },
        _ => throw CommandException.Error($"unknown profile: {profile}"),
    };

    private static JsonObject Adding(params string[] capabilities) => new()
    {
        ["capabilities"] = new JsonObject { ["add"] = new JsonArray([.. capabilities.Select(c => JsonValue.Create(c))]) },
    };
}
