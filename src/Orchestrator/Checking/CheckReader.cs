using System.Text.Json;
using LocalPods.Api.Core;
using LocalPods.Api.Images;
using LocalPods.Orchestrator.Images;
using LocalPods.Orchestrator.PodEnvironment;
using LocalPods.Orchestrator.Pods;
using LocalPods.Orchestrator.Resources;
using LocalPods.Orchestrator.Runtime;
using LocalPods.Orchestrator.Store;
using LocalPods.Orchestrator.Volumes;

namespace LocalPods.Orchestrator.Checking;

/// <summary>Gathers what is known of the surroundings of a manifest. What the engine or a registry does not tell in time is said to be missing; nothing is started or pulled.</summary>
/// <param name="store">What exists.</param>
/// <param name="runtime">Where it is to run.</param>
/// <param name="files">The node's disk.</param>
/// <param name="secrets">Credentials that pods bring for their images.</param>
/// <param name="nodeName">The node that runs pods here.</param>
/// <param name="clock">All time.</param>
internal sealed class CheckReader(IObjectStore store, IContainerRuntime runtime, NodeFiles files, PullSecrets secrets, string nodeName, TimeProvider clock)
{
    /// <summary>For all questions together.</summary>
    public static readonly TimeSpan Deadline = TimeSpan.FromSeconds(20);

    /// <summary>Images that are asked about at once.</summary>
    private const int MostImages = 8;

