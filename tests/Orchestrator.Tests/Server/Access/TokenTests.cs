using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using LocalPods.Orchestrator.Server.Access.Tokens;

namespace LocalPods.Orchestrator.Tests.Server.Access;

public sealed class TokenTests
{
    private const string WhoAmI = "/apis/authentication.k8s.io/v1/selfsubjectreviews";
    private const string Reviews = "/apis/authentication.k8s.io/v1/tokenreviews";
    private const string Accounts = "/api/v1/namespaces/default/serviceaccounts";

    [Fact]
    [Trait("spec", "KC-15")]
    public async Task A_token_says_who_its_caller_is()
    {
        await using var host = await AccessHost.StartAsync();
        var ci = await host.AccountAsync("ci");
        foreach (var version in new[] { "v1", "v1beta1" })
        {
            var answer = await ci.AskAsync("POST", WhoAmI.Replace("v1", version, StringComparison.Ordinal), "{}");
            answer.Code.ShouldBe(201, answer.Text);
            var user = answer.Status()["userInfo"]!;
            user["username"]!.GetValue<string>().ShouldBe("system:serviceaccount:default:ci");
            user["uid"]!.GetValue<string>().ShouldBe((await host.Api.GetAsync(Accounts + "/ci")).Json["metadata"]!["uid"]!.GetValue<string>());
            user["groups"]!.ToJsonString().ShouldBe("""["system:serviceaccounts","system:serviceaccounts:default","system:authenticated"]""");
            user["extra"]!["authentication.kubernetes.io/credential-id"]![0]!.GetValue<string>().ShouldStartWith("JTI=");
        }

        (await host.Api.PostAsync(WhoAmI, "{}")).Status()["userInfo"]!["groups"]!.ToJsonString().ShouldBe("""["system:masters","system:authenticated"]""");
    }

    [Theory]
    [InlineData(null, null, true)]
    [InlineData(null, true, true)]
    [InlineData(null, false, false)]
    [InlineData(true, false, true)]
    [InlineData(false, true, false)]
    public async Task A_pod_finds_a_token_of_its_account_unless_it_or_the_account_wants_none(bool? ofPod, bool? ofAccount, bool there)
    {
        await using var host = await AccessHost.StartAsync();
        await host.Api.PostAsync(Accounts, $$"""{"metadata":{"name":"ci"},"automountServiceAccountToken":{{Json(ofAccount)}} }""");
        var pod = await host.Api.PostAsync("/api/v1/namespaces/default/pods", $$$"""
            {"metadata":{"name":"p"},"spec":{"serviceAccountName":"ci","automountServiceAccountToken":{{{Json(ofPod)}}},
             "initContainers":[{"name":"i","image":"x"}],"containers":[{"name":"c","image":"x"},{"name":"own","image":"x","volumeMounts":[{"name":"v","mountPath":"/var/run/secrets/kubernetes.io/serviceaccount"}]}],"volumes":[{"name":"v","emptyDir":{}}]}}
            """);
        pod.Code.ShouldBe(201, pod.Text);
        var spec = pod.Json["spec"]!;
        spec["serviceAccountName"]!.GetValue<string>().ShouldBe("ci");
        var volume = spec["volumes"]!.AsArray().SingleOrDefault(v => v!["projected"] is not null);
        (volume is not null).ShouldBe(there);
        foreach (var container in (JsonNode[])[spec["initContainers"]![0]!, spec["containers"]![0]!])
        {
            (container["volumeMounts"]?[0]?["mountPath"]?.GetValue<string>(), container["volumeMounts"]?[0]?["readOnly"]?.GetValue<bool>())
                .ShouldBe(there ? ("/var/run/secrets/kubernetes.io/serviceaccount", true) : (null, (bool?)null));
        }

        spec["containers"]![1]!["volumeMounts"]!.AsArray().Count.ShouldBe(1, "it has something of its own there");
        if (there)
        {
            volume!["name"]!.GetValue<string>().ShouldStartWith("kube-api-access-");
            volume["projected"]!["sources"]!.AsArray().SelectMany(s => s!.AsObject().Select(m => m.Key)).ShouldBe(["serviceAccountToken", "configMap", "downwardAPI"]);
        }

        static string Json(bool? value) => value is null ? "null" : value.Value ? "true" : "false";
    }

