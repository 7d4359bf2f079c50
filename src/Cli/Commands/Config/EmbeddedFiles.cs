using System.Text.Json.Nodes;

namespace LocalPods.Cli.Commands.Config;

/// <summary>Files that entries of kubeconfigs name, or hold.</summary>
internal static class EmbeddedFiles
{
    /// <summary>Sets what a flag with a path says.</summary>
    /// <param name="holds">A cluster or a user.</param>
    /// <param name="flags">Have <paramref name="name"/> and <c>embed-certs</c>.</param>
    /// <param name="name">Of the flag and of the field.</param>
    public static void Set(JsonObject holds, ParsedFlags flags, string name)
    {
        if (!flags.Given(name))
        {
            return;
        }

        var path = flags.Text(name);
        holds.Remove(name);
        holds.Remove(name + "-data");
        if (flags.On("embed-certs"))
        {
            holds[name + "-data"] = Convert.ToBase64String(Read(name, path));
        }
        else if (path.Length > 0)
        {
            holds[name] = Path.GetFullPath(path);
        }
    }

    private static byte[] Read(string name, string path) =>
        File.Exists(path) ? File.ReadAllBytes(path) : throw CommandException.Error($"could not stat {name} file {path}: stat {path}: no such file or directory");
}
