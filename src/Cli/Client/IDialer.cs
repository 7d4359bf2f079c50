namespace LocalPods.Cli.Client;

/// <summary>How an API server is reached, and what every request to it carries.</summary>
internal interface IDialer
{
    /// <summary>The server, as messages name it.</summary>
    string Address { get; }

    /// <summary>The value of the Host header.</summary>
    string Host { get; }

    /// <summary>What stands before the path of every request; empty, or with a slash at its start and none at its end.</summary>
    string PathPrefix { get; }

    /// <summary>Header lines that say who asks, each with its line end.</summary>
    string Credentials { get; }

    /// <summary>Whether this is the daemon of an instance on this machine, over its socket.</summary>
    bool IsOwnDaemon { get; }

    /// <summary>A connection of its own.</summary>
    /// <exception cref="IOException">There is none to be had.</exception>
    IConnection Dial();
}
