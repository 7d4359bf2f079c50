namespace LocalPods.Orchestrator.Tests.Server;

internal static class Manifests
{
    public static string Pod(string name, string labels = "{}", string image = "busybox:1.32.0") => $$$"""
        {"apiVersion":"v1","kind":"Pod","metadata":{"name":"{{{name}}}","labels":{{{labels}}}},
         "spec":{"containers":[{"name":"main","image":"{{{image}}}","command":["sleep","1h"]}]}}
        """;

    public static string Namespace(string name) => $$$"""{"apiVersion":"v1","kind":"Namespace","metadata":{"name":"{{{name}}}"}}""";
}
