using System.Collections.Immutable;
using System.Text;
using LocalPods.Api.Core;
using LocalPods.Api.Meta;
using LocalPods.Api.Quantities;
using LocalPods.Orchestrator.PodEnvironment;
using LocalPods.Orchestrator.Tests.Pods;
using LocalPods.Orchestrator.Volumes;

namespace LocalPods.Orchestrator.Tests.Volumes;

/// <summary>Which files config maps, secrets, fields of the pod and tokens become (spec: workloads 13).</summary>
public sealed class PayloadTests
{
    private readonly VirtualClock _clock = new(new DateTimeOffset(2026, 1, 2, 15, 4, 5, TimeSpan.Zero));
    private readonly List<PodTokenRequest> _asked = [];
    private readonly TokenCache _tokens;
    private string? _problem;

    public PayloadTests() => _tokens = new(
        request =>
        {
            _asked.Add(request);
            return _problem is null ? (new PodToken($"token {_asked.Count}", _clock.GetUtcNow() + request.Lasts), null) : (null, _problem);
        },
        _clock);

    [Fact]
    public void Without_items_every_key_is_a_file_and_bytes_stay_bytes()
    {
        var map = new ConfigMap { Data = Texts(("a", "1"), ("b", "ü")), BinaryData = Bytes(("c", [0xff, 0])) };
        var files = Files(new Volume { Name = "v", ConfigMap = new ConfigMapVolumeSource { Name = "m", DefaultMode = 420 } }, new FixedConfig().With("m", map));
        files.Select(f => $"{f.Key} {Octal(f.Value)} {Convert.ToHexString(f.Value.Content.Span)}").ShouldBe(["a 644 31", "b 644 C3BC", "c 644 FF00"]);
    }

    [Fact]
    [Trait("spec", "WN-55")]
    public void Items_choose_keys_paths_and_modes()
    {
        var secret = new Secret { Data = Bytes(("user", "anna"u8.ToArray()), ("password", "pw"u8.ToArray())) };
        var volume = new Volume
        {
            Name = "v",
            Secret = new SecretVolumeSource
            {
                SecretName = "s",
                DefaultMode = 0x100,
                Items = [new KeyToPath { Key = "user", Path = "who/name" }, new KeyToPath { Key = "password", Path = "pw", Mode = 0x180 }],
            },
        };
        Files(volume, new FixedConfig().With("s", secret)).Select(f => $"{f.Key} {Octal(f.Value)} {Text(f.Value)}").ShouldBe(["pw 600 pw", "who/name 400 anna"]);
    }

    [Theory]
    [InlineData("./a", "b//c", "a,b/c")]
    [InlineData("a/", "d/./e/", "a,d/e")]
    [InlineData("a", "a/b", "\"a\" cannot be a file and the folder of \"a/b\"")]
    [InlineData("a/b/c", "./a/b", "\"a/b\" cannot be a file and the folder of \"a/b/c\"")]
    [InlineData("a", "./", "path \"./\" names no file of the volume")]
    [InlineData("a", "b/../../c", "path \"b/../../c\" names no file of the volume")] // which the API refuses
    public void Paths_are_cleaned_and_those_that_cannot_be_together_are_told(string first, string second, string expected)
    {
        var config = new FixedConfig().With("m", new ConfigMap { Data = Texts(("k", "1"), ("l", "2")) });
        var volume = new Volume { Name = "v", ConfigMap = new ConfigMapVolumeSource { Name = "m", Items = [new KeyToPath { Key = "k", Path = first }, new KeyToPath { Key = "l", Path = second }] } };
        if (expected.Contains(' ', StringComparison.Ordinal))
        {
            Should.Throw<VolumeException>(() => Files(volume, config)).Message.ShouldBe(expected);
        }
        else
        {
            string.Join(',', Files(volume, config).Keys).ShouldBe(expected);
        }
    }

