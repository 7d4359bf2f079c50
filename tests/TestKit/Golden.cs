using System.Runtime.CompilerServices;
using Xunit;

namespace LocalPods.TestKit;

/// <summary>Compares text with a file kept beside the test; LOCALPODS_UPDATE_GOLDEN=1 rewrites the file instead.</summary>
public static class Golden
{
    public static void Check(string name, string actual, [CallerFilePath] string testFile = "")
    {
        var path = Path.Combine(Path.GetDirectoryName(testFile)!, "Golden", name + ".txt");
        if (Environment.GetEnvironmentVariable("LOCALPODS_UPDATE_GOLDEN") == "1")
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, actual);
            return;
        }

        Assert.True(File.Exists(path), $"no golden file {path}; this is what it would hold:\n{actual}");
        Assert.Equal(File.ReadAllText(path), actual, ignoreLineEndingDifferences: true);
    }
}
