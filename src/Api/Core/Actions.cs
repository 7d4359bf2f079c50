using System.Collections.Immutable;
using LocalPods.Api.Meta;
using LocalPods.Api.Quantities;

namespace LocalPods.Api.Core;

/// <summary>A command to run in a container.</summary>
public sealed record ExecAction
{
    /// <summary>Program and arguments; no shell is involved.</summary>
    public ImmutableArray<string> Command { get => field.OrEmpty(); init; }
}

/// <summary>An HTTP GET request.</summary>
public sealed record HTTPGetAction
{
    /// <summary>Path to ask for. Default /.</summary>
    public string? Path { get; init; }

    /// <summary>Port by number or by the name of a container port.</summary>
    public IntOrString Port { get; init; }

    /// <summary>Host to connect to. Absent: the pod's address.</summary>
    public string? Host { get; init; }

    /// <summary>HTTP or HTTPS; certificates are not checked. Default HTTP.</summary>
    public string? Scheme { get; init; }

    /// <summary>Headers to send; a name may occur more than once.</summary>
    public ImmutableArray<HTTPHeader> HttpHeaders { get => field.OrEmpty(); init; }
}

/// <summary>A header of an HTTP request.</summary>
public sealed record HTTPHeader
{
    /// <summary>Name of the header.</summary>
    public string Name { get => field ?? ""; init; }

    /// <summary>Value of the header.</summary>
    public string Value { get => field ?? ""; init; }
}

/// <summary>A TCP connection.</summary>
public sealed record TCPSocketAction
{
    /// <summary>Port by number or by the name of a container port.</summary>
    public IntOrString Port { get; init; }

    /// <summary>Host to connect to. Absent: the pod's address.</summary>
    public string? Host { get; init; }
}

/// <summary>A call of the gRPC health service.</summary>
public sealed record GRPCAction
{
    /// <summary>Port number, 1 to 65535.</summary>
    public int Port { get; init; }

    /// <summary>Name of the service to ask about. Default empty, which means the server as a whole.</summary>
    public string? Service { get; init; }
}

/// <summary>A wait.</summary>
public sealed record SleepAction
{
    /// <summary>Seconds to wait; 0 returns at once.</summary>
    public long Seconds { get; init; }
}