    [Fact]
    [Trait("spec", "KC-13")]
    public async Task A_request_is_answered_with_what_was_not_given_filled_in()
    {
        await using var host = await AccessHost.StartAsync();
        await host.AccountAsync("ci");
        var answer = await host.Api.PostAsync(Accounts + "/ci/token", """{"apiVersion":"authentication.k8s.io/v1","kind":"TokenRequest","spec":{"audiences":null,"expirationSeconds":null,"boundObjectRef":null}}""");
        answer.Code.ShouldBe(201, answer.Text);
        answer.Json["spec"]!.ToJsonString().ShouldBe("""{"audiences":["https://kubernetes.default.svc.cluster.local"],"expirationSeconds":3600}""");
        answer.Json["metadata"]!["name"]!.GetValue<string>().ShouldBe("ci");
        var lasts = DateTimeOffset.Parse(answer.Status()["expirationTimestamp"]!.GetValue<string>(), System.Globalization.CultureInfo.InvariantCulture) - DateTimeOffset.Parse(answer.Json["metadata"]!["creationTimestamp"]!.GetValue<string>(), System.Globalization.CultureInfo.InvariantCulture);
        lasts.TotalSeconds.ShouldBe(3600, 1);
    }

    [Theory]
    [InlineData("ci", """{"expirationSeconds":599}""", 422, "TokenRequest.authentication.k8s.io \"\" is invalid: spec.expirationSeconds: Invalid value: 599: may not specify a duration less than 10 minutes")]
    [InlineData("ci", """{"expirationSeconds":4294967297}""", 422, "TokenRequest.authentication.k8s.io \"\" is invalid: spec.expirationSeconds: Invalid value: 4294967297: may not specify a duration larger than 2^32 seconds")]
    [InlineData("nobody", "{}", 404, "serviceaccounts \"nobody\" not found")]
    [InlineData("ci", """{"boundObjectRef":{"kind":"Pod","apiVersion":"v1","name":"none"}}""", 404, "pods \"none\" not found")]
    [InlineData("ci", """{"boundObjectRef":{"kind":"ConfigMap","apiVersion":"v1","name":"x"}}""", 400, "cannot bind token to object of type /v1, Kind=ConfigMap")]
    [InlineData("ci", """{"boundObjectRef":{"kind":"Pod","apiVersion":"v1","name":"web"}}""", 400, "cannot bind token for serviceaccount \"ci\" to pod running with different serviceaccount name.")]
    [InlineData("default", """{"boundObjectRef":{"kind":"Pod","apiVersion":"v1","name":"web","uid":"x"}}""", 409, "Operation cannot be fulfilled on Pod \"web\": the UID in the bound object reference (x) does not match the UID in record. The object might have been deleted and then recreated")]
    public async Task What_cannot_be_granted_is_refused(string account, string spec, int code, string message)
    {
        await using var host = await AccessHost.StartAsync();
        await host.AccountAsync("ci");
        await host.Api.CreatePodAsync("web");
        var answer = await host.Api.PostAsync($"{Accounts}/{account}/token", $$"""{"spec":{{spec}} }""");
        (answer.Code, answer.Message).ShouldBe((code, message));
    }

    [Fact]
    public async Task A_token_ends_with_its_time()
    {
        var clock = new SteppedClock();
        await using var host = await AccessHost.StartAsync(clock, null);
        var ci = await host.AccountAsync("ci");
        (await ci.AskAsync("POST", WhoAmI, "{}")).Code.ShouldBe(201);
        clock.Advance(TimeSpan.FromSeconds(3599));
        (await ci.AskAsync("POST", WhoAmI, "{}")).Code.ShouldBe(201);
        clock.Advance(TimeSpan.FromSeconds(1));
        (await ci.AskAsync("POST", WhoAmI, "{}")).Code.ShouldBe(401);
        (await ci.AskAsync("GET", "/version")).Code.ShouldBe(401, "who shows a bad token is told so");
    }

    [Fact]
    public async Task A_token_ends_with_its_account_and_a_new_one_of_that_name_is_another()
    {
        await using var host = await AccessHost.StartAsync();
        var ci = await host.AccountAsync("ci");
        (await host.Api.DeleteAsync(Accounts + "/ci")).Code.ShouldBe(200);
        (await ci.AskAsync("POST", WhoAmI, "{}")).Code.ShouldBe(401);
        await host.Api.PostAsync(Accounts, """{"metadata":{"name":"ci"}}""");
        (await ci.AskAsync("POST", WhoAmI, "{}")).Code.ShouldBe(401);
    }

    [Fact]
    public async Task A_token_ends_with_the_pod_it_is_bound_to()
    {
        await using var host = await AccessHost.StartAsync();
        await host.Api.CreatePodAsync("web");
        var pod = host.Client("Bearer " + await host.TokenAsync("default", """{"boundObjectRef":{"kind":"Pod","apiVersion":"v1","name":"web"}}"""));
        var who = await pod.AskAsync("POST", WhoAmI, "{}");
        who.Status()["userInfo"]!["extra"]!["authentication.kubernetes.io/pod-name"]![0]!.GetValue<string>().ShouldBe("web");
        (await host.Api.DeleteAsync("/api/v1/namespaces/default/pods/web?gracePeriodSeconds=0")).Code.ShouldBe(200);
        (await pod.AskAsync("POST", WhoAmI, "{}")).Code.ShouldBe(401);
        await host.Api.CreatePodAsync("web");
        (await pod.AskAsync("POST", WhoAmI, "{}")).Code.ShouldBe(401);
    }

