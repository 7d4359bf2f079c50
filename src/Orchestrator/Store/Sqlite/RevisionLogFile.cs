using System.Buffers.Binary;
using System.Globalization;
using Microsoft.Data.Sqlite;

namespace LocalPods.Orchestrator.Store.Sqlite;

/// <summary>A store's file as such: what makes it ours, how it is made, how it is opened.</summary>
internal static class RevisionLogFile
{
    /// <summary>"LPOD": SQLite keeps it in the file's header, so that <c>file</c> and we know whose it is.</summary>
    public const int ApplicationId = 0x4C504F44;

    /// <summary>Of the tables and what is in them: 2 encrypts secrets. A file with a higher one is left alone.</summary>
    public const int SchemaVersion = 2;

    private const int HeaderSize = 100;
    private const int UserVersionOffset = 60;
    private const int ApplicationIdOffset = 68;

    private static readonly string s_schema = string.Create(CultureInfo.InvariantCulture, $"""
        PRAGMA synchronous = FULL;
        BEGIN;
        CREATE TABLE revisions (
            id        INTEGER PRIMARY KEY, -- the resourceVersion
            resource  TEXT NOT NULL,
            namespace TEXT NOT NULL,
            name      TEXT NOT NULL,
            type      INTEGER NOT NULL,    -- 0 created, 1 updated, 2 deleted
            previous  INTEGER,             -- the row that this one replaces
            value     BLOB NOT NULL,       -- JSON; of secrets encrypted
            expires   INTEGER,             -- Unix time in ms
            checksum  INTEGER NOT NULL     -- CRC-32C of all the other columns
        );
        CREATE TABLE compaction (revision INTEGER NOT NULL); -- one row: history up to here is gone
        INSERT INTO compaction VALUES (0);
        PRAGMA application_id = {ApplicationId};
        PRAGMA user_version = {SchemaVersion};
        COMMIT;
        PRAGMA journal_mode = WAL;
        """);

    /// <summary>Opens the file for this process alone, making it if there is none. Nothing in an existing file is changed.</summary>
    /// <exception cref="StoreException">Not ours, of a newer schema, in use, or not to be opened.</exception>
    public static SqliteConnection Open(string path)
    {
        try
        {
            if (!File.Exists(path))
            {
                Create(path);
            }

            CheckHeader(path);
            return Connect(path);
        }
        catch (SqliteException e)
        {
            throw SqliteFailures.OfReading(path, e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw SqliteFailures.Unusable(path, e.Message, "Check that it is a file which may be read and written", e);
        }
    }

    /// <summary>Marks a file of an older schema as one of this; the older one is part of it.</summary>
    public static void NoteSchema(SqliteConnection connection)
    {
        if (connection.ReadNumber("PRAGMA user_version") < SchemaVersion)
        {
            connection.Execute(string.Create(CultureInfo.InvariantCulture, $"PRAGMA user_version = {SchemaVersion}"));
        }
    }

    // Under another name first, so that a file of this name is always whole, whenever we are killed.
    private static void Create(string path)
    {
        if (new FileInfo(path + "-wal") is { Exists: true, Length: > 0 })
        {
            throw SqliteFailures.Damaged(path, $"it is missing, yet {path}-wal holds its latest changes", null);
        }

        var young = path + ".new";
        foreach (var leftover in new[] { young, young + "-journal", young + "-wal", young + "-shm" })
        {
            File.Delete(leftover);
        }

        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite; // objects hold secrets
        }

        new FileStream(young, options).Dispose();
        using (var connection = NewConnection(young))
        {
            connection.Open();
            connection.Execute(s_schema);
        }

        File.Move(young, path);
    }

    // Before SQLite touches the file: it would take a foreign journal back, or write a log back, into a file that is not for us.
    private static void CheckHeader(string path)
    {
        Span<byte> header = stackalloc byte[HeaderSize];
        using (var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 0))
        {
            var size = file.ReadAtLeast(header, HeaderSize, throwOnEndOfStream: false);
            if (size == 0)
            {
                throw SqliteFailures.Damaged(path, "it is empty", null);
            }

            if (size < HeaderSize || !header.StartsWith("SQLite format 3\0"u8))
            {
                throw SqliteFailures.Damaged(path, "it is not a SQLite file", null);
            }
        }

        CheckIdentity(
            path,
            BinaryPrimitives.ReadInt32BigEndian(header[ApplicationIdOffset..]),
            BinaryPrimitives.ReadInt32BigEndian(header[UserVersionOffset..]));
    }

    private static void CheckIdentity(string path, int applicationId, int version)
    {
        if (applicationId != ApplicationId)
        {
            throw SqliteFailures.Damaged(path, "it is a SQLite file of another program", null);
        }

        if (version > SchemaVersion)
        {
            throw SqliteFailures.Unusable(
                path,
                $"a newer LocalPods wrote it (schema {version}, this one knows up to {SchemaVersion})",
                "Use that LocalPods, or move the file away to start with an empty store",
                null);
        }

        if (version < 1)
        {
            throw SqliteFailures.Damaged(path, $"it is damaged (schema {version})", null);
        }
    }

    private static SqliteConnection Connect(string path)
    {
        var connection = NewConnection(path);
        try
        {
            connection.Open();
            connection.KeepLogOnClose(true);
            if (connection.IsReadOnly)
            {
                throw SqliteFailures.NotWritable(path, null);
            }

            connection.Execute("PRAGMA locking_mode = EXCLUSIVE; PRAGMA synchronous = FULL;"); // exclusive: no shared memory file either
            CheckIdentity(path, (int)connection.ReadNumber("PRAGMA application_id"), (int)connection.ReadNumber("PRAGMA user_version"));
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    private static SqliteConnection NewConnection(string path)
    {
        SQLitePCL.Batteries_V2.Init();
        return new(new SqliteConnectionStringBuilder
        {
            DataSource = path,
            Mode = SqliteOpenMode.ReadWrite,
            Pooling = false,
            DefaultTimeout = 1, // seconds until a lock counts as held
        }.ToString());
    }
}
