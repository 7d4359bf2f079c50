using System.Security.Cryptography.X509Certificates;
using LocalPods.Orchestrator.Server.Access;
using Microsoft.Extensions.Logging.Abstractions;

namespace LocalPods.Orchestrator.Tests.Server.Access;

public sealed class InstanceIdentityTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("lp-pki-").FullName;
    private readonly VirtualClock _clock = new(new DateTimeOffset(2030, 1, 1, 0, 0, 0, TimeSpan.Zero));

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Certificates_survive_a_restart()
    {
        var before = Make();
        Make().ShouldBe(before);
    }

    [Fact]
    public void A_certificate_is_made_anew_before_it_ends_and_the_authority_stays()
    {
        var before = Make();
        _clock.Advance(TimeSpan.FromDays(243));
        Make().ShouldBe(before);
        _clock.Advance(TimeSpan.FromDays(2));
        var after = Make();
        after.Authority.ShouldBe(before.Authority);
        after.Server.ShouldNotBe(before.Server);
        after.Admin.ShouldNotBe(before.Admin);
    }

    [Fact]
    public void A_daemon_that_never_stops_renews_too()
    {
        var identity = Identity();
        var before = identity.Ensure().TargetCertificate.SerialNumber;
        _clock.Advance(TimeSpan.FromDays(300));
        identity.Ensure().TargetCertificate.SerialNumber.ShouldNotBe(before);
        identity.Identify(X509CertificateLoader.LoadCertificateFromFile(identity.Admin.Certificate)).IsAdmin.ShouldBeTrue();
    }

    [Fact]
    public void An_authority_that_ends_takes_its_certificates_along()
    {
        var before = Make();
        _clock.Advance(TimeSpan.FromDays(2500));
        var after = Make();
        after.Authority.ShouldNotBe(before.Authority);
        Identity().Identify(X509CertificateLoader.LoadCertificateFromFile(CertificateFiles.In(_folder, "admin").Certificate)).IsAdmin.ShouldBeTrue();
    }

    [Fact]
    public void A_client_whose_certificate_has_ended_is_a_stranger()
    {
        var identity = Identity();
        identity.Ensure();
        var admin = X509CertificateLoader.LoadCertificateFromFile(identity.Admin.Certificate);
        identity.Identify(admin).Name.ShouldBe("localpods-admin");
        identity.Identify(admin).Groups.ShouldBe(["system:masters", "system:authenticated"]);
        _clock.Advance(TimeSpan.FromDays(366));
        identity.Identify(admin).ShouldBe(Caller.Anonymous);
        identity.Identify(null).ShouldBe(Caller.Anonymous);
    }

    [Theory]
    [InlineData("ca.key")]
    [InlineData("server.crt")]
    [InlineData("admin.key")]
    public void A_damaged_or_missing_file_is_replaced(string file)
    {
        var before = Make();
        File.WriteAllText(Path.Combine(_folder, file), "-----BEGIN NOTHING");
        var after = Make();
        after.ShouldNotBe(before);
        File.Delete(Path.Combine(_folder, file));
        Make().ShouldNotBe(after);
        Make().ShouldBe(Make());
    }

    private InstanceIdentity Identity() => new(_folder, "test", _clock, NullLogger.Instance);

    private (string Authority, string Server, string Admin) Make()
    {
        var identity = Identity();
        identity.Ensure();
        return (Serial(identity.Authority), Serial(identity.Server), Serial(identity.Admin));
    }

    private static string Serial(CertificateFiles files)
    {
        using var certificate = files.Read();
        return certificate.ShouldNotBeNull().SerialNumber;
    }
}
