using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json.Nodes;
using LocalPods.Cli.Client;
using LocalPods.Cli.Commands;

namespace LocalPods.Cli.Kubeconfig;

/// <summary>
/// The API server that the connection flags mean, as kubectl finds it: the context named or current gives cluster and user; what a
/// flag says counts more than what they say.
/// </summary>
/// <param name="flag">The flag's value; empty when it was not given.</param>
/// <param name="variable">Reads an environment variable.</param>
internal sealed class ContextReader(Func<string, string> flag, Func<string, string?> variable)
{
    /// <summary>Names the context to use when no flag does.</summary>
    public const string Variable = "LOCALPODS_CONTEXT";

    /// <exception cref="CommandException">An entry is not there, or what it names cannot be read.</exception>
    public ApiAccess Read()
    {
        var config = KubeconfigSet.Read(flag("kubeconfig"), variable);
        var asked = Either(flag("context"), variable(Variable));
        var name = Either(asked, config.CurrentContext);
        var context = config.Find("contexts", "context", name)
            ?? (asked.Length == 0 ? [] : throw new CommandException($"Error in configuration: context was not found for specified context: {name}"));
        var cluster = Named(config, "clusters", "cluster", Either(flag("cluster"), Text(context, "cluster")), missing => flag("server").Length > 0
            ? new JsonObject() : throw CommandException.Error($"no server found for cluster \"{missing}\""));
        var user = Named(config, "users", "user", Either(flag("user"), Text(context, "user")), missing => throw CommandException.Error($"auth info \"{missing}\" does not exist"));
        var address = Address(Either(flag("server"), Text(cluster, "server")));
        var access = WithCluster(new ApiAccess(address) { Namespace = Either(Text(context, "namespace"), "default") }, cluster);
        return address.Scheme == Uri.UriSchemeHttps ? WithUser(access, user, cluster) : access;
    }

    private static JsonObject Named(KubeconfigSet config, string list, string part, string name, Func<string, JsonObject> missing) =>
        name.Length == 0 ? [] : config.Find(list, part, name) ?? missing(name);