    public async Task<CheckEvidence> ReadAsync(ImmutableArray<CheckedObject> objects, CancellationToken cancellationToken)
    {
        using var questions = new RuntimeQuestions(Deadline, "no answer in time", clock, cancellationToken);
        var pods = objects.Where(o => o.Pod is not null).ToArray();
        var engine = questions.AskAsync("what the engine is", runtime.GetVersionAsync);
        var present = await questions.AskAsync<ImmutableArray<ImageStatus>?>("the engine's images", async token => await runtime.ListImagesAsync(token));
        using var gate = new SemaphoreSlim(MostImages);
        var images = await Task.WhenAll(pods.SelectMany(p => p.Pod!.Spec.AllContainers().Select(c => (Pod: p.Pod!, Container: c)))
            .Where(c => c.Container.Image is { Length: > 0 })
            .GroupBy(c => c.Container.Image!, StringComparer.Ordinal)
            .Select(async g => (g.Key, Facts: await InTurnAsync(gate, () => ImageAsync(g.Key, [.. g], present ?? [], questions)))));
        var ports = await Task.WhenAll(pods.Select(async p => (p.Index, Holders: await questions.AskAsync<ImmutableArray<HostPortHolder>?>(
            "who has host ports", async token => await HostPorts.HoldersAsync(store, runtime, p.Pod!, clock, token)))));
        return new CheckEvidence
        {
            Objects = objects,
            Keys = Keys(objects, pods),
            Images = images.Where(i => i.Facts is not null).ToImmutableDictionary(i => i.Key, i => i.Facts!, StringComparer.Ordinal),
            HostPorts = ports.ToImmutableDictionary(p => p.Index, p => Others(p.Holders ?? [], objects.First(o => o.Index == p.Index))),
            ClaimClasses = ClaimClasses(objects, pods),
            StorageClasses = StorageClasses(objects),
            Engine = await engine,
            Node = store.Find<Node>(new ObjectKey("nodes", "", nodeName)),
            NodeFaults = [.. pods.SelectMany(p => NodeFault.Of(p, files))],
            NotKnown = questions.NotKnown,
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

    // Of a claim that has its volume nobody needs the class any more.
    private ImmutableDictionary<(string Namespace, string Name), string> ClaimClasses(ImmutableArray<CheckedObject> objects, CheckedObject[] pods)
    {
        var classes = ImmutableDictionary.CreateBuilder<(string Namespace, string Name), string>();
        foreach (var (@namespace, name) in pods.SelectMany(p => PodClaims.NamesOf(p.Pod!).Select(claim => (p.Namespace, claim))).Distinct())
        {
            var stored = store.Get(new ObjectKey(PodClaims.Resource, @namespace, name))?.Document ?? default;
            var written = objects.FirstOrDefault(o => o.Kind == ConfigReference.Claim && o.Namespace == @namespace && o.Name == name)?.Written;
            if (JsonFields.Text(stored, "spec.volumeName").Length == 0)
            {
                classes[(@namespace, name)] = JsonFields.Text(written ?? stored, "spec.storageClassName");
            }
        }

        return classes.ToImmutable();
    }

    private ImmutableHashSet<string> StorageClasses(ImmutableArray<CheckedObject> objects) =>
    [
        .. store.List(StorageClassResource.Resource, null).Items.Select(i => i.Key.Name),
        .. objects.Where(o => o.Kind == "StorageClass").Select(o => o.Name),
        .. store.List(PersistentVolumeResource.Resource, null).Items.Select(i => i.Document)
            .Concat(objects.Where(o => o.Kind == "PersistentVolume").Select(o => o.Written))
            .Select(volume => JsonFields.Text(volume, "spec.storageClassName"))
            .Where(name => name.Length > 0),
    ];

    // Null when the engine could not be asked.
    private async Task<ImageFacts?> ImageAsync(string name, (Pod Pod, Container Container)[] users, ImmutableArray<ImageStatus> all, RuntimeQuestions questions)
    {
        if (!ImageReference.TryParse(name, out var reference, out _)
            || await questions.TryAskAsync($"image {name}", token => runtime.GetImageAsync(reference.Text, token)) is not (true, var present))
        {
            return null;
        }

        var facts = new ImageFacts { Present = present, Near = present is null ? NearImage.Find(reference, all) : null };
        var asks = users.Any(u => u.Container.ImagePullPolicy == "Always" || (present is null && u.Container.ImagePullPolicy != "Never"));
        if (asks)
        {
            facts = await questions.AskAsync($"whether its registry has {reference.Text}", token => RegistryAsync(facts, reference, users[0].Pod, token)) ?? facts;
        }

        return present is null ? facts : facts with { Programs = await ProgramsAsync(present, users, questions) };
    }

    private async Task<ImageFacts> RegistryAsync(ImageFacts facts, ImageReference image, Pod pod, CancellationToken cancellationToken)
    {
        ContainerRuntimeException? refusal = null;
        ImmutableArray<RegistryCredentials?> credentials = [.. secrets.Read(pod).Keyring.Find(image), .. (await runtime.FindLoginsAsync(image, cancellationToken)).Credentials, null];
        foreach (var one in credentials)
        {
            try
            {
                return facts with { Platforms = await runtime.FindPlatformsAsync(image.Text, one, cancellationToken) };
            }
            catch (ContainerRuntimeException e)
            {
                refusal ??= e;
            }
        }

        return facts with { Refusal = refusal!.Message[(refusal.Message.StartsWith(Asking(image), StringComparison.Ordinal) ? Asking(image).Length : 0)..] };
    }

    // How the runtime's message begins, which says again what is being told.
    private static string Asking(ImageReference image) => $"ask for image {image.Text}: ";

    private async Task<ImmutableHashSet<string>?> ProgramsAsync(ImageStatus image, (Pod Pod, Container Container)[] users, RuntimeQuestions questions)
    {
        ImmutableArray<string> files = [.. users.SelectMany(u => ProgramUse.Of(u.Container, "").SelectMany(use => use.Candidates(u.Container, image)).Concat(ShellScript.Of(u.Container, image) is null ? [] : ShellScript.Kinds)).Distinct().Order(StringComparer.Ordinal)];
        return files.IsEmpty
            ? []
            : await questions.AskAsync<ImmutableArray<string>?>(
                $"the programs of image {image.Tags.FirstOrDefault(image.Id)}", async token => await runtime.FindProgramsAsync(image.Id, files, token)) is { } found
                ? [.. found]
                : null;
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
}
