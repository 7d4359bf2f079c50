namespace LocalPods.Orchestrator.Tests.Server;

/// <summary>A definition with everything in it.</summary>
internal static class CustomManifests
{
    public const string CronTabs = """
        {"apiVersion":"apiextensions.k8s.io/v1","kind":"CustomResourceDefinition","metadata":{"name":"crontabs.example.com"},
        "spec":{"group":"example.com","scope":"Namespaced","names":{"plural":"crontabs","kind":"CronTab","shortNames":["ct"]},
        "versions":[{"name":"v1","served":true,"storage":true,
        "schema":{"openAPIV3Schema":{"type":"object","properties":{
        "spec":{"type":"object","required":["cron"],"properties":{"cron":{"type":"string","description":"When to run."},
        "replicas":{"type":"integer","default":1,"minimum":0},"phase":{"type":"string","enum":["On","Off"]},"when":{"type":"string","format":"date-time"}}},
        "status":{"type":"object","properties":{"replicas":{"type":"integer"},"selector":{"type":"string"}}}}}},
        "subresources":{"status":{},"scale":{"specReplicasPath":".spec.replicas","statusReplicasPath":".status.replicas","labelSelectorPath":".status.selector"}},
        "selectableFields":[{"jsonPath":".spec.cron"}],
        "additionalPrinterColumns":[{"name":"Spec","type":"string","jsonPath":".spec.cron"},{"name":"Replicas","type":"integer","jsonPath":".spec.replicas"},
        {"name":"When","type":"date","priority":1,"jsonPath":".spec.when"},{"name":"Nothing","type":"string","jsonPath":".spec.nothing"}]}]}}
        """;
}
