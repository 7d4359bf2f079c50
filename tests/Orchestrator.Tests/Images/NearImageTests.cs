using System.Collections.Immutable;
using LocalPods.Api.Images;
using LocalPods.Orchestrator.Images;
using LocalPods.Orchestrator.Runtime;

namespace LocalPods.Orchestrator.Tests.Images;

public sealed class NearImageTests
{
    [Theory]
    [InlineData("app", "app:dev", "app:dev")]
    [InlineData("app:1.2.3", "app:1.2.4 app:dev app:2", "app:1.2.4")]
    [InlineData("app:1", "reg.example/team/app:1", "reg.example/team/app:1")]
    [InlineData("me/app:1", "app:1", "app:1")]
    [InlineData("ngnix:1.17", "nginx:1.17 redis:7", "nginx:1.17")]
    [InlineData("nginx:1.17.10-alpin", "nginx:1.17.10-alpine busybox:1.32.0", "nginx:1.17.10-alpine")]
    [InlineData("app:1", "redis:7", null)]
    [InlineData("app:1", "app:1", null)]
    [InlineData("docker.io/library/app:1", "app:1", null)]
    [InlineData("app:1", "", null)]
    public void The_nearest_name_on_the_engine_is_named(string wanted, string present, string? near)
    {
        ImageReference.TryParse(wanted, out var reference, out _).ShouldBeTrue();
        NearImage.Find(reference!, present.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(Image)).ShouldBe(near);
    }

    private static ImageStatus Image(string name) => new("sha256:" + name, [name], ImmutableArray<string>.Empty, 1, "");
}
