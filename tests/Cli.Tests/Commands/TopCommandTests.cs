namespace LocalPods.Cli.Tests.Commands;

/// <summary><c>top</c>: the layout is that of <c>kubectl top</c>, blanks at the ends of lines included.</summary>
public sealed class TopCommandTests : CommandTest
{
    private const string Metrics = "GET /apis/metrics.k8s.io/v1beta1";
    private const string Web = """{"metadata":{"name":"web","namespace":"default"},"containers":[{"name":"app","usage":{"cpu":"2716385n","memory":"5276Ki"}},{"name":"side","usage":{"cpu":"120m","memory":"1Mi"}}]}""";
    private const string Db = """{"metadata":{"name":"db","namespace":"data"},"containers":[{"name":"db","usage":{"cpu":"1m","memory":"300Mi"}}]}""";

    [Fact]
    [Trait("spec", "KC-38")]
    public void Pods_are_summed_and_containers_shown_when_asked()
    {
        Api.On($"{Metrics}/namespaces/default/pods", List(Web));
        Run("top", "pods").Output.ShouldBe("NAME   CPU(cores)   MEMORY(bytes)   \nweb    123m         6Mi             \n");
        Run("top", "pod", "--containers", "--no-headers").Output.ShouldBe("web   app    3m     5Mi   \nweb   side   120m   1Mi   \n");
        Api.On($"{Metrics}/namespaces/default/pods/web", Web);
        Run("top", "po", "web", "--no-headers").Output.ShouldBe("web   123m   6Mi   \n");
    }

    [Theory]
    [InlineData("", "data", "default")]
    [InlineData("cpu", "default", "data")]
    [InlineData("memory", "data", "default")]
    public void All_namespaces_are_ordered_by_name_or_by_use(string field, string first, string second)
    {
        Api.On($"{Metrics}/pods", List(Web, Db));
        var lines = Run("top", "pods", "-A", $"--sort-by={field}", "--no-headers").Output.Split('\n');
        lines[0].ShouldStartWith(first);
        lines[1].ShouldStartWith(second);
    }

    [Fact]
    public void The_sum_of_all_stands_at_the_end()
    {
        Api.On($"{Metrics}/namespaces/default/pods?labelSelector=a%3Db", List(Web));
        Run("top", "pods", "-l", "a=b", "--sum").Output.ShouldBe(
            "NAME   CPU(cores)   MEMORY(bytes)   \nweb    123m         6Mi             \n       ________     ________        \n       123m         6Mi             \n");
    }

    [Fact]
    public void Nodes_are_shown_beside_what_they_have_for_pods()
    {
        Api.On("GET /api/v1/nodes", List("""{"metadata":{"name":"n1"},"status":{"allocatable":{"cpu":"2","memory":"1Gi"},"capacity":{"cpu":"4","memory":"2Gi"}}}"""));
        Api.On($"{Metrics}/nodes", List("""{"metadata":{"name":"n1"},"usage":{"cpu":"500m","memory":"512Mi"}}"""));
        Run("top", "nodes").Output.ShouldBe("NAME   CPU(cores)   CPU(%)   MEMORY(bytes)   MEMORY(%)   \nn1     500m         25%      512Mi           50%         \n");
        Run("top", "node", "--show-capacity", "--no-headers").Output.ShouldBe("n1    500m   12%   512Mi   25%   \n");
    }

    [Fact]
    public void Nothing_to_show_and_mistakes_are_told_as_kubectl_tells_them()
    {
        Api.On($"{Metrics}/namespaces/default/pods", List());
        Run("top", "pods").ShouldBe(new(0, "", "No resources found in default namespace.\n"));
        Run("top", "pods", "--sort-by=name").ShouldBe(new(1, "", "error: --sort-by accepts only cpu or memory\n"));
        Run("top", "pods", "web", "-l", "a=b").ShouldBe(new(1, "", "error: only one of NAME or selector can be provided\n"));
        Run("top", "things").Code.ShouldBe(1);
    }

    private static string List(params string[] items) => $$"""{"items":[{{string.Join(',', items)}}]}""";
}
