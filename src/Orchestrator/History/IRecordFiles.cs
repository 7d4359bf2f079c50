namespace LocalPods.Orchestrator.History;

/// <summary>Where the records of pods outlive the daemon: one text a pod, of whole lines. May be called from any thread, never at once for one pod.</summary>
internal interface IRecordFiles
{
    /// <summary>All that was written of a pod; null when nothing was.</summary>
    /// <exception cref="IOException">It could not be read.</exception>
    byte[]? Read(string podUid);

    /// <exception cref="IOException">It could not be written, or only in part.</exception>
    void Append(string podUid, ReadOnlySpan<byte> lines);

    /// <summary>Puts these lines in the place of all that was written.</summary>
    /// <exception cref="IOException">It could not be written; what was there is still there.</exception>
    void Replace(string podUid, ReadOnlySpan<byte> lines);
}
