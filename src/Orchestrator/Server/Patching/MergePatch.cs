using System.Text.Json.Nodes;

namespace LocalPods.Orchestrator.Server.Patching;

/// <summary>JSON merge patch (RFC 7386): null removes, objects merge, all else replaces.</summary>
internal static class MergePatch
{
    public static JsonObject Apply(JsonObject target, JsonObject patch)
    {
        foreach (var (name, value) in patch)
        {
            switch (value)
            {
                case null:
                    target.Remove(name);
                    break;
                case JsonObject inner:
                    var existing = target[name] as JsonObject ?? [];
                    target[name] = null; // lets go of the old parent
                    target[name] = Apply(existing, inner);
                    break;
                default:
                    target[name] = value.DeepClone();
                    break;
            }
        }

        return target;
    }
}
