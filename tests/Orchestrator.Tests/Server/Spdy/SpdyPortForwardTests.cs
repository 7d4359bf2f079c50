namespace LocalPods.Orchestrator.Tests.Server.Spdy;

public sealed class SpdyPortForwardTests
{
    [Fact]
    public async Task A_stream_whose_other_half_does_not_come_is_given_up()
    {
        var clock = new SteppedClock();
        await using var api = await ApiHost.StartAsync(clock, null);
        await StreamTests.StartAsync(api, ContainerBehaviour.RunsForEver);
        await using var client = await SpdyClient.ConnectAsync(api, StreamTests.Pod + "/portforward", "portforward.k8s.io");
        await client.OpenAsync(1, "error");
        (await client.ReadAsync()).ShouldBe("reply 1");
        await clock.WaitForTimerAsync(TimeSpan.FromSeconds(30));
        clock.Advance(TimeSpan.FromSeconds(30));
        (await client.ReadAsync()).ShouldBe("data 1 timed out waiting for streams");
        (await client.ReadAsync()).ShouldBe("end 1");
    }
}
