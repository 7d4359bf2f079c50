using System.Collections.Immutable;
using FsCheck;
using FsCheck.Fluent;
using LocalPods.Api.Core;
using LocalPods.Api.Meta;
using LocalPods.Api.Quantities;
using LocalPods.Orchestrator.PodEnvironment;
using LocalPods.Orchestrator.Runtime;

namespace LocalPods.Orchestrator.Tests.Pods;

/// <summary>What a container is told of itself and its pod (spec 2.3, 2.4, 2.7, 2.8).</summary>
public sealed class EnvironmentTests
{
    private static readonly Container Plain = new() { Name = "c" };

    [Theory]
    [Trait("spec", "PL-15")]
    [InlineData("$(A)", "1")]
    [InlineData("x$(A)y$(B)", "x1y$(B)")]
    [InlineData("$$(A)", "$(A)")]
    [InlineData("$$$(A)", "$1")]
    [InlineData("$(A", "$(A")]
    [InlineData("$x $", "$x $")]
    [InlineData("", "")]
    public void References_are_expanded_once(string text, string expected) =>
        VariableExpansion.Expand(text, name => name == "A" ? "1" : null).ShouldBe(expected);

    [Fact]
    [Trait("spec", "PL-15")]
    public void Whatever_a_text_is_made_of_each_piece_becomes_what_it_stands_for_and_no_value_is_expanded_again()
    {
        // Of the values some look like references themselves.
        (string Text, string Becomes)[] pieces =
        [
            ("$(A)", "$(B)"), ("$(B)", "$$"), ("$(EMPTY)", ""), ("$(NONE)", "$(NONE)"), ("$()", "$()"), ("$$", "$"), ("$$(A)", "$(A)"), ("x", "x"), (" (A) ", " (A) "), ("é)", "é)"), ("$x", "$x"),
        ];
        var values = new Dictionary<string, string> { ["A"] = "$(B)", ["B"] = "$$", ["EMPTY"] = "" };
        Prop.ForAll<int[]>(choices =>
        {
            var chosen = choices.Select(c => pieces[(int)((uint)c % pieces.Length)]).ToArray();
            return VariableExpansion.Expand(string.Concat(chosen.Select(p => p.Text)), values.GetValueOrDefault) == string.Concat(chosen.Select(p => p.Becomes));
        }).QuickCheckThrowOnFailure();
        Prop.ForAll<NonNull<string>>(text => text.Get.Contains('$', StringComparison.Ordinal) || VariableExpansion.Expand(text.Get, _ => "!") == text.Get).QuickCheckThrowOnFailure();
        Prop.ForAll<NonNull<string>>(text => VariableExpansion.Expand(text.Get.Replace("$", "$$", StringComparison.Ordinal), _ => "!") == text.Get).QuickCheckThrowOnFailure();
    }

    [Fact]
    [Trait("spec", "PL-15")]
    public void A_variable_sees_earlier_ones_and_not_later_ones() => Build(
        new EnvVar { Name = "A", Value = "1" },
        new EnvVar { Name = "B", Value = "$(A)$(C)" },
        new EnvVar { Name = "C", Value = "3" },
        new EnvVar { Name = "A", Value = "2" }).ShouldBe(["A=2", "B=1$(C)", "C=3"]);

    [Theory]
    [InlineData("metadata.name", "web")]
    [InlineData("metadata.namespace", "shop")]
    [InlineData("metadata.labels['app.kubernetes.io/name']", "x")]
    [InlineData("metadata.annotations['none']", "")]
    [InlineData("spec.nodeName", "n1")]
    [InlineData("status.podIP", "10.0.0.7")]
    [InlineData("status.podIPs", "10.0.0.7,fd00::7")]
    [InlineData("status.hostIP", "192.0.2.1")]
    public void Fields_of_the_pod_can_be_referred_to(string path, string expected) =>
        Build(new EnvVar { Name = "V", ValueFrom = new EnvVarSource { FieldRef = new ObjectFieldSelector { FieldPath = path } } }).ShouldBe([$"V={expected}"]);

    [Theory]
    [InlineData("limits.cpu", null, "2")]
    [InlineData("limits.cpu", "1m", "1500")]
    [InlineData("requests.memory", "1Mi", "65")]
    [InlineData("limits.memory", null, "1073741824")]
    [InlineData("limits.ephemeral-storage", "1Gi", "8")]
    public void Resources_are_divided_and_rounded_up_and_the_node_stands_for_a_missing_limit(string resource, string? divisor, string expected)
    {
        var container = Plain with
        {
            Resources = new ResourceRequirements
            {
                Limits = Amounts(("cpu", "1500m")),
                Requests = Amounts(("memory", "64.5Mi")),
            },
            Env = [new EnvVar { Name = "V", ValueFrom = new EnvVarSource { ResourceFieldRef = new ResourceFieldSelector { Resource = resource, Divisor = divisor is null ? default : Quantity.Parse(divisor) } } }],
        };
        EnvironmentBuilder.Build(Setting(new Pod()), container).Single().Value.ShouldBe(expected);
    }

