using System.Text;
using System.Text.Json.Nodes;
using LocalPods.Api.Core;
using LocalPods.Api.Meta;
using LocalPods.Api.Quantities;
using LocalPods.Api.Serialization;

namespace LocalPods.Api.Tests.Serialization;

public class ApiJsonTests
{
    private static JsonObject Json(string text) => JsonNode.Parse(text)!.AsObject();

    [Fact]
    public void A_pod_reads_as_typed_fields()
    {
        var pod = ApiJson.FromJson<Pod>(Json("""
            {"apiVersion":"v1","kind":"Pod","metadata":{"name":"web","labels":{"app":"web"}},
             "spec":{"containers":[{"name":"web","image":"nginx:1.27","ports":[{"containerPort":80}],
               "resources":{"limits":{"cpu":1,"memory":"1.5Gi"}},
               "livenessProbe":{"httpGet":{"port":"http"},"periodSeconds":3}}],"volumes":null,"nodeSelector":null}}
            """));

        pod.Metadata.Labels!["app"].ShouldBe("web");
        pod.Spec.Volumes.ShouldBeEmpty();
        var container = pod.Spec.Containers.ShouldHaveSingleItem();
        container.Ports[0].Port.ShouldBe(80);
        container.Resources.Limits!["cpu"].ShouldBe(Quantity.Parse("1"));
        container.LivenessProbe!.HttpGet!.Port.ShouldBe(new IntOrString("http"));
        container.LivenessProbe.PeriodSeconds.ShouldBe(3);
        container.LivenessProbe.TimeoutSeconds.ShouldBeNull();
        container.Command.ShouldBeEmpty();
    }

    [Fact]
    public void Null_means_absent_for_lists_in_bytes_elements_and_trees()
    {
        const string Text = """{"spec":{"containers":[{"name":"a","env":null,"args":null}],"tolerations":null}}""";

        ApiJson.FromJson<Pod>(Encoding.UTF8.GetBytes(Text)).Spec.Containers[0].Env.ShouldBeEmpty();
        ApiJson.FromJson<Pod>(Json(Text)).Spec.Tolerations.ShouldBeEmpty();
        using var document = System.Text.Json.JsonDocument.Parse(Text);
        ApiJson.FromJson<Pod>(document.RootElement).Spec.Containers[0].Args.ShouldBeEmpty();
    }

    [Fact]
    public void A_wrong_type_is_refused_even_beside_a_null() =>
        Should.Throw<System.Text.Json.JsonException>(() =>
            ApiJson.FromJson<Pod>(Json("""{"spec":{"volumes":null,"containers":"web"}}""")));

    [Theory]
    [InlineData("""{"spec":{"containers":[null]}}""")]
    [InlineData("""{"spec":{"containers":[{"name":"a","command":["sh",null]}]}}""")]
    public void A_list_that_holds_null_is_refused(string text) =>
        Should.Throw<System.Text.Json.JsonException>(() => ApiJson.FromJson<Pod>(Json(text))).Message.ShouldContain("a list holds null");

    [Fact]
    public void The_cells_of_a_table_may_be_null() =>
        ApiJson.FromJson<Table>(Json("""{"rows":[{"cells":["web",null],"object":null}]}""")).Rows[0].Cells.Length.ShouldBe(2);

    [Fact]
    public void The_word_null_in_a_text_is_only_a_text() =>
        ApiJson.FromJson<Pod>(Json("""{"spec":{"containers":[{"name":"a","args":["null"]}]}}""")).Spec.Containers[0].Args.ShouldBe(["null"]);

