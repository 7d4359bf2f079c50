using LocalPods.Api.Images;
using LocalPods.Orchestrator.Runtime;

namespace LocalPods.TestKit;

public sealed partial class FakeContainerRuntime
{
    private readonly Dictionary<string, ImageStatus> _images = new(StringComparer.Ordinal);
    private readonly Dictionary<string, FakePull> _pulls = new(StringComparer.Ordinal);

    /// <summary>Every image nobody spoke of is present. Switch it off to have only those that were added.</summary>
    public bool HasEveryImage { get; set; } = true;

    /// <summary>Puts an image on the engine.</summary>
    /// <param name="reference">Name with tag or digest.</param>
    /// <param name="user">As in <see cref="ImageStatus.User"/>.</param>
    /// <param name="digests">As in <see cref="ImageStatus.Digests"/>.</param>
    public ImageStatus AddImage(string reference, string user = "", params string[] digests)
    {
        lock (_gate)
        {
            var image = Made(reference) with { User = user, Digests = [.. digests] };
            _images[reference] = image;
            TellEach(new RuntimeEvent.ImageChanged(reference));
            return image;
        }
    }

    /// <summary>Whether an image of this name is on the engine.</summary>
    public bool Has(string reference)
    {
        lock (_gate)
        {
            return _images.ContainsKey(reference);
        }
    }

    /// <summary>Somebody gives the name to another image.</summary>
    public void Rename(string reference, ImageStatus image)
    {
        lock (_gate)
        {
            _images[reference] = image with { Tags = [reference] };
            TellEach(new RuntimeEvent.ImageChanged(reference));
        }
    }

    /// <summary>The image is not on the engine and no registry has it.</summary>
    public void LacksImage(string reference) => Pulls(reference, failures: int.MaxValue, takes: TimeSpan.Zero);

    /// <summary>The image is not on the engine; pulling it fails so many times, then works.</summary>
    /// <param name="reference">Name with tag or digest.</param>
    /// <param name="failures">Pulls that fail before the first that works.</param>
    /// <param name="takes">Time each pull takes.</param>
    /// <param name="failure">Kind of the failures.</param>
    public void Pulls(string reference, int failures, TimeSpan takes, RuntimeFailure failure = RuntimeFailure.NotFound)
    {
        lock (_gate)
        {
            _images.Remove(reference);
            _pulls[reference] = new FakePull(failures, takes, failure);
        }
    }

    /// <summary>The image is not on the engine; its registry gives it to who knows the password.</summary>
    public void Guards(string reference, string password)
    {
        lock (_gate)
        {
            _images.Remove(reference);
            _pulls[reference] = new FakePull(0, TimeSpan.Zero, RuntimeFailure.Refused) { Password = password };
        }
    }

    /// <summary>Who asked for this image, by user name, in order; nobody in particular is empty.</summary>
    public ImmutableArray<string> TriedAt(string reference)
    {
        lock (_gate)
        {
            return _pulls.TryGetValue(reference, out var pull) ? [.. pull.Users] : [];
        }
    }

    /// <summary>When pulls of this image began.</summary>
    public ImmutableArray<DateTimeOffset> PullsOf(string reference)
    {
        lock (_gate)
        {
            return _pulls.TryGetValue(reference, out var pull) ? [.. pull.Begun] : [];
        }
    }

    public async Task<ImageStatus?> GetImageAsync(string reference, CancellationToken cancellationToken)
    {
        await RequestAsync($"inspect image {reference}", cancellationToken);
        ImageStatus? image;
        lock (_gate)
        {
            image = FindImage(reference);
        }

        await ReplyAsync($"inspect image {reference}", cancellationToken);
        return image;
    }

    public async Task<ImmutableArray<ImageStatus>> ListImagesAsync(CancellationToken cancellationToken)
    {
        await RequestAsync("list images", cancellationToken);
        ImmutableArray<ImageStatus> images;
        lock (_gate)
        {
            images = [.. _images.Values.OrderBy(i => i.Id, StringComparer.Ordinal)];
        }

        await ReplyAsync("list images", cancellationToken);
        return images;
    }

    public async Task<ImageStatus> PullImageAsync(string reference, RegistryCredentials? credentials, IProgress<PullProgress>? progress, CancellationToken cancellationToken)
    {
        var doing = $"pull image {reference}";
        await RequestAsync(doing, cancellationToken);
        FakePull pull;
        lock (_gate)
        {
            if (!_pulls.TryGetValue(reference, out pull!))
            {
                _pulls[reference] = pull = new FakePull(HasEveryImage || _images.ContainsKey(reference) ? 0 : int.MaxValue, TimeSpan.Zero, RuntimeFailure.NotFound);
            }

            pull.Begun.Add(clock.GetUtcNow());
            pull.Users.Add(credentials?.Username ?? "");
        }

        progress?.Report(new PullProgress(null, "Pulling", 0, 0));
        if (pull.Takes > TimeSpan.Zero)
        {
            await Task.Delay(pull.Takes, clock, cancellationToken);
        }

        ImageStatus image;
        lock (_gate)
        {
            if (pull.Password is { } password && credentials?.Password != password)
            {
                throw new ContainerRuntimeException(pull.Failure, $"{doing}: denied to {(credentials?.Username ?? "nobody")}");
            }

            if (pull.Failures > 0)
            {
                pull.Failures--;
                throw new ContainerRuntimeException(pull.Failure, $"{doing}: the registry has no such image");
            }

            image = _images.TryGetValue(reference, out var present) ? present : AddImage(reference);
        }

        progress?.Report(new PullProgress(null, "Pull complete", image.SizeBytes, image.SizeBytes));
        await ReplyAsync(doing, cancellationToken);
        return image;
    }

