using LocalPods.Api.Serialization;
using LocalPods.Cli.Commands;

namespace LocalPods.Cli.Apply;

/// <summary>Finds and reads what <c>-f</c> names: files, folders, URLs, stdin.</summary>
internal static class ManifestFiles
{
    private static readonly string[] Extensions = [".json", ".yaml", ".yml"];

    /// <summary>Every source with its name as messages show it, folders taken apart in the order of their names.</summary>
    /// <exception cref="CommandException">One of them is not there or cannot be read.</exception>
    public static IEnumerable<(string Name, byte[] Bytes)> Read(IReadOnlyList<string> names, bool recursive, Func<Stream> openInput)
    {
        foreach (var name in names)
        {
            if (name == "-")
            {
                using var input = openInput();
                yield return ("STDIN", ReadAll(input));
            }
            else if (name.StartsWith("http://", StringComparison.Ordinal) || name.StartsWith("https://", StringComparison.Ordinal))
            {
                yield return (name, Download(name));
            }
            else
            {
                foreach (var path in Files(name, recursive))
                {
                    yield return (path, ReadFile(path));
                }
            }
        }
    }

    private static List<string> Files(string path, bool recursive)
    {
        if (!Directory.Exists(path))
        {
            return File.Exists(path) ? [path] : throw CommandException.Error($"the path \"{path}\" does not exist");
        }

        var files = Directory.EnumerateFiles(path, "*", recursive ? SearchOption.AllDirectories : SearchOption.TopDirectoryOnly)
            .Where(f => Extensions.Contains(Path.GetExtension(f)))
            .Order(StringComparer.Ordinal)
            .ToList();
        return files.Count > 0 ? files : throw CommandException.Error($"error reading [{path}]: recognized file extensions are [{string.Join(' ', Extensions)}]");
    }

    private static byte[] ReadFile(string path)
    {
        try
        {
            // One byte past the limit is enough for the reader to refuse it, however long the file is.
            using var file = File.OpenRead(path);
            return ReadAll(file);
        }
        catch (UnauthorizedAccessException)
        {
            throw CommandException.Error($"open {path}: permission denied");
        }
    }

    private static byte[] ReadAll(Stream stream)
    {
        using var all = new MemoryStream();
        var piece = new byte[64 * 1024];
        var most = ReadLimits.Default.MaxFileBytes;
        while (all.Length <= most && stream.Read(piece) is > 0 and var count)
        {
            all.Write(piece, 0, count);
        }

        return all.ToArray();
    }

    private static byte[] Download(string url)
    {
        try
        {
            using var client = new HttpClient();
            using var request = new HttpRequestMessage(HttpMethod.Get, url);
            using var response = client.Send(request, HttpCompletionOption.ResponseHeadersRead);
            using var body = response.IsSuccessStatusCode
                ? response.Content.ReadAsStream()
                : throw CommandException.Error($"unable to read URL \"{url}\", server reported {(int)response.StatusCode} {response.ReasonPhrase}, status code={(int)response.StatusCode}");
            return ReadAll(body);
        }
        catch (Exception failure) when (failure is HttpRequestException or TaskCanceledException or UriFormatException or InvalidOperationException)
        {
            throw CommandException.Error($"unable to read URL \"{url}\": {failure.Message}");
        }
    }
}
