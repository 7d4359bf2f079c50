using System.Text.Json;
using LocalPods.Api.Core;
using LocalPods.Api.Images;
using LocalPods.Api.Serialization;
using LocalPods.Orchestrator.Images;
using LocalPods.Orchestrator.Pods;
using LocalPods.Orchestrator.Runtime;
using LocalPods.Orchestrator.Store;

namespace LocalPods.Orchestrator.Checking;

/// <summary>Gathers what is known of the surroundings of a manifest. What the engine or a registry does not tell in time is said to be missing; nothing is started or pulled.</summary>
/// <param name="store">What exists.</param>
/// <param name="runtime">Where it is to run.</param>
/// <param name="secrets">Credentials that pods bring for their images.</param>
/// <param name="nodeName">The node that runs pods here.</param>
/// <param name="clock">All time.</param>
internal sealed class CheckReader(IObjectStore store, IContainerRuntime runtime, PullSecrets secrets, string nodeName, TimeProvider clock)
{
    /// <summary>For all questions together.</summary>
    public static readonly TimeSpan Deadline = TimeSpan.FromSeconds(20);

    /// <summary>Images that are asked about at once.</summary>
    private const int MostImages = 8;

    public async Task<CheckEvidence> ReadAsync(ImmutableArray<CheckedObject> objects, CancellationToken cancellationToken)
    {
        using var late = new CancellationTokenSource(Deadline, clock);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellationToken);
        var missing = new List<string>();
        var pods = objects.Where(o => o.Pod is not null).ToArray();
        var engine = AskAsync("what the engine is", async token => await runtime.GetVersionAsync(token), missing, limit.Token, cancellationToken);
        var present = await AskAsync<ImmutableArray<ImageStatus>?>("the engine's images", async token => await runtime.ListImagesAsync(token), missing, limit.Token, cancellationToken);
        using var gate = new SemaphoreSlim(MostImages);
        var images = await Task.WhenAll(pods.SelectMany(p => p.Pod!.Spec.AllContainers().Select(c => (Pod: p.Pod!, Container: c)))
            .Where(c => c.Container.Image is { Length: > 0 })
            .GroupBy(c => c.Container.Image!, StringComparer.Ordinal)
            .Select(async g => (g.Key, Facts: await InTurnAsync(gate, () => ImageAsync(g.Key, [.. g], present ?? [], missing, limit.Token, cancellationToken)))));
        var ports = await Task.WhenAll(pods.Select(async p => (p.Index, Holders: await AskAsync<ImmutableArray<HostPortHolder>?>(
            "who has host ports", async token => await HostPorts.HoldersAsync(store, runtime, p.Pod!, clock, token), missing, limit.Token, cancellationToken))));
        return new CheckEvidence
        {
            Objects = objects,
            Keys = Keys(objects, pods),
            Images = images.Where(i => i.Facts is not null).ToImmutableDictionary(i => i.Key, i => i.Facts!, StringComparer.Ordinal),
            HostPorts = ports.ToImmutableDictionary(p => p.Index, p => Others(p.Holders ?? [], objects.First(o => o.Index == p.Index))),
            Engine = await engine,
            Node = store.Get(new ObjectKey("nodes", "", nodeName)) is { } node ? ApiJson.FromJson<Node>(node.Json.Span).Status : null,
            NotKnown = [.. missing.Distinct()],
        };
    }

    // Of a pod that runs already it is itself that has its ports.
    private static ImmutableArray<HostPortHolder> Others(ImmutableArray<HostPortHolder> holders, CheckedObject at) =>
        holders.RemoveAll(h => h.Pod == $"{at.Namespace}/{at.Name}");

    // What the manifest brings counts before what is stored.
    private ImmutableDictionary<(string Kind, string Namespace, string Name), ImmutableHashSet<string>> Keys(ImmutableArray<CheckedObject> objects, CheckedObject[] pods)
    {
        var keys = ImmutableDictionary.CreateBuilder<(string Kind, string Namespace, string Name), ImmutableHashSet<string>>();
        foreach (var pod in pods)
        {
            foreach (var reference in ConfigReference.Of(pod.Pod!))
            {
                var written = objects.FirstOrDefault(o => o.Kind == reference.Kind && o.Namespace == pod.Namespace && o.Name == reference.Name);
                var content = written?.Written ?? store.Get(new ObjectKey($"{reference.Kind.ToLowerInvariant()}s", pod.Namespace, reference.Name))?.Document;
                if (content is { } document)
                {
                    keys[(reference.Kind, pod.Namespace, reference.Name)] = [.. ((string[])["data", "binaryData", "stringData"]).SelectMany(f => Members(document, f))];
                }
            }
        }

        return keys.ToImmutable();
    }

    private static IEnumerable<string> Members(JsonElement of, string field) =>
        of.TryGetProperty(field, out var map) && map.ValueKind == JsonValueKind.Object ? map.EnumerateObject().Select(m => m.Name) : [];

    // Null when neither engine nor registry could be asked.
    private async Task<ImageFacts?> ImageAsync(
        string name, (Pod Pod, Container Container)[] users, ImmutableArray<ImageStatus> all, List<string> missing, CancellationToken limit, CancellationToken cancellationToken)
    {
        if (!ImageReference.TryParse(name, out var reference, out _))
        {
            return null;
        }

        var before = missing.Count;
        var present = await AskAsync($"image {name}", token => runtime.GetImageAsync(reference.Text, token), missing, limit, cancellationToken);
        if (present is null && missing.Count > before)
        {
            return null;
        }

        var facts = new ImageFacts { Present = present, Near = present is null ? NearImage.Find(reference, all) : null };
        var asks = users.Any(u => u.Container.ImagePullPolicy == "Always" || (present is null && u.Container.ImagePullPolicy != "Never"));
        if (asks)
        {
            facts = await RegistryAsync(facts, reference, users[0].Pod, missing, limit, cancellationToken);
        }

        return present is null ? facts : facts with { Programs = await ProgramsAsync(present, users, missing, limit, cancellationToken) };
    }

    private async Task<ImageFacts> RegistryAsync(ImageFacts facts, ImageReference image, Pod pod, List<string> missing, CancellationToken limit, CancellationToken cancellationToken)
    {
        ContainerRuntimeException? refusal = null;
        try
        {
            ImmutableArray<RegistryCredentials?> credentials = [.. secrets.Read(pod).Keyring.Find(image), .. (await runtime.FindLoginsAsync(image, limit)).Credentials, null];
            foreach (var one in credentials)
            {
                try
                {
                    return facts with { Platforms = await runtime.FindPlatformsAsync(image.Text, one, limit) };
                }
                catch (ContainerRuntimeException e)
                {
                    refusal ??= e;
                }
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            Missed(missing, $"whether its registry has {image.Text}: no answer in time");
            return facts;
        }

        return facts with { Refusal = refusal!.Message[(refusal.Message.StartsWith(Asking(image), StringComparison.Ordinal) ? Asking(image).Length : 0)..] };
    }

    // How the runtime's message begins, which says again what is being told.
    private static string Asking(ImageReference image) => $"ask for image {image.Text}: ";

    private async Task<ImmutableHashSet<string>?> ProgramsAsync(
        ImageStatus image, (Pod Pod, Container Container)[] users, List<string> missing, CancellationToken limit, CancellationToken cancellationToken)
    {
        ImmutableArray<string> files = [.. users.SelectMany(u => ProgramUse.Of(u.Container, "").SelectMany(use => use.Candidates(u.Container, image)).Concat(ShellScript.Of(u.Container, image) is null ? [] : ShellScript.Kinds)).Distinct().Order(StringComparer.Ordinal)];
        return files.IsEmpty
            ? []
            : await AskAsync<ImmutableArray<string>?>(
                $"the programs of image {image.Tags.FirstOrDefault(image.Id)}", async token => await runtime.FindProgramsAsync(image.Id, files, token), missing, limit, cancellationToken) is { } found
                ? [.. found]
                : null;
    }

    // The default of T stands for what could not be had.
    private static async Task<T?> AskAsync<T>(string what, Func<CancellationToken, Task<T>> ask, List<string> missing, CancellationToken limit, CancellationToken cancellationToken)
    {
        string why;
        try
        {
            return await ask(limit);
        }
        catch (ContainerRuntimeException e)
        {
            why = e.Message;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            why = "no answer in time";
        }

        Missed(missing, $"{what}: {why}");
        return default;
    }

    private static async Task<T> InTurnAsync<T>(SemaphoreSlim gate, Func<Task<T>> ask)
    {
        await gate.WaitAsync(CancellationToken.None); // whoever has it is bound in time
        try
        {
            return await ask();
        }
        finally
        {
            gate.Release();
        }
    }

    private static void Missed(List<string> missing, string what)
    {
        lock (missing)
        {
            missing.Add(what);
        }
    }
}