    /// <summary>Credentials that the engine's own settings have, by registry.</summary>
    public Dictionary<string, RegistryLogins> Logins { get; } = new(StringComparer.Ordinal);

    /// <summary>The disk that images are kept on; null when it cannot be seen.</summary>
    public ImageDisk? ImageDisk { get; set; }

    public async Task<RegistryLogins> FindLoginsAsync(ImageReference image, CancellationToken cancellationToken)
    {
        await Task.Yield();
        return Logins.GetValueOrDefault(image.Registry) ?? RegistryLogins.None;
    }

    public async Task<ImmutableHashSet<string>> ListImagesInUseAsync(CancellationToken cancellationToken)
    {
        await RequestAsync("list images in use", cancellationToken);
        ImmutableHashSet<string> ids;
        lock (_gate)
        {
            ids = [.. _all.Select(c => c.ImageId.Replace("docker://", "", StringComparison.Ordinal))];
        }

        await ReplyAsync("list images in use", cancellationToken);
        return ids;
    }

    /// <summary>The programs of every image.</summary>
    public HashSet<string> Programs { get; } = ["/bin/sh", "/bin/sleep"];

    public async Task<ImmutableArray<string>> FindProgramsAsync(string image, ImmutableArray<string> paths, CancellationToken cancellationToken)
    {
        var doing = $"look into image {image}";
        await RequestAsync(doing, cancellationToken);
        lock (_gate)
        {
            if (FindImage(image) is null)
            {
                throw new ContainerRuntimeException(RuntimeFailure.NotFound, $"{doing}: no such image");
            }
        }

        await ReplyAsync(doing, cancellationToken);
        return [.. paths.Where(Programs.Contains)];
    }

    public async Task<ImmutableArray<string>> FindPlatformsAsync(string reference, RegistryCredentials? credentials, CancellationToken cancellationToken)
    {
        var doing = $"ask for image {reference}";
        await RequestAsync(doing, cancellationToken);
        lock (_gate)
        {
            if (_pulls.TryGetValue(reference, out var pull) ? pull.Failures > 0 || (pull.Password is { } password && credentials?.Password != password) : !HasEveryImage)
            {
                throw new ContainerRuntimeException(RuntimeFailure.NotFound, $"{doing}: the registry has no such image");
            }
        }

        await ReplyAsync(doing, cancellationToken);
        return ["linux/amd64"];
    }

    public async Task<ImageDisk?> GetImageDiskAsync(CancellationToken cancellationToken)
    {
        await RequestAsync("ask for the disk of images", cancellationToken);
        return ImageDisk;
    }

    public async Task RemoveImageAsync(string reference, CancellationToken cancellationToken)
    {
        await RequestAsync($"remove image {reference}", cancellationToken);
        lock (_gate)
        {
            if (_images.Remove(reference))
            {
                TellEach(new RuntimeEvent.ImageChanged(reference));
            }
        }

        await ReplyAsync($"remove image {reference}", cancellationToken);
    }

    private ImageStatus? FindImage(string reference)
    {
        var found = _images.GetValueOrDefault(reference)
            ?? _images.Values.FirstOrDefault(i => i.Id == reference || i.Tags.Contains(reference) || i.Digests.Contains(reference));
        return found is null && HasEveryImage && !_pulls.ContainsKey(reference) && !reference.StartsWith("sha256:", StringComparison.Ordinal)
            ? _images[reference] = Made(reference)
            : found;
    }

    private static ImageStatus Made(string reference) => new(IdOf(reference), [reference], [], SizeBytes: 1_000_000, User: "");

    private static string IdOf(string reference)
    {
        var hash = System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(reference));
        return $"sha256:{Convert.ToHexStringLower(hash)}";
    }

    private sealed class FakePull(int failures, TimeSpan takes, RuntimeFailure failure)
    {
        public int Failures { get; set; } = failures;
        public TimeSpan Takes { get; } = takes;
        public RuntimeFailure Failure { get; } = failure;
        public string? Password { get; init; }
        public List<DateTimeOffset> Begun { get; } = [];
        public List<string> Users { get; } = [];
    }
}
