using LocalPods.Orchestrator.History;

namespace LocalPods.TestKit;

/// <summary>Records of pods in memory. They outlive the agent that writes them.</summary>
public sealed class MemoryRecordFiles : IRecordFiles
{
    private readonly Dictionary<string, byte[]> _texts = new(StringComparer.Ordinal);

    /// <summary>Makes the next so many writes fail after half their bytes.</summary>
    public int FailNext { get; set; }

    public int Appends { get; private set; }

    public int Replacements { get; private set; }

    public byte[]? Read(string podUid) => _texts.GetValueOrDefault(podUid);

    public void Append(string podUid, ReadOnlySpan<byte> lines)
    {
        Appends++;
        var torn = FailNext > 0;
        _texts[podUid] = [.. _texts.GetValueOrDefault(podUid, []), .. torn ? lines[..(lines.Length / 2)] : lines];
        Fail();
    }

    public void Replace(string podUid, ReadOnlySpan<byte> lines)
    {
        Replacements++;
        Fail();
        _texts[podUid] = lines.ToArray();
    }

    public void Write(string podUid, string text) => _texts[podUid] = System.Text.Encoding.UTF8.GetBytes(text);

    public string TextOf(string podUid) => System.Text.Encoding.UTF8.GetString(_texts.GetValueOrDefault(podUid, []));

    private void Fail()
    {
        if (FailNext > 0)
        {
            FailNext--;
            throw new IOException("injected");
        }
    }
}
