using System.Collections.Immutable;
using System.Text;
using LocalPods.Orchestrator.Volumes;

namespace LocalPods.Orchestrator.Tests.Volumes;

/// <summary>How the files of a volume change together (spec: workloads 13).</summary>
public sealed class AtomicWriterTests : IDisposable
{
    private const UnixFileMode Usual = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead;

    private readonly TemporaryFolder _folder = new();
    private readonly AtomicWriter _writer = new(new VirtualClock(new DateTimeOffset(2026, 1, 2, 15, 4, 5, TimeSpan.Zero)));

    public void Dispose() => _folder.Dispose();

    [Fact]
    [Trait("spec", "WN-52")]
    public void Keys_are_links_through_data_into_a_folder_named_after_the_moment()
    {
        Write(("a", "1"), ("deep/er/b", "2")).ShouldBeTrue();
        File.ReadAllText(_folder.At("a")).ShouldBe("1");
        File.ReadAllText(_folder.At("deep", "er", "b")).ShouldBe("2");
        new FileInfo(_folder.At("a")).LinkTarget.ShouldBe("..data/a");
        new FileInfo(_folder.At("deep")).LinkTarget.ShouldBe("..data/deep");
        new FileInfo(_folder.At("..data")).LinkTarget.ShouldStartWith("..2026_01_02_15_04_05.");
        Entries().Length.ShouldBe(4);
    }

    [Fact]
    public void The_same_files_are_not_written_again()
    {
        Write(("a", "1"));
        var before = new FileInfo(_folder.At("..data")).LinkTarget;
        Write(("a", "1")).ShouldBeFalse();
        new FileInfo(_folder.At("..data")).LinkTarget.ShouldBe(before);
        Write(("a", "2")).ShouldBeTrue();
        new FileInfo(_folder.At("..data")).LinkTarget.ShouldNotBe(before);
    }

    [Fact]
    public void Another_mode_alone_is_a_change()
    {
        Write(("a", "1"));
        Write([("a", "1")], UnixFileMode.UserRead).ShouldBeTrue();
        File.GetUnixFileMode(_folder.At("a")).ShouldBe(UnixFileMode.UserRead);
    }

    [Fact]
    public void What_is_gone_is_no_longer_seen_and_nothing_old_is_left()
    {
        Write(("a", "1"), ("b", "2"), ("deep/c", "3"));
        Write(("b", "22")).ShouldBeTrue();
        Entries().Select(e => Path.GetFileName(e)).Where(n => !n.StartsWith("..2026", StringComparison.Ordinal)).ShouldBe(["..data", "b"]);
        Entries().Length.ShouldBe(3);
    }

    [Fact]
    public void A_folder_made_for_a_part_that_is_not_there_is_left_alone_until_the_part_comes()
    {
        Write(("a", "1"));
        _folder.Folder("part", "of", "it");
        Write(("a", "1")).ShouldBeFalse("nothing has changed");
        Write(("a", "2")).ShouldBeTrue();
        Directory.Exists(_folder.At("part", "of", "it")).ShouldBeTrue();
        Entries().Length.ShouldBe(4, "one version, its link, a and the folder");
        Write(("a", "2"), ("part", "3")).ShouldBeTrue();
        File.ReadAllText(_folder.At("part")).ShouldBe("3");
    }

    [Theory]
    [InlineData("..2026_01_02_15_04_04.0000001", false)]
    [InlineData("..2026_01_02_15_04_04.0000001", true)]
    public void What_a_killed_writer_left_half_done_goes_with_the_next_write(string half, bool linked)
    {
        Write(("a", "1"));
        _folder.Folder(half);
        _folder.File("half", half, "a");
        if (linked)
        {
            File.CreateSymbolicLink(_folder.At("..data_tmp"), half);
        }

        File.ReadAllText(_folder.At("a")).ShouldBe("1");
        Write(("a", "2"));
        File.ReadAllText(_folder.At("a")).ShouldBe("2");
        Entries().Length.ShouldBe(3);
    }

    [Fact]
    public void A_writer_killed_before_its_links_were_made_makes_them_next_time()
    {
        Write(("a", "1"), ("b", "2"));
        File.Delete(_folder.At("b"));
        Write(("a", "1"), ("b", "2")).ShouldBeTrue();
        File.ReadAllText(_folder.At("b")).ShouldBe("2");
    }

    [Fact]
    [Trait("spec", "WN-52")]
    public async Task A_reader_of_two_files_never_sees_two_versions_over_two_hundred_updates()
    {
        const int Updates = 200;
        Write(("a", "0"), ("b", "0"));
        using var stop = new CancellationTokenSource();
        var readers = Enumerable.Range(0, 2).Select(_ => Task.Run(() => ReadUntil(stop.Token))).ToArray();
        for (var version = 1; version <= Updates; version++)
        {
            Write(("a", $"{version}"), ("b", $"{version}")).ShouldBeTrue();
        }

        stop.Cancel();
        foreach (var seen in await Task.WhenAll(readers))
        {
            seen.Mixed.ShouldBe(0);
            seen.Missing.ShouldBe(0, "there is a version at every moment");
            seen.Versions.ShouldNotBeEmpty();
        }

        File.ReadAllText(_folder.At("a")).ShouldBe($"{Updates}");
    }

    // As a careful program does it: the folder is looked up once for both files, again when it was taken away.
    private (int Mixed, int Missing, HashSet<string> Versions) ReadUntil(CancellationToken stop)
    {
        var (mixed, missing, versions) = (0, 0, new HashSet<string>());
        do
        {
            try
            {
                missing += LinuxFiles.StatLink(_folder.At("..data")) is null || LinuxFiles.StatLink(_folder.At("a")) is null ? 1 : 0;
                if (LinuxFiles.Resolve(_folder.At("..data")) is not { } version)
                {
                    continue; // it was replaced meanwhile
                }

                var (a, b) = (File.ReadAllText(Path.Combine(version, "a")), File.ReadAllText(Path.Combine(version, "b")));
                mixed += a == b && a.Length > 0 ? 0 : 1;
                versions.Add(a);
            }
            catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
            {
                // It was replaced meanwhile.
            }
        }
        while (!stop.IsCancellationRequested);
        return (mixed, missing, versions);
    }

    private bool Write(params (string Path, string Content)[] files) => Write(files, Usual);

    private bool Write((string Path, string Content)[] files, UnixFileMode mode) => _writer.Write(
        _folder.Path,
        files.ToImmutableSortedDictionary(f => f.Path, f => new VolumeFile(Encoding.UTF8.GetBytes(f.Content), mode), StringComparer.Ordinal),
        _ => { });

    private string[] Entries() => [.. Directory.EnumerateFileSystemEntries(_folder.Path).Order(StringComparer.Ordinal)];
}
