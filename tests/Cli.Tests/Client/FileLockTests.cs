using System.Globalization;
using System.Runtime.InteropServices;
using LocalPods.Cli.Client;
using Microsoft.Win32.SafeHandles;

namespace LocalPods.Cli.Tests.Client;

public sealed partial class FileLockTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("localpods-lock-");

    private string Path => System.IO.Path.Combine(_folder.FullName, "lock");

    [Fact]
    public void A_lock_has_one_holder_whose_pid_the_others_learn()
    {
        using var first = FileLock.TryTake(Path, out _);
        first.ShouldNotBeNull();
        FileLock.TryTake(Path, out var holder).ShouldBeNull();
        holder.ShouldBe(Environment.ProcessId);
    }

    [Fact]
    public async Task Who_waits_for_a_lock_gets_it_when_its_holder_lets_go()
    {
        var first = FileLock.TryTake(Path, out _);
        var second = Task.Factory.StartNew(() => FileLock.Take(Path), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        second.IsCompleted.ShouldBeFalse();
        first!.Dispose();
        using var taken = await second;
        FileLock.TryTake(Path, out _).ShouldBeNull();
    }

    [Fact]
    public void A_lock_that_was_given_back_can_be_taken_again()
    {
        FileLock.TryTake(Path, out _)!.Dispose();
        using var again = FileLock.TryTake(Path, out _);
        again.ShouldNotBeNull();
    }

    [Fact]
    public void A_lock_is_given_back_while_a_forked_child_has_its_descriptor_still()
    {
        var first = FileLock.TryTake(Path, out _)!;
        var descriptor = Directory.EnumerateFiles("/proc/self/fd").Single(f => new FileInfo(f).LinkTarget == Path); // other tests open and close theirs meanwhile
        using var inherited = new SafeFileHandle(Duplicate(int.Parse(System.IO.Path.GetFileName(descriptor), CultureInfo.InvariantCulture)), ownsHandle: true);
        inherited.IsInvalid.ShouldBeFalse();
        first.Dispose();
        using var again = FileLock.TryTake(Path, out _);
        again.ShouldNotBeNull();
    }

    [Fact]
    public void A_folder_that_is_missing_is_named() =>
        Should.Throw<IOException>(() => FileLock.TryTake(System.IO.Path.Combine(_folder.FullName, "no", "lock"), out _)).Message.ShouldContain("no/lock");

    public void Dispose() => _folder.Delete(recursive: true);

    [LibraryImport("libc", EntryPoint = "dup")]
    private static partial int Duplicate(int descriptor);
}
