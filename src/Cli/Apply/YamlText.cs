using System.Text.Json.Nodes;
using LocalPods.Api.Serialization;

namespace LocalPods.Cli.Apply;

/// <summary>Reads one document of YAML that is no object of the API: a patch, a kubeconfig.</summary>
internal static class YamlText
{
    /// <param name="name">The source, as faults name it.</param>
    /// <param name="bytes">The text.</param>
    /// <param name="failure">Makes the exception from what is wrong, its line and column included.</param>
    /// <returns>Null when there is nothing in it.</returns>
    public static JsonNode? Read(string name, byte[] bytes, Func<string, Exception> failure)
    {
        var read = YamlReader.Read(name, bytes, ReadLimits.Default);
        if (read.Faults.FirstOrDefault(f => f.Severity == FaultSeverity.Error) is { } fault)
        {
            throw failure($"{name}:{fault.Position.Line}:{fault.Position.Column}: {fault.Message}");
        }

        return read.Documents switch
        {
            [] => null,
            [var one] => one.ToJson(),
            _ => throw failure($"{name}: there is more than one document"),
        };
    }
}
