namespace LocalPods.Cli.Client;

/// <summary>The daemon of an instance over its Unix socket, whose permissions are all the proof it asks for.</summary>
internal sealed class SocketDialer(InstancePaths paths) : IDialer
{
    public string Address => paths.Socket;

    public string Host => "localhost";

    public string PathPrefix => "";

    public string Credentials => "";

    public bool IsOwnDaemon => true;

    public IConnection Dial() =>
        UnixSocket.TryConnect(paths.Socket) ?? throw new IOException($"the daemon of instance \"{paths.Instance}\" is gone: nobody listens on {paths.Socket}");
}
