using System.Text;
using LocalPods.Api.Images;

namespace LocalPods.Api.Tests.Images;

/// <summary>Which credentials open which registry, as a kubelet decides it.</summary>
public sealed class RegistryKeyringTests
{
    [Theory]
    [InlineData("reg.example", "reg.example/app:1", true)]
    [InlineData("https://reg.example", "reg.example/app:1", true)]
    [InlineData("https://reg.example/v2/", "reg.example/app:1", true)]
    [InlineData("reg.example", "reg.example:5000/app:1", false)]
    [InlineData("reg.example:5000", "reg.example:5000/app:1", true)]
    [InlineData("reg.example", "sub.reg.example/app", false)]
    [InlineData("*.reg.example", "sub.reg.example/app", true)]
    [InlineData("*.reg.example", "a.b.reg.example/app", false)]
    [InlineData("r?g.example", "rug.example/app", true)]
    [InlineData("reg.example/team", "reg.example/team/app", true)]
    [InlineData("reg.example/team", "reg.example/other/app", false)]
    [InlineData("https://index.docker.io/v1/", "nginx", true)]
    [InlineData("https://index.docker.io/v1/", "me/app:1", true)]
    [InlineData("https://index.docker.io/v1/", "reg.example/app", false)]
    [InlineData("docker.io", "nginx", true)]
    public void Credentials_are_for_a_host_with_its_port_and_the_beginning_of_a_path(string server, string image, bool fits) =>
        Find([Of(server)], image).Length.ShouldBe(fits ? 1 : 0);

    [Fact]
    public void The_most_exact_credentials_come_first() =>
        Find([Of("reg.example"), Of("reg.example/team/app"), Of("*.example"), Of("reg.example/team")], "reg.example/team/app:1")
            .ShouldBe(["reg.example/team/app", "reg.example/team", "reg.example", "*.example"]);

    [Fact]
    public void A_config_gives_user_and_password_in_either_form_and_tokens()
    {
        var auth = Convert.ToBase64String("me:pass:word"u8);
        var json = $$"""{"auths":{"a.example":{"auth":"{{auth.TrimEnd('=')}}","email":"x"},"b.example":{"username":"you","password":"p"},"c.example":{},"d.example":{"identitytoken":"t"} },"credsStore":"x"}""";
        var found = RegistryConfig.Parse(Encoding.UTF8.GetBytes(json), "here");
        found.ShouldBe(
        [
            new RegistryCredentials("a.example", "me", "pass:word") { Source = "here" },
            new RegistryCredentials("b.example", "you", "p") { Source = "here" },
            new RegistryCredentials("d.example", "", "") { IdentityToken = "t", Source = "here" },
        ]);
    }

    [Fact]
    public void The_old_form_has_no_outer_object() =>
        RegistryConfig.ParseOld("""{"a.example":{"username":"you","password":"p"}}"""u8.ToArray(), "").Single().Username.ShouldBe("you");

    [Theory]
    [InlineData("""{"auths":{"a.example":{"auth":"secret!"}}}""")]
    [InlineData("""{"auths":{"a.example":"secret"}}""")]
    [InlineData("""{"auths":"secret"}""")]
    [InlineData("secret")]
    [InlineData("""["secret"]""")]
    public void What_cannot_be_read_is_refused_without_a_word_of_it(string json) =>
        Should.Throw<FormatException>(() => RegistryConfig.Parse(Encoding.UTF8.GetBytes(json), "")).Message.ShouldNotContain("secret");

    [Fact]
    public void Credentials_never_show_themselves()
    {
        var credentials = new RegistryCredentials("reg.example", "me", "hunter2") { IdentityToken = "token3", Source = "here" };
        credentials.ToString().ShouldBe("credentials for reg.example from here");
        $"{credentials}".ShouldNotContain("hunter2");
    }

    private static RegistryCredentials Of(string server) => new(server, "user", "password");

    private static string[] Find(RegistryCredentials[] credentials, string image)
    {
        ImageReference.TryParse(image, out var reference, out _).ShouldBeTrue();
        return [.. new RegistryKeyring(credentials).Find(reference!).Select(c => c.Server)];
    }
}