    [Theory]
    [InlineData("configMap", false, "configmap \"m\" not found")]
    [InlineData("secret", false, "secret \"m\" not found")]
    [InlineData("configMap", true, "configmap references non-existent config key: k")]
    [InlineData("secret", true, "references non-existent secret key: k")]
    [Trait("spec", "WN-54")]
    public void What_is_missing_is_told_in_the_kubelets_words_and_left_out_when_optional(string kind, bool there, string expected)
    {
        var config = !there ? new FixedConfig() : kind == "secret" ? new FixedConfig().With("m", new Secret()) : new FixedConfig().With("m", new ConfigMap());
        ImmutableArray<KeyToPath> items = there ? [new KeyToPath { Key = "k", Path = "p" }] : [];
        foreach (var projected in (bool[])[false, true])
        {
            Should.Throw<VolumeException>(() => Files(Of(kind, items, null, projected), config)).Message.ShouldBe(expected);
            Files(Of(kind, items, true, projected), config).ShouldBeEmpty();
        }

        static Volume Of(string kind, ImmutableArray<KeyToPath> items, bool? optional, bool projected) => (kind, projected) switch
        {
            ("secret", false) => new Volume { Name = "v", Secret = new SecretVolumeSource { SecretName = "m", Items = items, Optional = optional } },
            ("secret", true) => Projected(new VolumeProjection { Secret = new SecretProjection { Name = "m", Items = items, Optional = optional } }),
            (_, false) => new Volume { Name = "v", ConfigMap = new ConfigMapVolumeSource { Name = "m", Items = items, Optional = optional } },
            (_, true) => Projected(new VolumeProjection { ConfigMap = new ConfigMapProjection { Name = "m", Items = items, Optional = optional } }),
        };
    }

    [Fact]
    public void A_projected_volume_tells_all_that_is_missing_at_once() => Should.Throw<VolumeException>(() => Files(
        Projected(
            new VolumeProjection { ConfigMap = new ConfigMapProjection { Name = "m" } },
            new VolumeProjection { Secret = new SecretProjection { Name = "s" } }),
        new FixedConfig())).Message.ShouldBe("[configmap \"m\" not found, secret \"s\" not found]");

    [Fact]
    public void Of_two_sources_with_one_path_the_later_is_seen()
    {
        var config = new FixedConfig().With("first", new ConfigMap { Data = Texts(("k", "1"), ("only", "1")) }).With("second", new ConfigMap { Data = Texts(("k", "2")) });
        var volume = Projected(
            new VolumeProjection { ConfigMap = new ConfigMapProjection { Name = "first" } },
            new VolumeProjection { ConfigMap = new ConfigMapProjection { Name = "second" } });
        Files(volume, config).Select(f => $"{f.Key}={Text(f.Value)}").ShouldBe(["k=2", "only=1"]);
    }

    [Fact]
    [Trait("spec", "WN-61")]
    public void Labels_are_sorted_and_quoted_and_single_fields_are_bare()
    {
        var pod = new Pod
        {
            Metadata = new ObjectMeta { Name = "web", Namespace = "default", Labels = Texts(("tier", "a\"b\\c"), ("app", "x")), Annotations = Texts(("note", "one\ntwo")) },
            Spec = new PodSpec { Containers = [new Container { Name = "c", Resources = new ResourceRequirements { Limits = Amounts(("memory", "64Mi"), ("cpu", "250m")) } }] },
        };
        var volume = new Volume
        {
            Name = "v",
            DownwardAPI = new DownwardAPIVolumeSource
            {
                Items =
                [
                    Field("labels", "metadata.labels"), Field("notes", "metadata.annotations"), Field("name", "metadata.name"), Field("tier", "metadata.labels['tier']"),
                    new DownwardAPIVolumeFile { Path = "memory", ResourceFieldRef = new ResourceFieldSelector { ContainerName = "c", Resource = "limits.memory", Divisor = Quantity.Parse("1Mi") }, Mode = 0x100 },
                    new DownwardAPIVolumeFile { Path = "cpu", ResourceFieldRef = new ResourceFieldSelector { ContainerName = "c", Resource = "limits.cpu" } },
                ],
            },
        };
        var files = Files(volume, new FixedConfig(), pod);
        files.Select(f => $"{f.Key}: {Text(f.Value)}").ShouldBe(
        [
            "cpu: 1", "labels: app=\"x\"\ntier=\"a\\\"b\\\\c\"", "memory: 64", "name: web", "notes: note=\"one\\ntwo\"", "tier: a\"b\\c",
        ]);
        Octal(files["memory"]).ShouldBe("400");
    }

