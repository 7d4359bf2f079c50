namespace LocalPods.Cli.Commands;

/// <summary>The flags every verb takes.</summary>
internal static class GlobalFlags
{
    /// <summary>Those that every help text shows.</summary>
    public static IReadOnlyList<Flag> Common { get; } =
    [
        Flag.Switch("help", "Show help for the command", 'h'),
        Flag.Text("instance", "The instance to talk to; $LOCALPODS_INSTANCE is used when the flag is not given"),
        Flag.Text("namespace", "The namespace of this request", 'n'),
        Flag.Switch("no-start", "Fail instead of starting a daemon that does not run"),
        Flag.Number("v", "Number for the log level verbosity: 6 prints every request on stderr", 0) with { Letter = 'v' },
    ];

    /// <summary>Any of these turns the command to another API server than the daemon of an instance.</summary>
    public static IReadOnlyList<Flag> Connection { get; } =
    [
        Flag.Text("as", "The user to act as"),
        Flag.Texts("as-group", "A group to act as; may be given more than once"),
        Flag.Text("as-uid", "The uid to act as"),
        Flag.Text("certificate-authority", "File with the certificate authority of the server"),
        Flag.Text("client-certificate", "File with the certificate to show"),
        Flag.Text("client-key", "File with the key of that certificate"),
        Flag.Text("cluster", "The kubeconfig's cluster to use"),
        Flag.Text("context", "The kubeconfig's context to use; $LOCALPODS_CONTEXT is used when the flag is not given"),
        Flag.Switch("insecure-skip-tls-verify", "Believe the server whatever certificate it shows"),
        Flag.Text("kubeconfig", "The kubeconfig file to use instead of those of $KUBECONFIG or ~/.kube/config"),
        Flag.Text("password", "Password for basic authentication"),
        Flag.Text("server", "Address and port of the Kubernetes API server", 's'),
        Flag.Text("tls-server-name", "The name that the server's certificate must have instead of its address's"),
        Flag.Text("token", "Bearer token to show"),
        Flag.Text("user", "The kubeconfig's user to use"),
        Flag.Text("username", "User name for basic authentication"),
    ];

    public static IReadOnlyList<Flag> All { get; } = [.. Common, .. Connection];

    /// <summary>One of <see cref="Connection"/>, for a verb that takes it with another purpose.</summary>
    public static Flag Of(string name) => Connection.Single(f => f.Name == name);

    /// <summary>The flag, if one is given, that turns this command to another API server.</summary>
    public static Flag? Redirecting(Command command, ParsedFlags flags)
    {
        foreach (var flag in Connection)
        {
            if (flags.Given(flag) && !command.Has(flag.Name))
            {
                return flag;
            }
        }

        return null;
    }
}