    [Fact]
    public async Task A_token_for_others_is_not_accepted_here_and_a_review_tells_them_whose_it_is()
    {
        await using var host = await AccessHost.StartAsync();
        await host.AccountAsync("ci");
        var token = await host.TokenAsync("ci", """{"audiences":["vault","other"]}""");
        (await host.Client("Bearer " + token).AskAsync("POST", WhoAmI, "{}")).Code.ShouldBe(401);
        var good = (await host.Api.PostAsync(Reviews, $$"""{"spec":{"token":"{{token}}","audiences":["vault","bank"]} }""")).Status();
        good["authenticated"]!.GetValue<bool>().ShouldBeTrue();
        good["user"]!["username"]!.GetValue<string>().ShouldBe("system:serviceaccount:default:ci");
        good["audiences"]!.ToJsonString().ShouldBe("""["vault"]""");
        var bad = (await host.Api.PostAsync(Reviews, $$"""{"spec":{"token":"{{token}}"} }""")).Status();
        bad["authenticated"].ShouldBeNull();
        bad["error"]!.GetValue<string>().ShouldBe("[invalid bearer token, token audiences [vault other] is invalid for the target audiences [https://kubernetes.default.svc.cluster.local]]");
        (await host.Api.PostAsync(Reviews, """{"spec":{}}""")).Message.ShouldBe("token is required for TokenReview in authentication");
    }

    [Fact]
    public async Task Whatever_is_changed_in_a_token_it_is_no_token()
    {
        await using var host = await AccessHost.StartAsync();
        await host.AccountAsync("ci");
        var token = await host.TokenAsync("ci");
        var parts = token.Split('.');
        var claims = Encoding.UTF8.GetString(Base64Url.DecodeFromChars(parts[1])).Replace(":ci", ":default", StringComparison.Ordinal);
        var none = Base64Url.EncodeToString("""{"alg":"none"}"""u8);
        string[] forged =
        [
            $"{parts[0]}.{Base64Url.EncodeToString(Encoding.UTF8.GetBytes(claims))}.{parts[2]}",
            $"{none}.{parts[1]}.",
            $"{none}.{parts[1]}.{parts[2]}",
            $"{parts[0]}.{parts[1]}",
            token + "A",
            token + ".x",
            "....",
            new string('x', 20_000),
        ];
        foreach (var bad in forged)
        {
            (await host.Client("Bearer " + bad).AskAsync("POST", WhoAmI, "{}")).Code.ShouldBe(401, bad);
        }
    }

    [Fact]
    public async Task Anybody_with_the_published_key_can_check_a_token()
    {
        await using var host = await AccessHost.StartAsync();
        var ci = await host.AccountAsync("ci");
        var configuration = (await ci.AskAsync("GET", "/.well-known/openid-configuration")).Json;
        configuration["issuer"]!.GetValue<string>().ShouldBe("https://kubernetes.default.svc.cluster.local");
        new Uri(configuration["jwks_uri"]!.GetValue<string>()).AbsolutePath.ShouldBe("/openid/v1/jwks");
        var key = (await ci.AskAsync("GET", "/openid/v1/jwks")).Json["keys"]![0]!;
        var point = new ECPoint { X = Base64Url.DecodeFromChars(key["x"]!.GetValue<string>()), Y = Base64Url.DecodeFromChars(key["y"]!.GetValue<string>()) };
        using var check = ECDsa.Create(new ECParameters { Curve = ECCurve.NamedCurves.nistP256, Q = point });
        var token = await host.TokenAsync("ci");
        var parts = token.Split('.');
        check.VerifyData(Encoding.ASCII.GetBytes($"{parts[0]}.{parts[1]}"), Base64Url.DecodeFromChars(parts[2]), HashAlgorithmName.SHA256).ShouldBeTrue();
        JsonNode.Parse(Base64Url.DecodeFromChars(parts[0]))!["kid"]!.GetValue<string>().ShouldBe(key["kid"]!.GetValue<string>());
    }

    [Fact]
    public void The_key_is_kept_for_this_user_only_and_a_damaged_one_is_replaced()
    {
        var folder = Directory.CreateTempSubdirectory("lp-key-");
        var file = Path.Combine(folder.FullName, "pki", "sa.key");
        using (var first = new SigningKey(file))
        {
            File.Exists(file).ShouldBeFalse("it is made when it is needed");
            var id = first.Id;
            using var again = new SigningKey(file);
            again.Id.ShouldBe(id);
            again.Verify("a"u8, first.Sign("a"u8)).ShouldBeTrue();
            File.GetUnixFileMode(file).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
            File.WriteAllText(file, "-----BEGIN NOTHING");
            using var other = new SigningKey(file);
            other.Id.ShouldNotBe(id);
        }

        folder.Delete(recursive: true);
    }
}
