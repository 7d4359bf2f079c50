using System.Runtime.InteropServices;
using Microsoft.Data.Sqlite;
using static SQLitePCL.raw;

namespace LocalPods.Orchestrator.Store.Sqlite;

/// <summary>The table of revisions in its file. Used by one thread at a time; every call blocks on the disk.</summary>
internal sealed class RevisionLog : IDisposable
{
    private const long LargestAhead = 4L << 20;
    private const long PagesOfAnyCommit = 2 * 4096;

    private readonly IDisposable _lock;
    private readonly RecordSealing _sealing;
    private readonly SqliteConnection _connection;
    private readonly SqliteCommand _begin;
    private readonly SqliteCommand _commit;
    private readonly SqliteCommand _insert;
    private readonly SqliteParameter[] _values;
    private long _ahead; // about as many bytes are in the write-ahead log

    private RevisionLog(string path, IDisposable storeLock, RecordSealing sealing, SqliteConnection connection, LoadedRevisions loaded)
    {
        (Path, _lock, _sealing, _connection, Compacted) = (path, storeLock, sealing, connection, loaded.Compacted);
        (_begin, _commit) = (NewCommand("BEGIN IMMEDIATE"), NewCommand("COMMIT"));
        _insert = NewCommand(
            "INSERT INTO revisions (id, resource, namespace, name, type, previous, value, expires, checksum) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)");
        _values = [.. Enumerable.Range(1, 9).Select(i => new SqliteParameter { ParameterName = $"${i}" })];
        _insert.Parameters.AddRange(_values);
    }

    public string Path { get; }

    /// <summary>Rows up to this revision are there only as far as they are objects as of then.</summary>
    public long Compacted { get; private set; }

    /// <summary>Whether it is time to <see cref="WriteBack"/>.</summary>
    public bool IsFarAhead => _ahead > LargestAhead;

    /// <summary>Opens a log, or makes an empty one.</summary>
    /// <exception cref="StoreException">As the store's own opening says; the file is as it was.</exception>
    public static (RevisionLog Log, LoadedRevisions Loaded) Open(string path, long? largestSizeBytes)
    {
        var storeLock = StoreLock.Take(path);
        var sealing = new RecordSealing(path);
        SqliteConnection? connection = null;
        try
        {
            connection = RevisionLogFile.Open(path);
            var loaded = new RevisionLogReader(path, sealing).Read(connection);
            connection.KeepLogOnClose(false);
            connection.Execute("PRAGMA journal_mode = WAL; PRAGMA wal_autocheckpoint = 0;"); // the writer does that, when nobody waits for it
            connection.Execute("PRAGMA cache_size = -512"); // KiB: nothing is read from the file any more but the pages that are written
            RevisionLogFile.NoteSchema(connection);
            if (largestSizeBytes is { } size)
            {
                connection.Execute($"PRAGMA max_page_count = {size / connection.ReadNumber("PRAGMA page_size")}");
            }

            return (new(path, storeLock, sealing, connection, loaded), loaded);
        }
        catch
        {
            connection?.Dispose();
            sealing.Dispose();
            storeLock.Dispose();
            throw;
        }
    }

    /// <summary>Adds rows, all or none. They are on the disk when this returns.</summary>
    /// <exception cref="SqliteException">None was added.</exception>
    /// <exception cref="StoreException">None was added: there is no key for secrets.</exception>
    public void Append(IReadOnlyList<RevisionRow> rows)
    {
        InTransaction(() =>
        {
            foreach (var row in rows)
            {
                Insert(row);
            }
        });
        _ahead += PagesOfAnyCommit + rows.Sum(r => (long)r.Object.Json.Length);
    }

    /// <summary>Removes what is only history up to a revision.</summary>
    /// <exception cref="SqliteException">Nothing was removed.</exception>
    public void Compact(long revision)
    {
        if (revision <= Compacted)
        {
            return;
        }

        // A row replaces the one it names as previous; a removal also ends itself. So no index is needed to find them.
        using var delete = NewCommand(
            """
            DELETE FROM revisions WHERE id IN (SELECT previous FROM revisions WHERE id > $from AND id <= $to AND previous IS NOT NULL);
            DELETE FROM revisions WHERE id > $from AND id <= $to AND type = $deleted;
            UPDATE compaction SET revision = $to;
            """);
        delete.Parameters.AddWithValue("$from", Compacted);
        delete.Parameters.AddWithValue("$to", revision);
        delete.Parameters.AddWithValue("$deleted", (int)StoreChangeType.Deleted);
        InTransaction(() => delete.ExecuteNonQuery());
        Compacted = revision;
    }

    /// <summary>Carries the write-ahead log over into the file; the log then starts over in the room it has.</summary>
    /// <exception cref="SqliteException">Not that there is no room to do so: then the log stays, and grows.</exception>
    public void WriteBack()
    {
        _ahead = 0;
        try
        {
            _connection.Execute("PRAGMA wal_checkpoint(PASSIVE)");
        }
        catch (SqliteException e) when (e.SqliteErrorCode == SQLITE_FULL)
        {
            // The write that needs room says so.
        }
    }

    /// <summary>Lets closing leave file and write-ahead log as they are.</summary>
    public void Abandon() => _connection.KeepLogOnClose(true);

    public void Dispose()
    {
        _insert.Dispose();
        _commit.Dispose();
        _begin.Dispose();
        _connection.Dispose();
        _sealing.Dispose();
        _lock.Dispose();
    }

    private void Insert(RevisionRow row)
    {
        row = row with { Object = _sealing.Seal(row.Object) };
        var json = row.Object.Json;
        _values[0].Value = row.Object.Revision;
        _values[1].Value = row.Object.Key.Resource;
        _values[2].Value = row.Object.Key.Namespace;
        _values[3].Value = row.Object.Key.Name;
        _values[4].Value = (int)row.Type;
        _values[5].Value = row.Previous ?? (object)DBNull.Value;
        _values[6].Value = MemoryMarshal.TryGetArray(json, out var a) && a.Array!.Length == json.Length ? a.Array : json.ToArray();
        _values[7].Value = row.Expires ?? (object)DBNull.Value;
        _values[8].Value = (long)row.Checksum();
        _insert.ExecuteNonQuery();
    }

    private void InTransaction(Action write)
    {
        try
        {
            _begin.ExecuteNonQuery();
            write();
            _commit.ExecuteNonQuery();
        }
        finally
        {
            if (_connection.InTransaction)
            {
                _connection.Execute("ROLLBACK");
            }
        }
    }

    private SqliteCommand NewCommand(string sql)
    {
        var command = _connection.CreateCommand();
#pragma warning disable CA2100 // our own statements
        command.CommandText = sql;
#pragma warning restore CA2100
        return command;
    }
}