    [Fact]
    [Trait("spec", "PL-16")]
    public void Env_beats_envFrom_and_a_later_source_beats_an_earlier_one()
    {
        var container = Plain with
        {
            EnvFrom = [Map("first"), Map("second"), new EnvFromSource { Prefix = "S_", SecretRef = new SecretEnvSource { Name = "keys" } }],
            Env = [new EnvVar { Name = "C", Value = "env" }, new EnvVar { Name = "D", Value = "$(A)-$(B)-$(C)" }],
        };
        Lines(EnvironmentBuilder.Build(WithData(), container)).ShouldBe(["A=1", "B=22", "C=env", "S_token=t", "D=1-22-env"]);

        static EnvFromSource Map(string name) => new() { ConfigMapRef = new ConfigMapEnvSource { Name = name } };
    }

    [Fact]
    [Trait("spec", "PL-15")]
    public void A_variable_sees_what_envFrom_brought() => Lines(EnvironmentBuilder.Build(WithData(), Plain with
    {
        EnvFrom = [new EnvFromSource { ConfigMapRef = new ConfigMapEnvSource { Name = "first" } }],
        Env = [new EnvVar { Name = "X", Value = "$(A)$(Y)" }, new EnvVar { Name = "Y", Value = "$$(A)" }],
    })).ShouldBe(["A=1", "B=2", "C=3", "X=1$(Y)", "Y=$(A)"]);

    [Fact]
    [Trait("spec", "PL-18")]
    public void A_key_that_is_not_there_is_told_unless_it_is_optional()
    {
        Should.Throw<ContainerConfigException>(() => From(Secret("keys", "nope", null))).Message.ShouldBe("couldn't find key nope in Secret shop/keys");
        Should.Throw<ContainerConfigException>(() => From(Secret("none", "nope", null))).Message.ShouldBe("secret \"none\" not found");
        From(Secret("keys", "nope", true)).ShouldBeEmpty();
        From(Secret("keys", "token", null)).ShouldBe(["V=t"]);
        From(new EnvVarSource { ConfigMapKeyRef = new ConfigMapKeySelector { Name = "first", Key = "C" } }).ShouldBe(["V=3"]);

        static EnvVarSource Secret(string name, string key, bool? optional) => new() { SecretKeyRef = new SecretKeySelector { Name = name, Key = key, Optional = optional } };
        static string[] From(EnvVarSource source) => Lines(EnvironmentBuilder.Build(WithData(), Plain with { Env = [new EnvVar { Name = "V", ValueFrom = source }] }));
    }

    [Fact]
    public void All_keys_of_one_object_are_of_one_version()
    {
        var config = new FixedConfig().With("first", new ConfigMap { Data = Data(("A", "1"), ("B", "2")) });
        var variables = new[] { "A", "B", "A" }.Select(key => new EnvVar
        {
            Name = "V" + key,
            ValueFrom = new EnvVarSource { ConfigMapKeyRef = new ConfigMapKeySelector { Name = "first", Key = key } },
        });
        EnvironmentBuilder.Build(Setting(Named("web")) with { Config = config }, Plain with { Env = [.. variables] }).Length.ShouldBe(2);
        config.Asked.ShouldBe(["shop/first"]);
    }

    [Fact]
    public void A_missing_configmap_is_told_unless_it_is_optional()
    {
        Should.Throw<ContainerConfigException>(() => Build(Ref(optional: null))).Message.ShouldBe("configmap \"settings\" not found");
        Build(Ref(optional: true)).ShouldBeEmpty();

        static EnvVar Ref(bool? optional) => new()
        {
            Name = "V",
            ValueFrom = new EnvVarSource { ConfigMapKeyRef = new ConfigMapKeySelector { Name = "settings", Key = "k", Optional = optional } },
        };
    }

    [Fact]
    [Trait("spec", "PL-12")]
    public void The_hosts_file_ends_with_address_tab_hostname()
    {
        var text = HostsFile.Content(Setting(Named("web")) with { PodIps = ["10.0.0.7"] }, () => "");
        text.ShouldStartWith("# Kubernetes-managed hosts file.\n127.0.0.1\tlocalhost\n");
        text.ShouldEndWith("\n10.0.0.7\tweb\n");
    }

