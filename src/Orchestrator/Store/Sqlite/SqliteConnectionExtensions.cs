using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Microsoft.Data.Sqlite;
using static SQLitePCL.raw;

namespace LocalPods.Orchestrator.Store.Sqlite;

internal static class SqliteConnectionExtensions
{
    extension(SqliteConnection connection)
    {
        /// <summary>Whether a transaction is open. SQLite ends one by itself on some failures.</summary>
        public bool InTransaction => sqlite3_get_autocommit(connection.Handle) == 0;

        /// <summary>SQLite falls back to reading, silently, when it may not write.</summary>
        public bool IsReadOnly => sqlite3_db_readonly(connection.Handle, "main") == 1;

        /// <summary>Runs statements of ours.</summary>
        [SuppressMessage("Security", "CA2100", Justification = "No text from outside gets here.")]
        public void Execute(string sql)
        {
            using var command = connection.CreateCommand();
            command.CommandText = sql;
            command.ExecuteNonQuery();
        }

        [SuppressMessage("Security", "CA2100", Justification = "No text from outside gets here.")]
        public long ReadNumber(string sql)
        {
            using var command = connection.CreateCommand();
            command.CommandText = sql;
            return Convert.ToInt64(command.ExecuteScalar(), CultureInfo.InvariantCulture);
        }

        /// <summary>Whether closing leaves the write-ahead log alone, or writes it back into the file.</summary>
        public void KeepLogOnClose(bool keep) => sqlite3_db_config(connection.Handle, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, keep ? 1 : 0, out _);
    }
}
