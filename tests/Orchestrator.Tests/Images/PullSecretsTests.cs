using System.Text;
using System.Text.Json.Nodes;
using LocalPods.Api.Core;
using LocalPods.Api.Images;
using LocalPods.Api.Meta;
using LocalPods.Orchestrator.Images;
using LocalPods.Orchestrator.Store;
using Microsoft.Extensions.Logging.Abstractions;

namespace LocalPods.Orchestrator.Tests.Images;

public sealed class PullSecretsTests : IAsyncDisposable
{
    private readonly InMemoryStore _store = new(TimeProvider.System);

    private PullSecrets Secrets => new(_store, new PulledImages(_store, TimeProvider.System, NullLogger<PulledImages>.Instance));

    [Fact]
    public async Task Credentials_come_from_secrets_of_both_types_in_the_pods_namespace()
    {
        await StoreAsync("web", "new", "kubernetes.io/dockerconfigjson", ".dockerconfigjson", """{"auths":{"a.example":{"username":"u","password":"p"}}}""");
        await StoreAsync("web", "old", "kubernetes.io/dockercfg", ".dockercfg", """{"a.example/team":{"username":"v","password":"q"}}""");
        await StoreAsync("web", "other", "Opaque", ".dockerconfigjson", """{"auths":{"a.example":{"username":"w","password":"r"}}}""");
        await StoreAsync("else", "elsewhere", "kubernetes.io/dockercfg", ".dockercfg", """{"a.example":{"username":"x","password":"s"}}""");
        var keys = Secrets.Read(PodWith("new", "old", "other", "elsewhere", "absent"));
        keys.Missing.ShouldBe(["elsewhere", "absent"]);
        keys.Faults.ShouldBeEmpty();
        ImageReference.TryParse("a.example/team/app:1", out var image, out _).ShouldBeTrue();
        keys.Keyring.Find(image!).Select(c => (c.Username, c.Source)).ShouldBe([("v", "secret web/old uid-old"), ("u", "secret web/new uid-new")]);
    }

    [Fact]
    public async Task A_secret_that_cannot_be_read_is_told_without_its_content()
    {
        await StoreAsync("web", "bad", "kubernetes.io/dockerconfigjson", ".dockerconfigjson", "hunter2");
        var fault = Secrets.Read(PodWith("bad")).Faults.Single();
        fault.ShouldBe("secret \"bad\" cannot be used to pull images: it is no JSON");
    }

    public ValueTask DisposeAsync() => _store.DisposeAsync();

    private static Pod PodWith(params string[] secrets) => new()
    {
        Metadata = new ObjectMeta { Name = "web", Namespace = "web" },
        Spec = new PodSpec { ImagePullSecrets = [.. secrets.Select(s => new LocalObjectReference { Name = s })] },
    };

    private Task<StoredObject> StoreAsync(string ns, string name, string type, string key, string content) => _store.CreateAsync(
        new ObjectKey("secrets", ns, name),
        new JsonObject
        {
            ["metadata"] = new JsonObject { ["name"] = name, ["uid"] = $"uid-{name}" },
            ["type"] = type,
            ["data"] = new JsonObject { [key] = Convert.ToBase64String(Encoding.UTF8.GetBytes(content)) },
        },
        timeToLive: null,
        CancellationToken.None);
}