    [Fact]
    public void Aliases_and_a_subdomain_go_into_the_hosts_file()
    {
        var pod = Named("web") with
        {
            Spec = new PodSpec { Subdomain = "sub", HostAliases = [new HostAlias { Ip = "192.0.2.9", Hostnames = ["a", "b"] }] },
        };
        HostsFile.Content(Setting(pod) with { PodIps = ["10.0.0.7"] }, () => "").ShouldEndWith("10.0.0.7\tweb.sub.shop.svc.cluster.local\tweb\n\n# Entries added by HostAliases.\n192.0.2.9\ta\tb\n");
    }

    [Fact]
    [Trait("spec", "PL-14")]
    public void A_long_name_gives_a_hostname_of_at_most_63_characters_that_does_not_end_in_a_dash()
    {
        Hostnames.Of(Named(new string('a', 70))).Length.ShouldBe(63);
        Hostnames.Of(Named(new string('a', 62) + "-" + new string('b', 7))).ShouldBe(new string('a', 62));
    }

    [Fact]
    [Trait("spec", "PL-20")]
    public void Requests_and_limits_become_shares_quota_and_bytes()
    {
        var container = Plain with
        {
            Resources = new ResourceRequirements { Requests = Amounts(("cpu", "250m")), Limits = Amounts(("cpu", "500m"), ("memory", "64Mi")) },
        };
        var mapped = ResourceMapping.Map(new Pod { Status = new PodStatus { QosClass = "Burstable" } }, container, 1L << 30);
        (mapped.CpuShares, mapped.CpuQuota, mapped.CpuPeriod, mapped.MemoryBytes).ShouldBe((256, 50_000, 100_000, 64L << 20));
        ResourceMapping.Map(new Pod { Status = new PodStatus { QosClass = "BestEffort" } }, Plain, 1L << 30).OomScoreAdjust.ShouldBe(1000);
        ResourceMapping.Map(new Pod { Status = new PodStatus { QosClass = "Guaranteed" } }, Plain, 1L << 30).OomScoreAdjust.ShouldBe(-997);
    }

    [Theory]
    [Trait("spec", "PL-22")]
    [InlineData(null, "", "container has runAsNonRoot and image will run as root")]
    [InlineData(null, "0:0", "container has runAsNonRoot and image will run as root")]
    [InlineData(null, "nginx", "container has runAsNonRoot and image has non-numeric user (nginx), cannot verify user is non-root")]
    [InlineData(0L, "1000", "container's runAsUser breaks non-root policy")]
    [InlineData(null, "1000", null)]
    [InlineData(1000L, "", null)]
    public void RunAsNonRoot_is_checked_before_anything_is_created(long? user, string imageUser, string? error)
    {
        var container = Plain with { SecurityContext = new SecurityContext { RunAsNonRoot = true, RunAsUser = user } };
        var map = () => SecurityMapping.Map(Named("web"), container, imageUser, _ => "");
        if (error is null)
        {
            map().RunAsUser.ShouldBe(user);
        }
        else
        {
            Should.Throw<ContainerConfigException>(() => map()).Message.ShouldStartWith(error);
        }
    }

    [Fact]
    public void Profiles_and_labels_are_handed_to_the_engine_and_a_containers_own_beat_the_pods()
    {
        var pod = Named("web") with
        {
            Spec = new PodSpec
            {
                SecurityContext = new PodSecurityContext
                {
                    SeccompProfile = new SeccompProfile { Type = "RuntimeDefault" },
                    AppArmorProfile = new AppArmorProfile { Type = "Localhost", LocalhostProfile = "tight" },
                    SeLinuxOptions = new SELinuxOptions { User = "u", Role = "r", Type = "t", Level = "s0:c1" },
                },
            },
        };
        var ofPod = SecurityMapping.Map(pod, Plain, "", _ => "{}");
        (ofPod.Seccomp, ofPod.SeccompProfile, ofPod.AppArmorProfile).ShouldBe((SeccompMode.RuntimeDefault, null, "tight"));
        ofPod.SeLinuxLabels.ShouldBe(["user:u", "role:r", "type:t", "level:s0:c1"]);

        var own = SecurityMapping.Map(pod, Plain with
        {
            SecurityContext = new SecurityContext
            {
                SeccompProfile = new SeccompProfile { Type = "Localhost", LocalhostProfile = "mine.json" },
                AppArmorProfile = new AppArmorProfile { Type = "Unconfined" },
                SeLinuxOptions = new SELinuxOptions { Level = "s1" },
            },
        }, "", path => $"of {path}");
        (own.Seccomp, own.SeccompProfile, own.AppArmorProfile).ShouldBe((SeccompMode.Localhost, "of mine.json", "unconfined"));
        own.SeLinuxLabels.ShouldBe(["level:s1"]);
        SecurityMapping.Map(Named("web"), Plain, "", _ => "").ShouldSatisfyAllConditions(
            plain => plain.Seccomp.ShouldBe(SeccompMode.Unconfined), plain => plain.AppArmorProfile.ShouldBeNull(), plain => plain.SeLinuxLabels.ShouldBeEmpty());
    }