    [Fact]
    public void A_token_is_of_the_pods_account_and_renewed_at_four_fifths_of_its_time()
    {
        var pod = new Pod { Metadata = new ObjectMeta { Name = "web", Namespace = "shop", Uid = "u" }, Spec = new PodSpec { ServiceAccountName = "robot", Containers = [new Container { Name = "c" }] } };
        var volume = Projected(new VolumeProjection { ServiceAccountToken = new ServiceAccountTokenProjection { Path = "token", Audience = "vault", ExpirationSeconds = 1000 } });
        var file = Files(volume, new FixedConfig(), pod)["token"];
        _asked.ShouldBe([new PodTokenRequest("shop", "robot", "web", "u", "vault", TimeSpan.FromSeconds(1000))]);
        file.RenewAt.ShouldBe(_clock.GetUtcNow().AddSeconds(800));
        Octal(file).ShouldBe("644");

        Text(Files(volume, new FixedConfig(), pod)["token"]).ShouldBe("token 1");
        using var timer = _clock.CreateTimer(_ => { }, null, TimeSpan.FromSeconds(800), Timeout.InfiniteTimeSpan);
        _clock.FireNext();
        Text(Files(volume, new FixedConfig(), pod)["token"]).ShouldBe("token 2");
        _tokens.Forget("u");
        Text(Files(volume, new FixedConfig(), pod)["token"]).ShouldBe("token 3");
    }

    [Theory]
    [InlineData(1000L, 1000L, null, "600", 1000L)] // all run as one user
    [InlineData(1000L, 2000L, null, "644", null)]
    [InlineData(1000L, null, null, "644", null)]
    [InlineData(1000L, null, 500L, "600", null)] // the group gets its right with the whole volume
    public void A_token_is_the_users_alone_where_the_spec_says_who_that_is(long? first, long? second, long? group, string mode, long? owner)
    {
        var pod = new Pod
        {
            Spec = new PodSpec
            {
                SecurityContext = new PodSecurityContext { FsGroup = group },
                Containers = [Container("a", first), Container("b", second)],
            },
        };
        var file = Files(Projected(new VolumeProjection { ServiceAccountToken = new ServiceAccountTokenProjection { Path = "t" } }), new FixedConfig(), pod)["t"];
        Octal(file).ShouldBe(mode);
        file.Owner.ShouldBe(owner);

        static Container Container(string name, long? user) => new() { Name = name, SecurityContext = new SecurityContext { RunAsUser = user } };
    }

    [Fact]
    public void What_cannot_be_had_here_says_so()
    {
        _problem = "serviceaccounts \"robot\" not found";
        Refused(new VolumeProjection { ServiceAccountToken = new ServiceAccountTokenProjection { Path = "t" } }).ShouldBe("failed to fetch token: serviceaccounts \"robot\" not found");
        Refused(new VolumeProjection { ClusterTrustBundle = new ClusterTrustBundleProjection { Name = "b", Path = "t" } }).ShouldContain("clusterTrustBundle is not supported");
        Refused(new VolumeProjection { PodCertificate = new PodCertificateProjection() }).ShouldContain("podCertificate is not supported");

        string Refused(VolumeProjection source) => Should.Throw<VolumeException>(() => Files(Projected(source), new FixedConfig())).Message;
    }

    private ImmutableSortedDictionary<string, VolumeFile> Files(Volume volume, FixedConfig config, Pod? pod = null) => new VolumePayloads(_tokens).Of(
        new PodSetting(pod ?? new Pod { Metadata = new ObjectMeta { Namespace = "default" } }, [], new NodeSetting("n1", [], 4, 1L << 30), config), volume);

    private static Volume Projected(params VolumeProjection[] sources) =>
        new() { Name = "v", Projected = new ProjectedVolumeSource { Sources = [.. sources], DefaultMode = 420 } };

    private static DownwardAPIVolumeFile Field(string path, string field) => new() { Path = path, FieldRef = new ObjectFieldSelector { FieldPath = field } };

    private static string Octal(VolumeFile file) => Convert.ToString((int)file.Mode, 8);

    private static string Text(VolumeFile file) => Encoding.UTF8.GetString(file.Content.Span);

    private static ImmutableSortedDictionary<string, string> Texts(params (string Key, string Value)[] data) =>
        data.ToImmutableSortedDictionary(d => d.Key, d => d.Value, StringComparer.Ordinal);

    private static ImmutableSortedDictionary<string, byte[]> Bytes(params (string Key, byte[] Value)[] data) =>
        data.ToImmutableSortedDictionary(d => d.Key, d => d.Value, StringComparer.Ordinal);

    private static ImmutableSortedDictionary<string, Quantity> Amounts(params (string Name, string Amount)[] amounts) =>
        amounts.ToImmutableSortedDictionary(a => a.Name, a => Quantity.Parse(a.Amount), StringComparer.Ordinal);
}
