using System.Collections.Concurrent;
using LocalPods.Api.Core;

namespace LocalPods.Orchestrator.Volumes;

/// <summary>Tokens of pods' service accounts, each renewed when four fifths of its time are over, or a day. Any thread may ask.</summary>
/// <remarks>They are kept in memory only: a daemon that starts makes new ones, and the old ones last as long as they were to.</remarks>
/// <param name="issue">Makes tokens.</param>
/// <param name="clock">Tells how old one is.</param>
internal sealed class TokenCache(PodTokenIssuer issue, TimeProvider clock)
{
    private const double RenewAfter = 0.8;
    private const long UsualSeconds = 3600;
    private static readonly TimeSpan s_oldest = TimeSpan.FromHours(24);

    private readonly ConcurrentDictionary<(string PodUid, string Account, string Audience, long Seconds), (PodToken Token, DateTimeOffset RenewAt)> _tokens = new();

    /// <summary>A token as a file. Where a user or group is set it is that user's alone.</summary>
    /// <param name="pod">Whose account it is.</param>
    /// <param name="volume">The volume that shows it.</param>
    /// <param name="source">What is asked for.</param>
    /// <param name="mode">Permission bits for other files.</param>
    /// <exception cref="VolumeException">There is none.</exception>
    public VolumeFile FileOf(Pod pod, string volume, ServiceAccountTokenProjection source, int? mode)
    {
        var seconds = source.ExpirationSeconds ?? UsualSeconds;
        var account = string.IsNullOrEmpty(pod.Spec.ServiceAccountName) ? "default" : pod.Spec.ServiceAccountName;
        var key = (pod.Metadata.Uid ?? "", account, source.Audience ?? "", seconds);
        var now = clock.GetUtcNow();
        if (!_tokens.TryGetValue(key, out var held) || held.RenewAt <= now)
        {
            var request = new PodTokenRequest(
                pod.Metadata.Namespace ?? "", account, pod.Metadata.Name ?? "", pod.Metadata.Uid ?? "", NullIfEmpty(source.Audience), TimeSpan.FromSeconds(seconds));
            var (token, problem) = issue(request);
            if (token is null)
            {
                throw new VolumeException(volume, $"failed to fetch token: {problem}");
            }

            var lasts = (token.Expires - now) * RenewAfter;
            held = (token, now + (lasts < s_oldest ? lasts : s_oldest));
            _tokens[key] = held;
        }

        var user = PodUsers.One(pod);
        var isPrivate = user is not null || pod.Spec.SecurityContext?.FsGroup is not null;
        return new VolumeFile(System.Text.Encoding.ASCII.GetBytes(held.Token.Text), isPrivate ? UnixFileMode.UserRead | UnixFileMode.UserWrite : VolumeFile.ModeOf(mode))
        {
            Owner = user,
            RenewAt = held.RenewAt,
        };
    }

    /// <summary>Forgets the tokens of a pod that is gone.</summary>
    public void Forget(string podUid)
    {
        foreach (var key in _tokens.Keys.Where(k => k.PodUid == podUid))
        {
            _tokens.TryRemove(key, out _);
        }
    }

    private static string? NullIfEmpty(string? text) => string.IsNullOrEmpty(text) ? null : text;
}
