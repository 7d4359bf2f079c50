using LocalPods.Api.Images;

namespace LocalPods.Orchestrator.Images;

/// <summary>A wish for an image. Wishes for the same with the same credentials share one pull.</summary>
/// <param name="Image">What.</param>
/// <param name="Secrets">Credentials that the pod brings, in the order to try them.</param>
internal sealed record PullRequest(ImageReference Image, ImmutableArray<RegistryCredentials> Secrets)
{
    /// <summary>The same for wishes that may share a pull: nobody gets an image by the credentials of others.</summary>
    public string Key => string.Join('\n', Secrets.Select(s => $"{s.Source} {s.Server}").Prepend(Image.Text));
}
