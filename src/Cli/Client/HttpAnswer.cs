namespace LocalPods.Cli.Client;

/// <summary>An answer whose body is still to be read.</summary>
internal sealed record HttpAnswer(int Code, IReadOnlyList<(string Name, string Value)> Headers, HttpBody Body)
{
    /// <summary>What the server warns of: the quoted text of each <c>Warning: 299</c> header.</summary>
    public IEnumerable<string> Warnings
    {
        get
        {
            foreach (var (name, value) in Headers)
            {
                var quote = value.IndexOf('"', StringComparison.Ordinal);
                if (name.Equals("Warning", StringComparison.OrdinalIgnoreCase) && quote >= 0 && value.Length > quote + 1)
                {
                    var end = value.LastIndexOf('"');
                    yield return value[(quote + 1)..end].Replace("\\\"", "\"", StringComparison.Ordinal).Replace("\\\\", "\\", StringComparison.Ordinal);
                }
            }
        }
    }

    public string? Header(string name)
    {
        foreach (var header in Headers)
        {
            if (header.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
            {
                return header.Value;
            }
        }

        return null;
    }
}