    [Fact]
    public void A_pod_is_written_as_a_Kubernetes_server_writes_it()
    {
        var pod = new Pod
        {
            Metadata = new ObjectMeta { Name = "web", CreationTimestamp = new DateTimeOffset(2030, 1, 2, 3, 4, 5, 678, TimeSpan.FromHours(1)) },
            Spec = new PodSpec { Containers = [new Container { Name = "web", Image = "nginx", Stdin = false, Args = [] }] },
            Status = new PodStatus
            {
                Conditions = [new PodCondition { Type = "Ready", Status = "True" }],
                ContainerStatuses = [new ContainerStatus { Name = "web", Started = false }],
            },
        };

        ApiJson.ToJson(pod).ToJsonString().ShouldBe(Json("""
            {"apiVersion":"v1","kind":"Pod","metadata":{"name":"web","creationTimestamp":"2030-01-02T02:04:05Z"},
             "spec":{"containers":[{"name":"web","image":"nginx","resources":{}}]},
             "status":{"conditions":[{"type":"Ready","status":"True","lastProbeTime":null,"lastTransitionTime":null}],
               "containerStatuses":[{"name":"web","state":{},"lastState":{},"ready":false,"restartCount":0,"image":"","imageID":"","started":false}]}}
            """).ToJsonString());
    }

    [Fact]
    public void The_node_agents_port_is_written_with_a_capital_letter() =>
        ApiJson.ToJson(new Node { Status = new NodeStatus { DaemonEndpoints = new NodeDaemonEndpoints { KubeletEndpoint = new DaemonEndpoint { Port = 10250 } } } })
            ["status"]!["daemonEndpoints"]!.ToJsonString().ShouldBe("""{"kubeletEndpoint":{"Port":10250}}""");

    [Fact]
    public void A_given_empty_host_path_type_and_service_name_are_kept()
    {
        ApiJson.ToJson(new Pod { Spec = new PodSpec { Volumes = [new Volume { Name = "v", HostPath = new HostPathVolumeSource { Path = "/x", Type = "" } }] } })
            ["spec"]!["volumes"]!.ToJsonString().ShouldBe("""[{"name":"v","hostPath":{"path":"/x","type":""}}]""");
    }

    [Fact]
    public void Micro_times_have_six_digits_and_absent_times_of_events_are_null() =>
        ApiJson.ToJson(new Event { EventTime = new DateTimeOffset(2030, 1, 2, 3, 4, 5, TimeSpan.Zero).AddTicks(12345670) }).ToJsonString().ShouldBe(
            """{"apiVersion":"v1","kind":"Event","metadata":{},"involvedObject":{},"source":{},"firstTimestamp":null,"lastTimestamp":null,"eventTime":"2030-01-02T03:04:06.234567Z","reportingComponent":"","reportingInstance":""}""");

    [Theory]
    [InlineData("2030-01-02T03:04:05Z", "2030-01-02T03:04:05Z")]
    [InlineData("2030-01-02T03:04:05.987654321Z", "2030-01-02T03:04:05Z")]
    [InlineData("2030-01-02T03:04:05+02:00", "2030-01-02T01:04:05Z")]
    [InlineData("2030-01-02T03:04:05.1-00:30", "2030-01-02T03:34:05Z")]
    public void Any_RFC_3339_time_is_read_and_written_in_whole_seconds_of_UTC(string given, string written) =>
        ApiJson.ToJson(ApiJson.FromJson<Pod>(Json($$$"""{"metadata":{"creationTimestamp":"{{{given}}}"}}""")))["metadata"]!["creationTimestamp"]!
            .GetValue<string>().ShouldBe(written);

    [Theory]
    [InlineData("2030-01-02")]
    [InlineData("2030-13-02T03:04:05Z")]
    [InlineData("2030-01-02 03:04:05Z")]
    [InlineData("")]
    public void Other_times_are_refused(string given) =>
        Should.Throw<System.Text.Json.JsonException>(() => ApiJson.FromJson<Pod>(Json($$$"""{"metadata":{"creationTimestamp":"{{{given}}}"}}""")));

    [Fact]
    public void An_empty_list_kind_still_has_its_items() =>
        ApiJson.ToJson(new PodList()).ToJsonString().ShouldBe("""{"apiVersion":"v1","kind":"PodList","metadata":{},"items":[]}""");

    [Fact]
    public void A_failure_is_written_as_a_Status() =>
        ApiJson.ToJson(new Status { Result = "Failure", Reason = "NotFound", Code = 404, Details = new StatusDetails { Name = "x", Kind = "pods" } }).ToJsonString()
            .ShouldBe("""{"apiVersion":"v1","kind":"Status","metadata":{},"status":"Failure","reason":"NotFound","details":{"name":"x","kind":"pods"},"code":404}""");
}
