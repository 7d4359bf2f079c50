using Microsoft.Data.Sqlite;

namespace LocalPods.Orchestrator.Store.Sqlite;

/// <summary>Reads a whole log, once, in the order it was written, and believes nothing of it unchecked.</summary>
/// <remarks>
/// Steps: (1) the structure of the file; (2) every row's checksum; (3) rows up to the compacted revision are objects as
/// they were then; (4) rows after it follow each other without a gap, each naming the row that it replaces.
/// </remarks>
internal sealed class RevisionLogReader(string path, RecordSealing sealing)
{
    private readonly Dictionary<string, string> _words = new(StringComparer.Ordinal);
    private readonly Dictionary<ObjectKey, StoredObject> _objects = [];
    private readonly Dictionary<ObjectKey, DateTimeOffset> _expiries = [];
    private readonly List<StoreChange> _history = [];

    /// <summary>Reads it all.</summary>
    /// <exception cref="StoreException"><see cref="StoreFailure.Unusable"/>.</exception>
    public LoadedRevisions Read(SqliteConnection connection)
    {
        try
        {
            CheckPages(connection);
            var compacted = connection.ReadNumber("SELECT revision FROM compaction");
            using var command = connection.CreateCommand();
            command.CommandText = "SELECT id, resource, namespace, name, type, previous, value, expires, checksum FROM revisions ORDER BY id";
            using var reader = command.ExecuteReader();
            while (reader.Read())
            {
                var row = ReadRow(reader);
                if (row.Object.Revision <= compacted)
                {
                    AddObject(row);
                }
                else
                {
                    AddChange(row, expected: compacted + _history.Count + 1);
                }
            }

            return new(_objects.Values, _history, compacted, _expiries);
        }
        catch (SqliteException e)
        {
            throw SqliteFailures.OfReading(path, e);
        }
        catch (InvalidCastException e)
        {
            throw Damaged("a column has the wrong type", e);
        }
    }

    // What no row shows: pages that are free and used at once would be written over later.
    private void CheckPages(SqliteConnection connection)
    {
        using var command = connection.CreateCommand();
        command.CommandText = "PRAGMA quick_check(1)";
        if (command.ExecuteScalar() is not "ok" and var fault)
        {
            throw Damaged($"{fault}".ReplaceLineEndings(" "));
        }
    }

    private RevisionRow ReadRow(SqliteDataReader reader)
    {
        var key = new ObjectKey(Word(reader.GetString(1)), Word(reader.GetString(2)), reader.GetString(3));
        var row = new RevisionRow(
            (StoreChangeType)reader.GetInt64(4),
            new(key, reader.GetInt64(0), reader.GetFieldValue<byte[]>(6)),
            reader.IsDBNull(5) ? null : reader.GetInt64(5),
            reader.IsDBNull(7) ? null : reader.GetInt64(7));
        return row.Checksum() == reader.GetInt64(8)
            ? row with { Object = sealing.Unseal(row.Object) }
            : throw Damaged($"revision {row.Object.Revision} does not match its checksum");
    }

    private void AddObject(in RevisionRow row)
    {
        if (row.Type == StoreChangeType.Deleted || !_objects.TryAdd(row.Object.Key, row.Object))
        {
            throw Damaged($"revision {row.Object.Revision} was compacted and is still there");
        }

        SetExpiry(row);
    }

    private void AddChange(in RevisionRow row, long expected)
    {
        var revision = row.Object.Revision;
        if (revision != expected)
        {
            throw Damaged($"revision {expected} is missing");
        }

        var previous = _objects.GetValueOrDefault(row.Object.Key);
        if (previous?.Revision != row.Previous || (previous is null) != (row.Type == StoreChangeType.Added))
        {
            throw Damaged($"revision {revision} does not follow from what is before it");
        }

        _history.Add(new(row.Type, row.Object, previous));
        SetExpiry(row);
        if (row.Type == StoreChangeType.Deleted)
        {
            _objects.Remove(row.Object.Key);
        }
        else
        {
            _objects[row.Object.Key] = row.Object;
        }
    }

    private void SetExpiry(in RevisionRow row)
    {
        if (row.Expires is { } expires)
        {
            _expiries[row.Object.Key] = DateTimeOffset.FromUnixTimeMilliseconds(expires);
        }
        else
        {
            _expiries.Remove(row.Object.Key);
        }
    }

    // A store has few resources and namespaces, and each word is kept once.
    private string Word(string read)
    {
        if (!_words.TryGetValue(read, out var word))
        {
            _words.Add(read, word = read);
        }

        return word;
    }

    private StoreException Damaged(string what, Exception? inner = null) => SqliteFailures.Damaged(path, $"it is damaged ({what})", inner);
}
