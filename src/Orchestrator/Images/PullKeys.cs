using LocalPods.Api.Images;

namespace LocalPods.Orchestrator.Images;

/// <summary>What a pod's <c>imagePullSecrets</c> hold.</summary>
/// <param name="Keyring">The credentials of those that exist.</param>
/// <param name="Missing">Names of those that do not.</param>
/// <param name="Faults">What is wrong with those that exist, for people; holds nothing of their content.</param>
internal sealed record PullKeys(RegistryKeyring Keyring, ImmutableArray<string> Missing, ImmutableArray<string> Faults);
