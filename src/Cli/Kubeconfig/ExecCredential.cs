using System.ComponentModel;
using System.Diagnostics;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using LocalPods.Cli.Client;

namespace LocalPods.Cli.Kubeconfig;

/// <summary>Credentials that a program of the user's prints (<c>exec</c> in a kubeconfig): asked once a command, kept nowhere.</summary>
internal static class ExecCredential
{
    /// <param name="plugin">The <c>exec</c> part of a user.</param>
    /// <param name="server">Whom the credentials are for.</param>
    /// <param name="authority">The cluster's authority as base64; empty when it is a file.</param>
    /// <exception cref="UnreachableServerException">The program cannot be run, fails, or prints something else.</exception>
    public static (byte[]? Certificate, byte[]? Key, string Token) Ask(JsonObject plugin, Uri server, string authority)
    {
        var command = plugin["command"]?.ToString() ?? "";
        var version = plugin["apiVersion"]?.ToString() ?? "";
        var start = new ProcessStartInfo(command) { RedirectStandardOutput = true };
        foreach (var word in plugin["args"] as JsonArray ?? [])
        {
            start.ArgumentList.Add(word?.ToString() ?? "");
        }

        foreach (var one in plugin["env"] as JsonArray ?? [])
        {
            start.Environment[one?["name"]?.ToString() ?? ""] = one?["value"]?.ToString();
        }

        start.Environment["KUBERNETES_EXEC_INFO"] = JsonBytes.TextOf(Request(plugin, version, server, authority));
        return Read(Run(start, command, plugin["installHint"]?.ToString()), version);
    }

    private static JsonObject Request(JsonObject plugin, string version, Uri server, string authority)
    {
        var spec = new JsonObject { ["interactive"] = plugin["interactiveMode"]?.ToString() != "Never" };
        if (plugin["provideClusterInfo"]?.ToString() == "true")
        {
            spec["cluster"] = new JsonObject { ["server"] = server.ToString().TrimEnd('/'), ["certificate-authority-data"] = authority };
        }

        return new JsonObject { ["kind"] = "ExecCredential", ["apiVersion"] = version, ["spec"] = spec };
    }

    private static string Run(ProcessStartInfo start, string command, string? hint)
    {
        try
        {
            using var process = Process.Start(start)!;
            var output = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            return process.ExitCode == 0 ? output : throw Failed($"exec: executable {command} failed with exit code {process.ExitCode}");
        }
        catch (Win32Exception)
        {
            throw Failed($"exec: executable {command} not found" + (string.IsNullOrEmpty(hint) ? "" : $"\n\n{hint}"));
        }
    }

    private static (byte[]?, byte[]?, string) Read(string output, string version)
    {
        try
        {
            var answer = JsonElement.Parse(output);
            if (answer.Text("kind") != "ExecCredential" || answer.Text("apiVersion") != version)
            {
                throw Failed($"exec plugin is configured to use API version {version}, plugin returned version {answer.Text("apiVersion")}");
            }

            var status = answer.Field("status");
            var (token, certificate) = (status.Text("token"), status.Text("clientCertificateData"));
            return token.Length == 0 && certificate.Length == 0
                ? throw Failed("exec plugin didn't return a token or cert/key pair")
                : (certificate.Length > 0 ? Encoding.UTF8.GetBytes(certificate) : null, certificate.Length > 0 ? Encoding.UTF8.GetBytes(status.Text("clientKeyData")) : null, token);
        }
        catch (JsonException failure)
        {
            throw Failed($"decoding stdout: {failure.Message}");
        }
    }

    private static UnreachableServerException Failed(string why) => UnreachableServerException.Because("getting credentials: " + why);
}
