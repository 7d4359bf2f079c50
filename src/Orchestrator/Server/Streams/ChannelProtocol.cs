namespace LocalPods.Orchestrator.Server.Streams;

/// <summary>How streams share one WebSocket: the first byte of each message names the channel (spec: api 20).</summary>
/// <param name="Name">Subprotocol to answer with; null when the client asked for none.</param>
/// <param name="StatusAsJson">The outcome is told as a Status, success too; else as plain text, and only when it failed.</param>
/// <param name="HalfClose">The client can close a channel, which is how it ends standard input.</param>
/// <param name="IsBase64">Messages are text, as <see cref="ChannelSocket"/> says.</param>
internal sealed record ChannelProtocol(string? Name, bool StatusAsJson, bool HalfClose, bool IsBase64 = false)
{
    public const byte Stdin = 0;
    public const byte Stdout = 1;
    public const byte Stderr = 2;
    public const byte Error = 3;
    public const byte Resize = 4;
    public const byte Close = 255;

    private static readonly ImmutableArray<ChannelProtocol> s_known =
    [
        new("v5.channel.k8s.io", StatusAsJson: true, HalfClose: true),
        new("v4.channel.k8s.io", StatusAsJson: true, HalfClose: false),
        new("v3.channel.k8s.io", StatusAsJson: false, HalfClose: false),
        new("v2.channel.k8s.io", StatusAsJson: false, HalfClose: false),
        new("channel.k8s.io", StatusAsJson: false, HalfClose: false),
        new("v5.base64.channel.k8s.io", StatusAsJson: true, HalfClose: false, IsBase64: true),
        new("v4.base64.channel.k8s.io", StatusAsJson: true, HalfClose: false, IsBase64: true),
        new("base64.channel.k8s.io", StatusAsJson: false, HalfClose: false, IsBase64: true),
    ];

    /// <summary>The first of the client's that is known.</summary>
    /// <exception cref="ApiException">400: none is.</exception>
    public static ChannelProtocol Choose(IList<string> requested)
    {
        if (requested.Count == 0)
        {
            return new ChannelProtocol(null, StatusAsJson: false, HalfClose: false);
        }

        return requested.Select(r => s_known.FirstOrDefault(k => k.Name == r)).FirstOrDefault(k => k is not null)
            ?? throw ApiErrors.BadRequest($"unable to negotiate a subprotocol: client offers {string.Join(", ", requested)}, server knows {string.Join(", ", s_known.Select(k => k.Name))}");
    }
}
