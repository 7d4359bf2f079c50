using LocalPods.Api.Core;
using LocalPods.Api.Defaulting;
using LocalPods.Api.Meta;
using LocalPods.Api.Quantities;
using LocalPods.Api.Scheduling;
using LocalPods.Api.Validation;
using System.Collections.Immutable;

namespace LocalPods.Api.Tests.Validation;

public class ServiceValidationTests
{
    private static readonly ServicePort s_http = new() { Port = 80 };

    [Fact]
    public void A_service_needs_ports_unless_it_has_no_address()
    {
        Faults(new ServiceSpec()).ShouldBe(["spec.ports: Required value"]);
        Faults(new ServiceSpec { ClusterIP = "None" }).ShouldBeEmpty();
        Faults(new ServiceSpec { Type = "ExternalName", ExternalName = "db.example." }).ShouldBeEmpty();
        Faults(new ServiceSpec { Type = "ExternalName", ClusterIP = "10.96.0.7" })
            .ShouldBe(["spec.clusterIPs: Forbidden: may not be set for ExternalName services", "spec.externalName: Required value"]);
    }

    [Fact]
    public void Ports_have_names_when_there_are_several_and_are_unique()
    {
        Faults(Ports(s_http, s_http with { Port = 81, Name = "b" }, s_http with { Port = 82, Name = "b" }))
            .ShouldBe(["spec.ports[0].name: Required value", "spec.ports[2].name: Duplicate value: \"b\""]);
        Faults(Ports(s_http with { Name = "a" }, s_http with { Name = "b", Protocol = "UDP" })).ShouldBeEmpty();
        Faults(Ports(s_http with { Name = "a" }, s_http with { Name = "b" })).ShouldHaveSingleItem().ShouldStartWith("spec.ports[1]: Duplicate value: {");
        Faults(Ports(s_http with { Port = 0, TargetPort = 70000, Protocol = "FOO" })).ShouldBe(
        [
            "spec.ports[0].port: Invalid value: 0: must be between 1 and 65535, inclusive",
            "spec.ports[0].protocol: Unsupported value: \"FOO\": supported values: \"SCTP\", \"TCP\", \"UDP\"",
            "spec.ports[0].targetPort: Invalid value: 70000: must be between 1 and 65535, inclusive",
        ]);
        Faults(Ports(s_http with { NodePort = 30000 })).ShouldBe(["spec.ports[0].nodePort: Forbidden: may not be used when `type` is 'ClusterIP'"]);
    }

    [Fact]
    public void Types_affinities_and_addresses_are_known_ones()
    {
        Faults(Ports(s_http) with { Type = "Foo" }).ShouldBe(
            ["spec.type: Unsupported value: \"Foo\": supported values: \"ClusterIP\", \"ExternalName\", \"LoadBalancer\", \"NodePort\""]);
        Faults(Ports(s_http) with { SessionAffinity = "x" }).ShouldBe(["spec.sessionAffinity: Unsupported value: \"x\": supported values: \"ClientIP\", \"None\""]);
        Faults(Ports(s_http) with { ClusterIP = "zz" }).ShouldBe(
            ["spec.clusterIPs[0]: Invalid value: \"zz\": must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)"]);
        Faults(Ports(s_http) with { Type = "NodePort", ClusterIP = "None" }).ShouldBe(
            ["spec.clusterIPs[0]: Invalid value: \"None\": may not be set to 'None' for NodePort services"]);
        var affinity = new SessionAffinityConfig { ClientIP = new ClientIPConfig { TimeoutSeconds = 86401 } };
        Faults(Ports(s_http) with { SessionAffinity = "ClientIP", SessionAffinityConfig = affinity }).ShouldBe(
            ["spec.sessionAffinityConfig.clientIP.timeoutSeconds: Invalid value: 86401: must be greater than 0 and less than 86400"]);
    }

    [Fact]
    public void A_name_of_a_service_begins_with_a_letter() =>
        ServiceValidation.ValidateCreate(ServiceDefaults.Apply(new Service { Metadata = Named("1a"), Spec = Ports(s_http) }))
            .ShouldHaveSingleItem().ToString().ShouldStartWith("metadata.name: Invalid value: \"1a\": a DNS-1035 label must consist of");

    [Fact]
    public void The_address_of_a_service_stays()
    {
        var old = ServiceDefaults.Apply(new Service { Metadata = Named("a"), Spec = Ports(s_http) with { ClusterIP = "10.96.3.3" } });
        var changed = old with { Spec = old.Spec with { ClusterIP = "10.96.3.4", ClusterIPs = ["10.96.3.4"] } };
        ServiceValidation.ValidateUpdate(changed, old).ShouldHaveSingleItem().ToString()
            .ShouldBe("spec.clusterIPs[0]: Invalid value: []string{\"10.96.3.4\"}: may not change once set");
        var unset = old with { Spec = old.Spec with { ClusterIP = null, ClusterIPs = [] } };
        ServiceDefaults.Keep(unset, old).Spec.ClusterIP.ShouldBe("10.96.3.3");
    }

