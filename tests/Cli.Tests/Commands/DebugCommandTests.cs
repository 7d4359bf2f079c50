using LocalPods.Cli.Tests.Exec;

namespace LocalPods.Cli.Tests.Commands;

public sealed class DebugCommandTests : CommandTest
{
    private const string Pod = "/api/v1/namespaces/default/pods/web";
    private const string Watch = "GET /api/v1/namespaces/default/pods?fieldSelector=metadata.name%3Dweb&resourceVersion=5&watch=true";

    private static string PodJson(string state = "{}") => $$$"""
        {"kind":"Pod","apiVersion":"v1","metadata":{"name":"web","namespace":"default","resourceVersion":"5"},"spec":{"containers":[{"name":"app"}]},
         "status":{"phase":"Running","ephemeralContainerStatuses":[{"name":"dbg","state":{{{state}}}}]}}
        """;

    private void OnPatch() => Api.On($"PATCH {Pod}/ephemeralcontainers", PodJson());

    [Fact]
    [Trait("spec", "KC-40")]
    public void A_debugging_container_is_added_as_kubectl_adds_it()
    {
        Api.On($"GET {Pod}", PodJson());
        OnPatch();
        Run("debug", "web", "--image=busybox:1.32.0", "--target=app", "-c", "dbg", "--env=A=1", "--", "sleep", "60").ShouldBe(new(
            0, "", "Targeting container \"app\". If you don't see processes from this container it may be because the container runtime doesn't support this feature.\n"));
        Api.Bodies.ShouldHaveSingleItem().ShouldBe(
            """{"spec":{"ephemeralContainers":[{"name":"dbg","image":"busybox:1.32.0","command":["sleep","60"],"env":[{"name":"A","value":"1"}],"terminationMessagePolicy":"File","targetContainerName":"app","securityContext":{"capabilities":{"add":["SYS_PTRACE"]}}}]}}""");
    }

    [Fact]
    public void A_container_without_a_name_gets_one_and_it_is_told()
    {
        Api.On($"GET {Pod}", PodJson());
        OnPatch();
        var outcome = Run("debug", "pod/web", "--image=busybox", "--profile=legacy");
        outcome.Code.ShouldBe(0);
        outcome.Error.ShouldMatch("^Defaulting debug container name to debugger-[a-z0-9]{5}\\.\n$");
        Api.Bodies.ShouldHaveSingleItem().ShouldContain(outcome.Error.Split(' ')[^1].TrimEnd('.', '\n'));
    }

    [Fact]
    public void With_stdin_it_waits_for_the_container_says_why_and_attaches()
    {
        Api.OnEach($"GET {Pod}", (PodJson(), 200), (PodJson("""{"waiting":{"reason":"ErrImagePull","message":"no such image"}}"""), 200), (PodJson("""{"running":{}}"""), 200));
        OnPatch();
        Api.OnWatch(Watch, $$"""{"type":"MODIFIED","object":{{PodJson("""{"running":{}}""")}}}""");
        Api.On($"GET {Pod}/attach?container=dbg&stdin=true&stdout=true&stderr=true", ExecServer.Answer(ExecServer.V5, async server =>
        {
            await server.SendAsync(1, "hello\n");
            await server.SucceedAsync();
        }));
        Run("debug", "-i", "web", "--image=busybox", "-c", "dbg").ShouldBe(new(0, "hello\n", """
            Warning: container dbg: no such image
            All commands and output from this session will be recorded in container logs, including credentials and sensitive information passed through the command prompt.
            If you don't see a command prompt, try pressing enter.

            """));
    }

    [Fact]
    public void Of_a_container_that_has_ended_by_then_the_log_is_printed()
    {
        Api.OnEach($"GET {Pod}", (PodJson(), 200), (PodJson("""{"terminated":{"exitCode":0}}"""), 200));
        OnPatch();
        Api.On($"GET {Pod}/log?container=dbg", "done\n");
        Run("debug", "-iq", "web", "--image=busybox", "-c", "dbg", "--", "echo", "done").ShouldBe(new(0, "done\n", ""));
    }

    [Fact]
    public void Of_a_container_that_ends_before_anything_of_it_came_the_log_is_printed()
    {
        Api.OnEach($"GET {Pod}", (PodJson(), 200), (PodJson("""{"running":{}}"""), 200));
        OnPatch();
        Api.On($"GET {Pod}/attach?container=dbg&stdin=true&stdout=true&stderr=true", ExecServer.Answer(ExecServer.V5, server => server.SucceedAsync()));
        Api.On($"GET {Pod}/log?container=dbg", "done\n");
        Run("debug", "-iq", "web", "--image=busybox", "-c", "dbg", "--", "echo", "done").ShouldBe(new(0, "done\n", ""));
    }

    [Fact]
    public void Of_a_container_that_cannot_be_attached_to_any_more_the_log_is_printed()
    {
        Api.OnEach($"GET {Pod}", (PodJson(), 200), (PodJson("""{"running":{}}"""), 200));
        OnPatch();
        Api.On($"GET {Pod}/attach?container=dbg&stdin=true&stdout=true&stderr=true", FakeApi.StatusJson(400, "BadRequest", "container dbg is not running"), 400);
        Api.On($"GET {Pod}/log?container=dbg", "done\n");
        var outcome = Run("debug", "-i", "web", "--image=busybox", "-c", "dbg", "--", "echo", "done");
        (outcome.Code, outcome.Output).ShouldBe((0, "done\n"));
        outcome.Error.ShouldEndWith("\nwarning: couldn't attach to pod/web, falling back to streaming logs: container dbg is not running\n");
    }

    [Theory]
    [InlineData("error: NAME or TYPE/NAME is required for debug\n", "--image=busybox")]
    [InlineData("error: --image is required: the image of the debugging container, such as --image=busybox:1.32.0\n", "web")]
    [InlineData("error: -i/--stdin is required for containers with -t/--tty=true\n", "web", "--image=busybox", "-t")]
    public void What_is_missing_is_said(string error, params string[] words) => Run(["debug", .. words]).ShouldBe(new(1, "", error));

    [Fact]
    public void A_name_that_is_taken_is_refused()
    {
        Api.On($"GET {Pod}", PodJson());
        Run("debug", "web", "--image=busybox", "-c", "app").ShouldBe(new(1, "", "error: pod web has a container app already; give the new one another name\n"));
    }

    [Fact]
    public void A_profile_that_does_not_exist_is_refused()
    {
        Api.On($"GET {Pod}", PodJson());
        Run("debug", "-q", "web", "--image=busybox", "-c", "dbg", "--profile=root").ShouldBe(new(1, "", "error: unknown profile: root\n"));
    }
}
