namespace LocalPods.Cli.Tests.Commands;

public sealed class WaitCommandTests : CommandTest
{
    private const string Get = "GET /api/v1/namespaces/default/pods/web";
    private const string Watch = "GET /api/v1/namespaces/default/pods?fieldSelector=metadata.name%3Dweb&resourceVersion=9&watch=true";

    private static string Pod(string status, string uid = "u1") =>
        $$"""{"apiVersion":"v1","kind":"Pod","metadata":{"name":"web","uid":"{{uid}}","resourceVersion":"9"},"spec":{"containers":[{"name":"main","image":"x"}]},"status":{{status}}}""";

    private static string Event(string type, string pod) => $$"""{"type":"{{type}}","object":{{pod}}}""";

    private static string Ready(string status) => $$"""{"phase":"Running","conditions":[{"type":"Ready","status":"{{status}}"}]}""";

    [Fact]
    [Trait("spec", "KC-29")]
    public void A_condition_that_is_met_already_is_told_without_a_watch()
    {
        Api.On(Get, Pod(Ready("True")));
        Run("wait", "--for=condition=ready", "pod/web").ShouldBe(new(0, "pod/web condition met\n", ""));
        Api.Requests.Count.ShouldBe(1);
    }

    [Fact]
    public void A_condition_is_waited_for_by_watching()
    {
        Api.On(Get, Pod(Ready("False"))).OnWatch(Watch, Event("MODIFIED", Pod(Ready("Unknown"))), Event("MODIFIED", Pod(Ready("True"))));
        Run("wait", "--for=condition=Ready", "pod/web").ShouldBe(new(0, "pod/web condition met\n", ""));
        Run("wait", "--for=condition=Ready=unknown", "pod/web").Code.ShouldBe(0);
    }

    [Theory]
    [InlineData("""{"phase":"Pending","containerStatuses":[{"name":"main","image":"x","state":{"waiting":{"reason":"ErrImagePull","message":"no such image"}}}]}""", "will not be ready: container main: ErrImagePull: no such image")]
    [InlineData("""{"phase":"Succeeded"}""", "will not be ready: it has completed")]
    [InlineData("""{"phase":"Failed","reason":"Evicted","message":"too much"}""", "will not be ready: it failed: Evicted: too much")]
    public void A_wish_that_cannot_come_true_any_more_fails_at_once_with_the_cause(string status, string why)
    {
        Api.On(Get, Pod("{}")).OnWatch(Watch, Event("MODIFIED", Pod(status)));
        Run("wait", "--for=condition=Ready", "pod/web", "--timeout=1h").ShouldBe(new(1, "", $"error: pod/web {why}\n"));
    }

    [Fact]
    public void An_object_that_was_deleted_meets_only_one_wish()
    {
        Api.On(Get, Pod("{}")).OnWatch(Watch, Event("DELETED", Pod("{}")));
        Run("wait", "--for=delete", "pod/web").ShouldBe(new(0, "pod/web condition met\n", ""));
        Run("wait", "--for=condition=Ready", "pod/web").ShouldBe(new(1, "", "error: pod/web was deleted\n"));
    }

    [Fact]
    public void Another_object_of_the_name_means_that_the_first_is_gone()
    {
        Api.On(Get, Pod("{}")).OnWatch(Watch, Event("ADDED", Pod("{}", uid: "u2")));
        Run("wait", "--for=delete", "pod/web").Code.ShouldBe(0);
    }

    [Fact]
    public void What_is_not_there_is_gone_already_and_anything_else_is_an_error()
    {
        Api.NotFound(Get, "pods", "web");
        Run("wait", "--for=delete", "pod/web").ShouldBe(new(0, "", ""));
        Run("wait", "--for=condition=Ready", "pod/web").ShouldBe(new(1, "", "Error from server (NotFound): pods \"web\" not found\n"));
    }

    [Fact]
    public void The_time_can_be_up()
    {
        Api.On(Get, Pod("{}")).On(Watch, http =>
        {
            Clock.Advance(TimeSpan.FromSeconds(31));
            return http.Response.CompleteAsync();
        });
        Run("wait", "--for=condition=Ready", "pod/web").ShouldBe(new(1, "", "error: timed out waiting for the condition on pods/web\n"));
        Run("wait", "--for=condition=Ready", "pod/web", "--timeout=0").ShouldBe(new(1, "", "error: condition not met for pods/web\n"));
    }

    [Fact]
    public void Several_wishes_are_waited_for_one_after_another()
    {
        Api.On(Get, Pod(Ready("True")));
        Run("wait", "--for=condition=Ready", "--for=jsonpath={.status.phase}=Running", "pod/web").Output.ShouldBe("pod/web condition met\npod/web condition met\n");
        Run("wait", "--for=jsonpath={.status.conditions[?(@.type==\"Ready\")].status}=True", "pod/web").Code.ShouldBe(0);
    }

    [Fact]
    public void An_object_can_be_waited_for_before_it_is_there()
    {
        Api.OnEach(Get, (FakeApi.StatusJson(404, "NotFound", "pods \"web\" not found"), 404), (Pod("{}"), 200))
            .OnWatch(Watch.Replace("&resourceVersion=9", "", StringComparison.Ordinal), Event("ADDED", Pod("{}")));
        Run("wait", "--for=create", "pod/web").ShouldBe(new(0, "pod/web condition met\n", ""));
    }
}