    [Fact]
    public void Names_and_values_of_the_system_are_not_for_priority_classes_of_users()
    {
        Of("mine", 1_000_000_001).ShouldBe(["value: Forbidden: maximum allowed value of a user defined priority is 1000000000"]);
        Of("system-x", 1).ShouldBe(
            ["metadata.name: Forbidden: priority class names with 'system-' prefix are reserved for system use only. error: system-x is not a known system priority class"]);
        Of("system-node-critical", 2_000_001_000).ShouldBeEmpty();
        Of("mine", -5).ShouldBeEmpty();
        var old = new PriorityClass { Metadata = new ObjectMeta { Name = "a" }, Value = 1, PreemptionPolicy = "Never" };
        PriorityClassValidation.ValidateUpdate(old with { Value = 2, PreemptionPolicy = "PreemptLowerPriority" }, old).Select(e => e.ToString()).ShouldBe(
            ["value: Forbidden: may not be changed in an update.", "preemptionPolicy: Invalid value: \"PreemptLowerPriority\": field is immutable"]);

        static IEnumerable<string> Of(string name, int value) =>
            PriorityClassValidation.ValidateCreate(new PriorityClass { Metadata = new ObjectMeta { Name = name }, Value = value }).Select(e => e.ToString());
    }

    [Fact]
    public void The_amounts_of_a_limit_range_fit_together()
    {
        var item = new LimitRangeItem { Type = "Container", Min = Cpu("2"), Max = Cpu("1") };
        var made = LimitRangeDefaults.Apply(new LimitRange { Metadata = Named("r"), Spec = new LimitRangeSpec { Limits = [item, item with { Type = "Pod", Default = Cpu("1"), Max = null }] } });
        made.Spec.Limits[0].Default!["cpu"].ToString().ShouldBe("1");
        made.Spec.Limits[0].DefaultRequest!["cpu"].ToString().ShouldBe("1");
        LimitRangeValidation.ValidateCreate(made).Select(e => e.ToString()).ShouldBe(
        [
            "spec.limits[0].min[cpu]: Invalid value: \"2\": min value 2 is greater than max value 1",
            "spec.limits[0].defaultRequest[cpu]: Invalid value: \"1\": min value 2 is greater than default request value 1",
            "spec.limits[0].default[cpu]: Invalid value: \"2\": min value 2 is greater than default value 1",
            "spec.limits[1].default: Forbidden: may not be specified when `type` is 'Pod'",
            "spec.limits[1].default[cpu]: Invalid value: \"2\": min value 2 is greater than default value 1",
        ]);
    }

    [Fact]
    public void A_quota_names_what_can_be_counted()
    {
        var quota = new ResourceQuota
        {
            Metadata = Named("q"),
            Spec = new ResourceQuotaSpec
            {
                Hard = ImmutableSortedDictionary<string, Quantity>.Empty
                    .Add("bogus", Quantity.Parse("1")).Add("pods", Quantity.Parse("1500m")).Add("requests.cpu", Quantity.Parse("-1")).Add("count/jobs.batch", Quantity.Parse("1")),
                Scopes = ["BestEffort", "NotBestEffort", "x"],
            },
        };
        ResourceQuotaValidation.ValidateCreate(quota).Select(e => e.ToString()).ShouldBe(
        [
            "spec.hard[bogus]: Invalid value: \"bogus\": must be a standard resource for quotas",
            "spec.hard[pods]: Invalid value: \"1500m\": must be an integer",
            "spec.hard[requests.cpu]: Invalid value: \"-1\": must be greater than or equal to 0",
            "spec.scopes: Unsupported value: \"x\": supported values: \"BestEffort\", \"CrossNamespacePodAffinity\", \"NotBestEffort\", \"NotTerminating\", \"PriorityClass\", \"Terminating\"",
            "spec.scopes: Invalid value: []string{\"BestEffort\", \"NotBestEffort\", \"x\"}: conflicting scopes",
        ]);
    }

    private static ImmutableSortedDictionary<string, Quantity> Cpu(string amount) => ImmutableSortedDictionary<string, Quantity>.Empty.Add("cpu", Quantity.Parse(amount));

    private static ObjectMeta Named(string name) => new() { Name = name, Namespace = "default" };

    private static ServiceSpec Ports(params ServicePort[] ports) => new() { Ports = [.. ports] };

    private static IEnumerable<string> Faults(ServiceSpec spec) =>
        ServiceValidation.ValidateCreate(ServiceDefaults.Apply(new Service { Metadata = Named("a"), Spec = spec })).Select(e => e.ToString());
}