    private static Uri Address(string server)
    {
        if (server.Length == 0)
        {
            throw CommandException.Error("no server found: no current context names one; say which with --context, --kubeconfig or --server");
        }

        // As Go's client: host and port alone are enough.
        var whole = server.Contains("://", StringComparison.Ordinal) ? server : "http://" + server;
        return Uri.TryCreate(whole, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https"
            ? new UriBuilder(uri) { Query = "", Fragment = "" }.Uri
            : throw CommandException.Error($"host must be a URL or a host:port pair: \"{server}\"");
    }

    private ApiAccess WithCluster(ApiAccess access, JsonObject cluster)
    {
        if (Text(cluster, "proxy-url").Length > 0)
        {
            throw CommandException.Error("the cluster's proxy-url is not supported; reach the server directly, or with kubectl");
        }

        var insecureFlag = flag("insecure-skip-tls-verify") == "true";
        var insecure = insecureFlag || Text(cluster, "insecure-skip-tls-verify") == "true";
        var authorities = insecureFlag ? null : Bytes(cluster, "certificate-authority");
        return insecure && authorities is not null
            ? throw CommandException.Error("specifying a root certificates file with the insecure flag is not allowed")
            : access with
            {
                Insecure = insecure,
                ServerName = Either(flag("tls-server-name"), flag("server").Length > 0 ? "" : Text(cluster, "tls-server-name")) is { Length: > 0 } name ? name : null,
                Authorities = authorities is null ? null : Certificates(authorities),
            };
    }

    private ApiAccess WithUser(ApiAccess access, JsonObject user, JsonObject cluster)
    {
        if (user["auth-provider"] is JsonObject provider)
        {
            throw CommandException.Error($"no Auth Provider found for name \"{Text(provider, "name")}\"");
        }

        var (certificate, key, token) = (Bytes(user, "client-certificate"), Bytes(user, "client-key"), Token(user));
        var (name, password) = (Either(flag("username"), Text(user, "username")), Either(flag("password"), Text(user, "password")));
        if (user["exec"] is JsonObject plugin && token.Length == 0 && certificate is null && name.Length == 0)
        {
            (certificate, key, token) = ExecCredential.Ask(plugin, access.Server, Text(cluster, "certificate-authority-data"));
        }

        return access with
        {
            Authorization = token.Length > 0 ? "Bearer " + OneLine(token)
                : name.Length > 0 ? "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes($"{name}:{password}"))
                : null,
            ClientCertificate = certificate is null ? null : Pair(certificate, key),
            Impersonation = Impersonation(user),
        };
    }

    private string Token(JsonObject user) =>
        flag("token") is { Length: > 0 } given ? given
        : Text(user, "tokenFile") is { Length: > 0 } file ? Encoding.UTF8.GetString(File(file)).Trim()
        : Text(user, "token");

    private string Impersonation(JsonObject user)
    {
        var name = Either(flag("as"), Text(user, "as"));
        var groups = flag("as-group") is { Length: > 0 } given ? given.Split(',') : (user["as-groups"] as JsonArray ?? []).Select(g => g?.ToString() ?? "");
        var uid = Either(flag("as-uid"), Text(user, "as-uid"));
        if (name.Length == 0)
        {
            return flag("as-group").Length > 0 || flag("as-uid").Length > 0
                ? throw CommandException.Error("requesting uid, groups or user-extra for without impersonating a user")
                : "";
        }

        var lines = new StringBuilder($"Impersonate-User: {OneLine(name)}\r\n");
        foreach (var group in groups)
        {
            lines.Append($"Impersonate-Group: {OneLine(group)}\r\n");
        }

        return lines.Append(uid.Length > 0 ? $"Impersonate-Uid: {OneLine(uid)}\r\n" : "").ToString();
    }

    /// <summary>What a flag or an entry gives as a file, or the entry as <c>…-data</c>; null for neither.</summary>
    private byte[]? Bytes(JsonObject entry, string name)
    {
        if (flag(name) is { Length: > 0 } given)
        {
            return File(given);
        }

        var data = Text(entry, name + "-data");
        try
        {
            return data.Length > 0 ? Convert.FromBase64String(data) : Text(entry, name) is { Length: > 0 } path ? File(path) : null;
        }
        catch (FormatException)
        {
            throw CommandException.Error($"{name}-data of the kubeconfig is not base64");
        }
    }

    private static byte[] File(string path)
    {
        try
        {
            return System.IO.File.ReadAllBytes(path);
        }
        catch (Exception failure) when (failure is FileNotFoundException or DirectoryNotFoundException)
        {
            throw CommandException.Error($"unable to read {path}: open {path}: no such file or directory");
        }
        catch (UnauthorizedAccessException)
        {
            throw CommandException.Error($"unable to read {path}: open {path}: permission denied");
        }
    }

    private static X509Certificate2Collection Certificates(byte[] pem)
    {
        var all = new X509Certificate2Collection();
        try
        {
            all.ImportFromPem(Encoding.UTF8.GetString(pem));
        }
        catch (CryptographicException)
        {
            all.Clear();
        }

        return all.Count > 0 ? all : throw CommandException.Error("unable to load root certificates: unable to parse bytes as PEM block");
    }

    private static X509Certificate2 Pair(byte[] certificate, byte[]? key)
    {
        try
        {
            return key is null
                ? throw CommandException.Error("client-key-data or client-key must be specified for the user to use the clientCert authentication method.")
                : X509Certificate2.CreateFromPem(Encoding.UTF8.GetString(certificate), Encoding.UTF8.GetString(key));
        }
        catch (Exception failure) when (failure is CryptographicException or ArgumentException)
        {
            throw CommandException.Error($"the client certificate and its key cannot be read: {failure.Message}");
        }
    }

    // A header line must not become two.
    private static string OneLine(string value) =>
        value.AsSpan().IndexOfAny('\r', '\n') < 0 ? value : throw CommandException.Error("credentials must not have line ends");

    private static string Text(JsonObject of, string name) => of[name]?.ToString() ?? "";

    private static string Either(string first, string? second) => first.Length > 0 ? first : second ?? "";
}
