using System.Globalization;
using System.Text.Json;
using System.Xml.Linq;

namespace LocalPods.Integration;

/// <summary>What is drawn of a pod's life is what the engine says of it.</summary>
[Trait("needs", "docker")]
public sealed class TimelineTests(Instance instance) : IClassFixture<Instance>
{
    private const string Pod = """
        apiVersion: v1
        kind: Pod
        metadata: {name: lives}
        spec:
          terminationGracePeriodSeconds: 2
          containers:
            - name: again
              image: busybox:1.32.0
              command: ["sh", "-c", "sleep 1; exit 3"]
            - name: stays
              image: busybox:1.32.0
              command: ["sh", "-c", "trap 'exit 0' TERM; sleep 1000 & wait"]
              livenessProbe: {exec: {command: ["true"]}, periodSeconds: 1, timeoutSeconds: 20}
              lifecycle: {postStart: {exec: {command: ["sleep", "1"]}}}
        """;

    [Fact]
    public async Task Segments_add_up_to_the_times_that_the_engine_tells_and_survive_a_restart_of_the_daemon()
    {
        await instance.ApplyAsync(Pod);
        var pod = await instance.WaitForPodAsync("lives", p => p.Restarts("again") >= 1 && p.Waiting("again") == "CrashLoopBackOff");
        var timeline = await TimelineAsync();
        foreach (var lane in timeline.GetProperty("lanes").EnumerateArray())
        {
            ShouldAddUp(lane, timeline);
        }

        await ShouldBeOnTheEngineAsync(Lane(timeline, "stays"), pod.EngineId("stays"));
        await ShouldBeOnTheEngineAsync(Lane(timeline, "again"), pod.EngineId("again"));
        Kinds(Lane(timeline, "stays")).ShouldContain("PostStart");
        Kinds(Lane(timeline, "again")).ShouldContain("BackingOff");
        Lane(timeline, "stays").GetProperty("probes")[0].GetProperty("ticks")[0].GetProperty("outcome").GetString().ShouldBe("Success");
        XDocument.Parse(await instance.MustAsync("timeline", "lives", "-o", "svg")).Root!.Name.LocalName.ShouldBe("svg");
        (await instance.MustAsync("timeline", "lives")).ShouldContain("again");

        await instance.MustAsync("down");
        var later = await TimelineAsync();
        later.GetProperty("start").GetString().ShouldBe(timeline.GetProperty("start").GetString());
        Segments(Lane(later, "stays"))[..4].Select(s => s.GetRawText()).ShouldBe(Segments(Lane(timeline, "stays"))[..4].Select(s => s.GetRawText()));
        await instance.MustAsync("delete", "pod", "lives");
        (await instance.RunAsync("timeline", "lives")).Error.ShouldBe("Error from server (NotFound): pods \"lives\" not found\n");
    }

    // The newest instance began and, if it has, ended when its inspect says so: between them lies what was drawn of it running.
    private static async Task ShouldBeOnTheEngineAsync(JsonElement lane, string id)
    {
        var times = (await Command.DockerAsync("inspect", "--format", "{{.Created}} {{.State.StartedAt}} {{.State.FinishedAt}} {{.State.Running}}", id)).Split(' ');
        var (created, started, finished) = (Time(times[0]), Time(times[1]), times[3] == "true" ? null : (DateTimeOffset?)Time(times[2]));
        var newest = Segments(lane).Max(s => s.TryGetProperty("attempt", out var a) && a.ValueKind == JsonValueKind.Number ? a.GetInt32() : -1);
        var own = Segments(lane).Where(s => s.TryGetProperty("attempt", out var a) && a.ValueKind == JsonValueKind.Number && a.GetInt32() == newest).ToList();
        own.Single(s => Kind(s) == "Creating").GetProperty("start").GetDateTimeOffset().ShouldBe(created);
        own.Single(s => Kind(s) == "Creating").GetProperty("end").GetDateTimeOffset().ShouldBe(started);
        if (finished is { } end)
        {
            var ran = own.Where(s => Kind(s) is "Running" or "Ready").Sum(s => s.GetProperty("durationMs").GetDouble());
            ran.ShouldBe((end - started).TotalMilliseconds, 0.001);
        }
    }

    private static void ShouldAddUp(JsonElement lane, JsonElement timeline)
    {
        var at = timeline.GetProperty("start").GetDateTimeOffset();
        foreach (var segment in Segments(lane))
        {
            segment.GetProperty("start").GetDateTimeOffset().ShouldBe(at);
            at = segment.GetProperty("end").GetDateTimeOffset();
        }

        at.ShouldBe(timeline.GetProperty("end").GetDateTimeOffset());
        Segments(lane).Sum(s => s.GetProperty("durationMs").GetDouble()).ShouldBe(timeline.GetProperty("durationMs").GetDouble(), 0.01);
    }

    private static JsonElement Lane(JsonElement timeline, string name) =>
        timeline.GetProperty("lanes").EnumerateArray().Single(l => l.GetProperty("name").GetString() == name);

    private static JsonElement[] Segments(JsonElement lane) => [.. lane.GetProperty("segments").EnumerateArray()];

    private static string Kind(JsonElement segment) => segment.GetProperty("kind").GetString()!;

    private static IEnumerable<string> Kinds(JsonElement lane) => Segments(lane).Select(Kind);

    // The engine tells nanoseconds; a tick is a hundred of them.
    private static DateTimeOffset Time(string text) => DateTimeOffset.Parse(text.Length > 28 ? text[..27] + "Z" : text, CultureInfo.InvariantCulture);

    private async Task<JsonElement> TimelineAsync() => JsonElement.Parse(await instance.MustAsync("timeline", "lives", "-o", "json"));
}
