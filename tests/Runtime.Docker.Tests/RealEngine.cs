using LocalPods.Orchestrator.Runtime;

namespace LocalPods.Runtime.Docker.Tests;

/// <summary>Skips tests that need an engine where none answers; LOCALPODS_REQUIRE_DOCKER=1 makes them fail instead.</summary>
internal static class RealEngine
{
    /// <summary>An engine answered in this process.</summary>
    public static bool Answers { get; private set; }

    public static async Task RequireAsync(DockerRuntime runtime, string image)
    {
        var required = Environment.GetEnvironmentVariable("LOCALPODS_REQUIRE_DOCKER") == "1";
        try
        {
            var present = await runtime.GetImageAsync(image, CancellationToken.None);
            Answers = true;
            Skip.If(present is null && !required, $"the engine has no image {image}: run make images");
            present.ShouldNotBeNull($"the engine has no image {image}: run make images");
        }
        catch (ContainerRuntimeException e) when (!required)
        {
            Skip.If(true, e.Message);
        }
    }
}