    [Fact]
    public void Resolv_conf_is_the_nodes_with_the_pods_additions()
    {
        const string Node = "nameserver 192.0.2.53\nsearch old\nsearch corp.example .\noptions ndots:1 rotate\n";
        ResolvConf.For(new PodSpec { DnsPolicy = "ClusterFirst" }, () => Node).ShouldBeNull();
        var added = new PodDNSConfig { Nameservers = ["192.0.2.54"], Searches = ["x"], Options = [new PodDNSConfigOption { Name = "ndots", Value = "5" }] };
        var merged = ResolvConf.For(new PodSpec { DnsPolicy = "Default", DnsConfig = added }, () => Node)!;
        merged.Servers.ShouldBe(["192.0.2.53", "192.0.2.54"]);
        merged.Searches.ShouldBe(["corp.example", "x"]);
        merged.Options.ShouldBe(["rotate", "ndots:5"]);
        ResolvConf.For(new PodSpec { DnsPolicy = "None", DnsConfig = added }, () => Node)!.Servers.ShouldBe(["192.0.2.54"]);
    }

    [Fact]
    public void More_name_servers_than_a_pod_may_have_are_left_out_and_told()
    {
        var spec = new PodSpec { DnsPolicy = "None", DnsConfig = new PodDNSConfig { Nameservers = ["1.1.1.1", "2.2.2.2", "3.3.3.3", "4.4.4.4"] } };
        ResolvConf.For(spec, () => "")!.Servers.ShouldBe(["1.1.1.1", "2.2.2.2", "3.3.3.3"]);
        ResolvConf.Omissions(spec, () => "").ShouldHaveSingleItem()
            .ShouldBe("Nameserver limits were exceeded, some nameservers have been omitted, the applied nameserver line is: 1.1.1.1 2.2.2.2 3.3.3.3");
        ResolvConf.Omissions(new PodSpec { DnsPolicy = "Default" }, () => "").ShouldBeEmpty();
    }

    [Fact]
    public void Search_domains_that_resolvers_do_not_take_are_left_out_and_told()
    {
        var node = $"nameserver 192.0.2.53\nsearch {string.Join(' ', Enumerable.Range(0, 20).Select(i => $"{new string('a', 98)}{i:00}"))}\n"; // 2019 characters
        var spec = new PodSpec { DnsPolicy = "Default", DnsConfig = new PodDNSConfig { Searches = [new string('b', 256), "example.net", new string('c', 20)] } };
        var applied = ResolvConf.For(spec, () => node)!.Searches;
        applied.Length.ShouldBe(21);
        applied[^1].ShouldBe("example.net");
        ResolvConf.Omissions(spec, () => node).ShouldHaveSingleItem()
            .ShouldBe($"Search Line limits were exceeded, some search paths have been omitted, the applied search line is: {string.Join(' ', applied)}");
        ResolvConf.For(new PodSpec { DnsPolicy = "Default", DnsConfig = new PodDNSConfig { Searches = [.. Enumerable.Range(0, 40).Select(i => $"s{i}")] } }, () => "")!
            .Searches.Length.ShouldBe(32);
    }

    [Fact]
    public void A_resolver_that_only_the_node_can_reach_is_known()
    {
        ResolvConf.IsLocalOnly("# systemd\nnameserver 127.0.0.53\noptions edns0\n").ShouldBeTrue();
        ResolvConf.IsLocalOnly("nameserver 127.0.0.53\nnameserver 192.0.2.53\n").ShouldBeFalse();
        ResolvConf.IsLocalOnly("").ShouldBeFalse();
    }

