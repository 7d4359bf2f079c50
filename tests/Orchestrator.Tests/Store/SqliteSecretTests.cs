using System.Text;
using System.Text.Json.Nodes;
using LocalPods.Orchestrator.Store;
using LocalPods.Orchestrator.Store.Sqlite;

namespace LocalPods.Orchestrator.Tests.Store;

/// <summary>Secrets are encrypted in the file, with a key of their own beside it.</summary>
public sealed class SqliteSecretTests : IDisposable
{
    private const string Value = "c3dvcmRmaXNo-swordfish-of-the-test";
    private static readonly ObjectKey s_key = new("secrets", "default", "db");
    private readonly SqliteFolder _folder = new();

    private string KeyFile => _folder.File + ".key";

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task No_file_of_the_store_holds_the_value_while_it_is_open_or_closed_or_after_the_secret_is_gone()
    {
        await using (var store = _folder.Open(TimeProvider.System))
        {
            var made = await store.CreateAsync(s_key, Content(), null, CancellationToken.None);
            var changed = await store.UpdateAsync(s_key, Content("again"), made.Revision, null, CancellationToken.None);
            await store.CreateAsync(new("configmaps", "default", "db"), new JsonObject { ["data"] = "plain-as-day" }, null, CancellationToken.None);
            FilesThatHold(Value).ShouldBeEmpty();
            FilesThatHold("plain-as-day").ShouldNotBeEmpty(); // so the look would have found it
            await store.DeleteAsync(s_key, changed.Revision, CancellationToken.None);
            FilesThatHold(Value).ShouldBeEmpty();
        }

        FilesThatHold(Value).ShouldBeEmpty();
        await using (var again = _folder.Open(TimeProvider.System))
        {
            await again.CompactAsync(again.Revision, CancellationToken.None);
        }

        FilesThatHold(Value).ShouldBeEmpty();
    }

    [Fact]
    public async Task Secrets_are_there_again_after_a_restart_and_their_history_too()
    {
        await FillAsync();
        await using var store = _folder.Open(TimeProvider.System);
        store.Get(s_key)!.Document.GetProperty("data").GetString().ShouldBe(Value);
        using var watch = store.Watch("secrets", null, 0);
        watch.TryRead(out var change).ShouldBeTrue();
        change!.Object.Document.GetProperty("data").GetString().ShouldBe(Value);
    }

    [Fact]
    public async Task Only_the_owner_may_read_the_key_and_without_secrets_there_is_none()
    {
        await using (var store = _folder.Open(TimeProvider.System))
        {
            await store.CreateAsync(new("pods", "default", "p"), [], null, CancellationToken.None);
            File.Exists(KeyFile).ShouldBeFalse();
        }

        await FillAsync();
        if (!OperatingSystem.IsWindows())
        {
            File.GetUnixFileMode(KeyFile).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
            File.GetUnixFileMode(_folder.File).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }
    }

    [Fact]
    public async Task A_missing_key_is_told_and_neither_made_anew_nor_the_store_touched()
    {
        await FillAsync();
        File.Delete(KeyFile);
        Refused($"its secrets are encrypted, and their key {KeyFile} is missing");
        File.Exists(KeyFile).ShouldBeFalse();
    }

    [Fact]
    public async Task A_wrong_key_is_told_and_kept()
    {
        await FillAsync();
        var wrong = new byte[32];
        await File.WriteAllBytesAsync(KeyFile, wrong);
        Refused($"{KeyFile} is not the key that its secrets were encrypted with");
        (await File.ReadAllBytesAsync(KeyFile)).ShouldBe(wrong);
        await File.WriteAllBytesAsync(KeyFile, [1, 2, 3]);
        Refused($"{KeyFile} is no key: it has 3 bytes and not 32");
    }

    [Fact]
    public async Task A_key_that_cannot_be_made_fails_the_write_of_the_secret_alone()
    {
        Directory.CreateDirectory(KeyFile);
        await using var store = _folder.Open(TimeProvider.System);
        var failure = await Should.ThrowAsync<StoreException>(() => store.CreateAsync(s_key, Content(), null, CancellationToken.None));
        failure.Message.ShouldContain(KeyFile);
        store.Get(s_key).ShouldBeNull();
        await store.CreateAsync(new("pods", "default", "p"), [], null, CancellationToken.None);
        Directory.Delete(KeyFile);
        await store.CreateAsync(s_key, Content(), null, CancellationToken.None);
    }

    [Fact]
    public void No_row_can_stand_for_another()
    {
        using var sealing = new RecordSealing(_folder.File);
        var row = sealing.Seal(new StoredObject(s_key, 7, Encoding.UTF8.GetBytes("{}")));
        Encoding.UTF8.GetString(sealing.Unseal(row).Json.Span).ShouldBe("{}");
        Should.Throw<StoreException>(() => sealing.Unseal(new StoredObject(s_key with { Name = "other" }, 7, row.Json)));
        Should.Throw<StoreException>(() => sealing.Unseal(new StoredObject(s_key, 8, row.Json)));
    }

    [Fact]
    public async Task A_store_from_before_secrets_is_taken_over()
    {
        await using (var store = _folder.Open(TimeProvider.System))
        {
            await store.CreateAsync(new("pods", "default", "p"), [], null, CancellationToken.None);
        }

        SqliteFiles.Execute(_folder.File, "PRAGMA user_version = 1");
        await FillAsync();
        SqliteFiles.ReadNumber(_folder.File, "PRAGMA user_version").ShouldBe(2);
    }

    private static JsonObject Content(string more = "") => new() { ["data"] = Value, ["more"] = more };

    private async Task FillAsync()
    {
        await using var store = _folder.Open(TimeProvider.System);
        await store.CreateAsync(s_key, Content(), null, CancellationToken.None);
    }

    private void Refused(string because)
    {
        var before = File.ReadAllBytes(_folder.File);
        var failure = Should.Throw<StoreException>(() => _folder.Open(TimeProvider.System));
        failure.Failure.ShouldBe(StoreFailure.Unusable);
        failure.Message.ShouldContain(because);
        File.ReadAllBytes(_folder.File).ShouldBe(before);
    }

    private IEnumerable<string> FilesThatHold(string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        return Directory.GetFiles(_folder.Folder).Where(f => !f.EndsWith(".lock", StringComparison.Ordinal)).Where(file =>
        {
            using var open = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            using var all = new MemoryStream();
            open.CopyTo(all);
            return all.ToArray().AsSpan().IndexOf(bytes) >= 0;
        });
    }
}
