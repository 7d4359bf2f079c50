using System.Globalization;
using Microsoft.Data.Sqlite;

namespace LocalPods.Orchestrator.Tests.Store;

/// <summary>Looks into a SQLite file, or changes it, behind the store's back.</summary>
internal static class SqliteFiles
{
    public static long ReadNumber(string file, string sql) => Convert.ToInt64(With(file, sql, c => c.ExecuteScalar()), CultureInfo.InvariantCulture);

    public static void Execute(string file, string sql) => With(file, sql, c => c.ExecuteNonQuery());

    /// <summary>The change stays in the write-ahead log, as when the process is killed.</summary>
    public static void ExecuteAndLeaveInLog(string file, string sql) => With(file, sql, c =>
    {
        SQLitePCL.raw.sqlite3_db_config(c.Connection!.Handle, SQLitePCL.raw.SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, out _);
        return c.ExecuteNonQuery();
    });

    private static T With<T>(string file, string sql, Func<SqliteCommand, T> use)
    {
        SQLitePCL.Batteries_V2.Init();
        using var connection = new SqliteConnection($"Data Source={file};Pooling=False;Default Timeout=1");
        connection.Open();
        using var command = connection.CreateCommand();
#pragma warning disable CA2100 // the test's own words
        command.CommandText = sql;
#pragma warning restore CA2100
        return use(command);
    }
}
