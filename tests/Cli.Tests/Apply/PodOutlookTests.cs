using System.Text.Json;
using LocalPods.Cli.Apply;

namespace LocalPods.Cli.Tests.Apply;

/// <summary>When <c>apply --wait</c> ends.</summary>
public sealed class PodOutlookTests
{
    [Theory]
    [InlineData("""{"phase":"Pending"}""", "Open", "")]
    [InlineData("""{"phase":"Running","conditions":[{"type":"Ready","status":"False"}]}""", "Open", "")]
    [InlineData("""{"phase":"Running","conditions":[{"type":"Ready","status":"True"}]}""", "Ready", "")]
    [InlineData("""{"phase":"Succeeded","conditions":[{"type":"Ready","status":"False"}]}""", "Completed", "")]
    [InlineData("""{"phase":"Failed","reason":"DeadlineExceeded","message":"too late"}""", "Hopeless", "it failed: DeadlineExceeded: too late")]
    [InlineData("""{"phase":"Failed","containerStatuses":[{"name":"a","state":{"terminated":{"exitCode":3,"reason":"Error"}}},{"name":"b","state":{"terminated":{"exitCode":0,"reason":"Completed"}}}]}""", "Hopeless", "it failed: container a ended with exit code 3 (Error)")]
    [InlineData("""{"phase":"Pending","containerStatuses":[{"name":"a","image":"app:latest","state":{"waiting":{"reason":"ErrImagePull","message":"gone"}}}]}""", "Hopeless", "container a: ErrImagePull: gone")]
    [InlineData("""{"phase":"Pending","initContainerStatuses":[{"name":"i","image":"init:1","state":{"waiting":{"reason":"ImagePullBackOff","message":"gone"}}}]}""", "Hopeless", "container i: ImagePullBackOff: gone")]
    [InlineData("""{"phase":"Pending","containerStatuses":[{"name":"a","image":"app","state":{"waiting":{"reason":"RegistryUnavailable","message":"busy"}}}]}""", "Open", "")]
    [InlineData("""{"phase":"Running","containerStatuses":[{"name":"a","image":"app","state":{"waiting":{"reason":"CrashLoopBackOff","message":"x"}}}]}""", "Open", "")]
    [InlineData("""{"phase":"Pending","containerStatuses":[{"name":"a","image":"before:1","state":{"waiting":{"reason":"ErrImagePull","message":"gone"}}}]}""", "Open", "")]
    public void A_pod_is_awaited_until_it_is_ready_or_only_a_person_can_help(string status, string kind, string why)
    {
        var pod = JsonElement.Parse($$"""{"spec":{"containers":[{"name":"a","image":"app"}],"initContainers":[{"name":"i","image":"init:1"}]},"status":{{status}}}""");
        var outlook = PodOutlook.Of(pod);
        (outlook.Kind.ToString(), outlook.Why ?? "").ShouldBe((kind, why));
    }
}
