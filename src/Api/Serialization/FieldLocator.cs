using System.Globalization;

namespace LocalPods.Api.Serialization;

/// <summary>Finds the place in a file that a field path speaks of, so that a server's complaint can be shown there.</summary>
public static class FieldLocator
{
    /// <summary>Follows a path as far as it is written.</summary>
    /// <param name="root">The object.</param>
    /// <param name="fieldPath">Such as <c>spec.containers[0].image</c> or <c>metadata.labels[app]</c>; brackets hold an index or a key.</param>
    /// <returns>The key of the field, or of the nearest ancestor that is written.</returns>
    public static SourcePosition Locate(SourceNode root, string fieldPath)
    {
        var (node, position) = (root, root.Position);
        foreach (var step in Steps(fieldPath))
        {
            switch (node)
            {
                case SourceNode.Mapping mapping when mapping.Find(step) is { } entry:
                    (node, position) = (entry.Value, entry.KeyPosition);
                    break;
                case SourceNode.Sequence sequence when int.TryParse(step, NumberStyles.None, CultureInfo.InvariantCulture, out var i) && i < sequence.Items.Length:
                    (node, position) = (sequence.Items[i], sequence.Items[i].Position);
                    break;
                default:
                    return position;
            }
        }

        return position;
    }

    private static IEnumerable<string> Steps(string path)
    {
        var start = 0;
        while (start < path.Length)
        {
            if (path[start] == '.')
            {
                start++;
            }
            else if (path[start] == '[')
            {
                var close = path.IndexOf(']', start);
                close = close < 0 ? path.Length : close;
                yield return path[(start + 1)..close];
                start = close + 1;
            }
            else
            {
                var end = path.AsSpan(start).IndexOfAny('.', '[');
                end = end < 0 ? path.Length : start + end;
                yield return path[start..end];
                start = end;
            }
        }
    }
}
