namespace LocalPods.Cli.Tests.Commands;

public sealed class ExposeCommandTests : CommandTest
{
    private const string Pods = "/api/v1/namespaces/default/pods";
    private const string Services = "/api/v1/namespaces/default/services";

    private const string Pod = """
        {"apiVersion":"v1","kind":"Pod","metadata":{"name":"web","labels":{"app":"web"}},"spec":{"containers":[{"name":"a","ports":[{"containerPort":80},{"containerPort":53,"protocol":"UDP"}]}]}}
        """;

    [Fact]
    public void A_service_has_the_labels_and_ports_of_the_pod()
    {
        Api.On($"GET {Pods}/web", Pod).On($"POST {Services}?fieldManager=kubectl-expose", """{"kind":"Service","metadata":{"name":"web"}}""");
        Run("expose", "pod", "web").ShouldBe(new(0, "service/web exposed\n", ""));
        Api.Bodies[0].ShouldContain("\"selector\":{\"app\":\"web\"}");
        Api.Bodies[0].ShouldContain("""
            "ports":[{"port":80,"protocol":"TCP","targetPort":80,"name":"port-1"},{"port":53,"protocol":"UDP","targetPort":53,"name":"port-2"}]
            """.Trim());
        Run("expose", "pod/web", "--port=90", "--target-port=http", "--name=other", "--selector=a=b", "--labels=c=d", "--type=NodePort", "--dry-run=client", "-o", "yaml").Output.ShouldBe("""
            apiVersion: v1
            kind: Service
            metadata:
              labels:
                c: d
              name: other
            spec:
              ports:
              - port: 90
                protocol: TCP
                targetPort: http
              selector:
                a: b
              type: NodePort
            status:
              loadBalancer: {}

            """);
    }

    [Fact]
    public void What_has_no_pods_or_ports_is_not_exposed()
    {
        Api.On($"GET {Pods}/web", """{"kind":"Pod","metadata":{"name":"web"},"spec":{"containers":[{"name":"a"}]}}""").On("GET /api/v1/namespaces/default/configmaps/m", """{"kind":"ConfigMap","metadata":{"name":"m"}}""");
        Run("expose", "pod", "web", "--port=80").Error.ShouldStartWith("error: couldn't retrieve selectors via --selector flag or introspection: the pod has no labels and cannot be exposed\n");
        Run("expose", "pod", "web", "--selector=a=b").Error.ShouldStartWith("error: couldn't find port via --port flag or introspection\n");
        Run("expose", "configmap", "m", "--port=80").Error.ShouldBe("error: cannot expose a ConfigMap\n");
        Run("expose").Error.ShouldStartWith("error: You must provide one or more resources by argument or filename.\n");
    }
}
