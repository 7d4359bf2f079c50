// Writes to the store given as the first argument until it is killed, and says what was acknowledged:
// "<revision> <Added|Modified|Deleted> <name> <value>;", one line each, whole if it has its semicolon. "failed <failure>" and exit code 1 when it cannot.
using System.Globalization;
using System.Text.Json.Nodes;
using LocalPods.Orchestrator.Store;
using LocalPods.Orchestrator.Store.Sqlite;

const int Writers = 8;
var seed = int.Parse(args[1], CultureInfo.InvariantCulture);
try
{
    await using var store = SqliteStore.Open(args[0], TimeProvider.System, null);
    Console.WriteLine($"open {store.Revision}");
    var output = new Lock();
    await Task.WhenAll(Enumerable.Range(0, Writers).Select(WriteAsync));

    async Task WriteAsync(int writer)
    {
        await Task.Yield();
        var random = new Random(HashCode.Combine(seed, writer));
        for (var i = 0; ; i++)
        {
            // Names are the writer's own, so nothing conflicts.
            var key = new ObjectKey("pods", "default", $"{writer}-{random.Next(5)}");
            var value = $"{seed}-{writer}-{i}-{new string('x', random.Next(5000))};";
            var content = new JsonObject { ["value"] = value };
            var (type, written) = store.Get(key) switch
            {
                null => (StoreChangeType.Added, await store.CreateAsync(key, content, null, CancellationToken.None)),
                { } current when random.Next(4) > 0 =>
                    (StoreChangeType.Modified, await store.UpdateAsync(key, content, current.Revision, null, CancellationToken.None)),
                { } current => (StoreChangeType.Deleted, await store.DeleteAsync(key, current.Revision, CancellationToken.None)),
            };
            lock (output)
            {
                Console.WriteLine($"{written.Revision} {type} {key.Name} {written.Document.GetProperty("value").GetString()}");
            }
        }
    }
}
catch (StoreException e)
{
    Console.WriteLine($"failed {e.Failure}");
    return 1;
}

return 0;
