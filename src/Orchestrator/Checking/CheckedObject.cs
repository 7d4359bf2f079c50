using System.Text.Json;
using LocalPods.Api.Core;

namespace LocalPods.Orchestrator.Checking;

/// <summary>One object of a manifest, as the API would store it.</summary>
/// <param name="Index">Its place among the objects, from 0.</param>
/// <param name="Kind">What it is.</param>
/// <param name="Namespace">Empty for kinds of the whole cluster.</param>
/// <param name="Name">Of the object.</param>
/// <param name="Written">As sent.</param>
public sealed record CheckedObject(int Index, string Kind, string Namespace, string Name, JsonElement Written)
{
    /// <summary>With defaults; null when it is no pod, or one that the API would refuse.</summary>
    public Pod? Pod { get; init; }

    /// <summary>Null when it is no service.</summary>
    public Service? Service { get; init; }

    /// <summary>What is wrong with it by the rules of the API alone.</summary>
    public ImmutableArray<CheckFinding> Refusals { get; init; } = [];
}
