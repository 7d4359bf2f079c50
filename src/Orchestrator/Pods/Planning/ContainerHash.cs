using System.Globalization;
using System.Text;
using LocalPods.Api.Core;

namespace LocalPods.Orchestrator.Pods.Planning;

/// <summary>Tells whether a running container is still what its spec asks for: 32 bits of FNV-1a over name and image.</summary>
internal static class ContainerHash
{
    private const uint Basis = 2166136261;
    private const uint Prime = 16777619;

    /// <summary>Lower-case hex without leading zeros, as it stands in the container's label.</summary>
    public static string Of(Container container)
    {
        var hash = Basis;
        foreach (var b in Encoding.UTF8.GetBytes($"{container.Name}\0{container.Image}"))
        {
            hash = (hash ^ b) * Prime;
        }

        return hash.ToString("x", CultureInfo.InvariantCulture);
    }
}
