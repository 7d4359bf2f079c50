using LocalPods.Api.Images;

namespace LocalPods.Api.Tests.Images;

public sealed class ImageReferenceTests
{
    private const string Digest = "sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

    [Theory]
    [InlineData("busybox", "docker.io", "library/busybox", "latest", "busybox:latest")]
    [InlineData("busybox:1.32.0", "docker.io", "library/busybox", "1.32.0", "busybox:1.32.0")]
    [InlineData("me/app", "docker.io", "me/app", "latest", "me/app:latest")]
    [InlineData("index.docker.io/nginx:1", "docker.io", "library/nginx", "1", "index.docker.io/nginx:1")]
    [InlineData("localhost/app:1", "localhost", "app", "1", "localhost/app:1")]
    [InlineData("localhost:5000/a/b", "localhost:5000", "a/b", "latest", "localhost:5000/a/b:latest")]
    [InlineData("reg.example/team/my_app--x.y:V1_2-3", "reg.example", "team/my_app--x.y", "V1_2-3", "reg.example/team/my_app--x.y:V1_2-3")]
    public void A_name_has_a_registry_a_repository_and_a_tag(string text, string registry, string repository, string tag, string whole)
    {
        ImageReference.TryParse(text, out var image, out _).ShouldBeTrue();
        (image!.Registry, image.Repository, image.Tag, image.Digest, image.Text).ShouldBe((registry, repository, tag, null, whole));
    }

    [Theory]
    [InlineData("app@" + Digest, null)]
    [InlineData("app:1@" + Digest, "1")]
    public void A_digest_needs_no_tag(string text, string? tag)
    {
        ImageReference.TryParse(text, out var image, out _).ShouldBeTrue();
        (image!.Tag, image.Digest, image.Text).ShouldBe((tag, Digest, text));
    }

    [Theory]
    [InlineData("", "invalid reference format")]
    [InlineData("Bad Name", "invalid reference format")]
    [InlineData("a:", "invalid reference format")]
    [InlineData("a/", "invalid reference format")]
    [InlineData("a//b", "invalid reference format")]
    [InlineData("a@sha256:0123", "invalid reference format")]
    [InlineData("-a", "invalid reference format")]
    [InlineData("http://reg.example/a", "invalid reference format")]
    [InlineData("UPPER", "invalid reference format: repository name (library/UPPER) must be lowercase")]
    [InlineData("reg.example/Team/app:1", "invalid reference format: repository name (Team/app) must be lowercase")]
    public void What_is_no_name_is_refused_with_the_reason(string text, string reason)
    {
        ImageReference.TryParse(text, out _, out var error).ShouldBeFalse();
        error.ShouldBe(reason);
    }

    [Fact]
    public void A_name_of_any_length_is_decided_at_once()
    {
        ImageReference.TryParse(new string('a', 100_000), out _, out _).ShouldBeFalse();
        ImageReference.TryParse(new string('a', 300), out _, out var error).ShouldBeFalse();
        error.ShouldBe("repository name must not be more than 255 characters");
        ImageReference.TryParse(string.Concat(Enumerable.Repeat("a-", 500)) + "!", out _, out _).ShouldBeFalse();
    }
}
