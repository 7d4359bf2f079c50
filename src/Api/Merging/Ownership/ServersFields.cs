using System.Text.Json.Nodes;

namespace LocalPods.Api.Merging;

/// <summary>Fields of every object that no client owns: what it is, and what the server keeps about it.</summary>
internal static class ServersFields
{
    public static FieldSet All { get; } = FieldSet.Read(JsonNode.Parse("""
        {
          "f:apiVersion": {}, "f:kind": {},
          "f:metadata": {
            ".": {}, "f:name": {}, "f:namespace": {}, "f:creationTimestamp": {}, "f:selfLink": {}, "f:uid": {}, "f:clusterName": {},
            "f:generation": {}, "f:managedFields": {}, "f:resourceVersion": {}
          }
        }
        """))!;
}
