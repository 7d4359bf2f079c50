namespace LocalPods.Cli.Tests.Commands;

public sealed class EventsCommandTests : CommandTest
{
    private const string Old = """
        {"metadata":{"name":"a.1","namespace":"default"},"involvedObject":{"kind":"Pod","namespace":"default","name":"a"},"type":"Normal","reason":"Started","message":" Container started\n","firstTimestamp":"2026-03-03T10:00:00Z","lastTimestamp":"2026-03-03T10:14:00Z","count":4}
        """;

    private const string New = """
        {"metadata":{"name":"b.1","namespace":"shop"},"involvedObject":{"kind":"Pod","namespace":"shop","name":"b"},"type":"Warning","reason":"Unhealthy","message":"Liveness probe failed: no","firstTimestamp":"2026-03-03T10:14:30Z","lastTimestamp":"2026-03-03T10:14:30Z","count":1}
        """;

    private const string List = $$"""{"kind":"EventList","apiVersion":"v1","metadata":{"resourceVersion":"7"},"items":[{{New}},{{Old}}]}""";

    [Fact]
    public void Events_come_oldest_first_as_kubectl_prints_them()
    {
        Api.On("GET /api/v1/namespaces/default/events", List);
        Run("events").ShouldBe(new(
            0,
            """
            LAST SEEN           TYPE      REASON      OBJECT   MESSAGE
            60s (x4 over 15m)   Normal    Started     Pod/a    Container started
            30s                 Warning   Unhealthy   Pod/b    Liveness probe failed: no

            """,
            ""));
        Run("events", "--types=warning", "--no-headers").Output.ShouldBe("30s   Warning   Unhealthy   Pod/b   Liveness probe failed: no\n");
        Api.On("GET /api/v1/events", List);
        Run("events", "-A").Output.Split('\n')[0].ShouldBe("NAMESPACE   LAST SEEN           TYPE      REASON      OBJECT   MESSAGE");
    }

    [Fact]
    public void Events_of_one_object_are_asked_for_and_watched()
    {
        const string Path = "GET /api/v1/namespaces/default/events?fieldSelector=involvedObject.kind%3DPod%2CinvolvedObject.name%3Dweb";
        Api.On(Path, """{"metadata":{"resourceVersion":"7"},"items":[]}""");
        Run("events", "--for", "po/web").ShouldBe(new(0, "", "No events found in default namespace.\n"));
        Api.OnWatch(
            Path + "&watch=true&resourceVersion=7",
            $$"""{"type":"ADDED","object":{{New}}}""",
            $$"""{"type":"DELETED","object":{{Old}}}""",
            $$"""{"type":"MODIFIED","object":{{Old}}}""");
        Run("events", "--for=pod/web", "-w").Output.ShouldBe("""
            LAST SEEN   TYPE      REASON      OBJECT   MESSAGE
            30s         Warning   Unhealthy   Pod/b    Liveness probe failed: no
            60s (x4 over 15m)   Normal    Started     Pod/a    Container started

            """);
    }

    [Fact]
    public void Objects_are_printed_for_programs_and_mistakes_are_told()
    {
        Api.On("GET /api/v1/namespaces/default/events", List);
        Run("events", "-o", "jsonpath={.items[*].reason}").Output.ShouldBe("Started Unhealthy");
        Run("events", "-o", "name").Output.ShouldBe("event/a.1\nevent/b.1\n");
        Run("events", "--for", "web").Error.ShouldBe("error: --for must be in resource/name form\n");
        Run("events", "--types=Bad").Error.ShouldBe("error: valid --types are Normal or Warning\n");
        Run("events", "web").Code.ShouldBe(1);
    }
}