    [Fact]
    public void A_host_name_that_is_too_long_for_the_kernel_is_told_and_one_given_exactly_stays_as_it_is()
    {
        Pod With(string hostname, bool asFqdn) => Named("web") with { Spec = new PodSpec { Hostname = hostname, Subdomain = "sub", SetHostnameAsFQDN = asFqdn } };
        var longest = new string('a', 37); // with .sub.shop.svc.cluster.local: 64 characters
        Hostnames.Of(With(longest, asFqdn: true)).ShouldBe($"{longest}.sub.shop.svc.cluster.local");
        Hostnames.Of(With(longest + "a", asFqdn: false)).ShouldBe(longest + "a");
        Should.Throw<ContainerConfigException>(() => Hostnames.Of(With(longest + "a", asFqdn: true))).Message.ShouldBe(
            $"failed to construct FQDN from pod hostname and cluster domain, FQDN {longest}a.sub.shop.svc.cluster.local is too long (64 characters is the max, 65 characters requested)");

        var exact = $"{new string('b', 60)}.com";
        var overridden = Named("web") with { Spec = new PodSpec { HostnameOverride = exact, Hostname = "other", Subdomain = "sub" } };
        Hostnames.Of(overridden).ShouldBe(exact);
        HostsFile.Content(Setting(overridden), () => "").ShouldContain($"10.0.0.7\t{exact}\n");
    }

    [Fact]
    public void The_node_has_a_name_in_the_hosts_file_before_the_pods_own_lines()
    {
        HostsFile.Content(Setting(Named("web")) with { PodIps = ["10.0.0.7"], HostIp = "10.0.0.1" }, () => "")
            .ShouldEndWith("fe00::2\tip6-allrouters\n10.0.0.1\thost.localpods.internal\n10.0.0.7\tweb\n");
        HostsFile.Content(Setting(Named("web") with { Spec = new PodSpec { HostNetwork = true } }) with { HostIp = "127.0.0.1" }, () => "127.0.0.1 localhost")
            .ShouldBe("# Kubernetes-managed hosts file (host network).\n127.0.0.1 localhost\n127.0.0.1\thost.localpods.internal\n");
        HostsFile.Content(Setting(Named("web")) with { PodIps = ["10.0.0.7"] }, () => "").ShouldNotContain("host.localpods.internal");
    }

    [Fact]
    public void A_source_that_is_not_there_and_need_not_be_brings_nothing()
    {
        var container = Plain with
        {
            EnvFrom =
            [
                new EnvFromSource { ConfigMapRef = new ConfigMapEnvSource { Name = "none", Optional = true } },
                new EnvFromSource { SecretRef = new SecretEnvSource { Name = "none", Optional = true } },
            ],
        };
        EnvironmentBuilder.Build(WithData(), container).ShouldBeEmpty();
        Should.Throw<ContainerConfigException>(() => EnvironmentBuilder.Build(WithData(), Plain with { EnvFrom = [new EnvFromSource { ConfigMapRef = new ConfigMapEnvSource { Name = "none" } }] }))
            .Message.ShouldBe("configmap \"none\" not found");
    }

    private static Pod Named(string name) => new() { Metadata = new ObjectMeta { Name = name, Namespace = "shop" } };

    private static PodSetting Setting(Pod pod) => new(pod, ["10.0.0.7", "fd00::7"], new NodeSetting("n1", ["192.0.2.1"], 2, 1L << 30) { DiskBytes = 8L << 30 }, new FixedConfig());

    private static PodSetting WithData() => Setting(Named("web")) with
    {
        Config = new FixedConfig()
            .With("first", new ConfigMap { Data = Data(("A", "1"), ("B", "2"), ("C", "3")) })
            .With("second", new ConfigMap { Data = Data(("B", "22")) })
            .With("keys", new Secret { Data = ImmutableSortedDictionary<string, byte[]>.Empty.Add("token", [(byte)'t']) }),
    };

    private static ImmutableSortedDictionary<string, string> Data(params (string Key, string Value)[] data) =>
        ImmutableSortedDictionary.CreateRange(data.Select(d => KeyValuePair.Create(d.Key, d.Value)));

    private static string[] Lines(IEnumerable<KeyValuePair<string, string>> variables) => [.. variables.Select(v => $"{v.Key}={v.Value}")];

    private static string[] Build(params EnvVar[] variables)
    {
        var pod = new Pod
        {
            Metadata = new ObjectMeta
            {
                Name = "web",
                Namespace = "shop",
                Labels = ImmutableSortedDictionary<string, string>.Empty.Add("app.kubernetes.io/name", "x"),
            },
        };
        return Lines(EnvironmentBuilder.Build(Setting(pod), Plain with { Env = [.. variables] }));
    }

    private static ImmutableSortedDictionary<string, Quantity> Amounts(params (string Name, string Amount)[] amounts) =>
        ImmutableSortedDictionary.CreateRange(amounts.Select(a => KeyValuePair.Create(a.Name, Quantity.Parse(a.Amount))));
}
