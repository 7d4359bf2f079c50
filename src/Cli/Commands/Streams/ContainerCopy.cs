using System.Formats.Tar;
using System.IO.Pipelines;
using System.Text;
using LocalPods.Cli.Client;

namespace LocalPods.Cli.Commands.Streams;

/// <summary>Copies by a tar in the container. What is on its way is bounded by a pipe: memory does not grow with the files.</summary>
internal sealed class ContainerCopy(Invocation invocation, string ns, string pod, string container)
{
    private const UnixFileMode Permissions = (UnixFileMode)0x1FF; // rwxrwxrwx
    private const int LongestComplaint = 4096;

    /// <summary>How much may be on its way, and in what pieces: less, and the two sides wake each other all the time.</summary>
    private static readonly PipeOptions s_underway = new(pauseWriterThreshold: 512 * 1024, resumeWriterThreshold: 256 * 1024, minimumSegmentSize: 64 * 1024, useSynchronizationContext: false);

    /// <summary>Copies a file or folder of this machine.</summary>
    public void Into(string source, string destination)
    {
        if (!Path.Exists(source))
        {
            throw CommandException.Error($"{source} doesn't exist in local filesystem");
        }

        var target = destination.Length > 1 ? destination.TrimEnd('/') : destination;
        var (isFolder, _) = Exec(["test", "-d", target], null, Stream.Null);
        var name = Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(source)));
        var whole = isFolder == 0 ? target.TrimEnd('/') + "/" + name : target;
        var slash = whole.LastIndexOf('/');
        var pipe = new Pipe(s_underway);
        Exception? failed = null;
        var writer = new Thread(() =>
        {
            try
            {
                using var tar = new TarWriter(pipe.Writer.AsStream(), TarEntryFormat.Pax);
                Add(tar, source, whole[(slash + 1)..]);
            }
            catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or InvalidOperationException)
            {
                failed = failure;
            }
            finally
            {
                pipe.Writer.Complete();
            }
        }) { IsBackground = true, Name = "tar" };
        writer.Start();
        string[] folder = slash > 0 ? ["-C", whole[..slash]] : slash == 0 ? ["-C", "/"] : [];
        var (code, complaint) = Exec(["tar", "-xmf", "-", .. folder], pipe.Reader.AsStream(), Stream.Null);
        pipe.Reader.Complete();
        Judge(code, complaint);
        writer.Join();
        if (failed is not null)
        {
            throw CommandException.Error($"{source}: {failed.Message}");
        }
    }

    /// <summary>Copies a file or folder of the container.</summary>
    public void OutOf(string source, string destination)
    {
        var name = source.TrimEnd('/').Split('/')[^1];
        var target = Path.GetFullPath(Directory.Exists(destination) && name.Length > 0 ? Path.Combine(destination, name) : destination);
        var pipe = new Pipe(s_underway);
        Exception? failed = null;
        var reader = new Thread(() =>
        {
            try
            {
                Extract(pipe.Reader.AsStream(), source.TrimStart('/').TrimEnd('/'), target);
            }
            catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or InvalidOperationException or CommandException)
            {
                failed = failure;
            }
            finally
            {
                pipe.Reader.Complete();
            }
        }) { IsBackground = true, Name = "tar" };
        reader.Start();
        var (code, complaint) = Exec(["tar", "cf", "-", source], null, pipe.Writer.AsStream());
        pipe.Writer.Complete();
        reader.Join();
        Judge(code, complaint);
        if (failed is not null)
        {
            throw failed as CommandException ?? CommandException.Error(failed.Message);
        }
    }

    private static void Add(TarWriter tar, string path, string name)
    {
        tar.WriteEntry(path, name);
        if (new FileInfo(path).LinkTarget is null && Directory.Exists(path))
        {
            foreach (var entry in Directory.EnumerateFileSystemEntries(path).Order(StringComparer.Ordinal))
            {
                Add(tar, entry, $"{name}/{Path.GetFileName(entry)}");
            }
        }
    }

    private void Extract(Stream archive, string prefix, string target)
    {
        using var tar = new TarReader(archive);
        while (tar.GetNextEntry() is { } entry)
        {
            var name = entry.Name.TrimStart('/').TrimEnd('/');
            if (!name.StartsWith(prefix, StringComparison.Ordinal))
            {
                throw CommandException.Error($"tar contents corrupted: {entry.Name} is not below {prefix}");
            }

            var path = Path.GetFullPath(target + "/" + name[prefix.Length..]).TrimEnd('/');
            if (path != target && !path.StartsWith(target + "/", StringComparison.Ordinal))
            {
                invocation.Error.WriteLine($"warning: file \"{entry.Name}\" is outside target destination, skipping");
                continue;
            }

            switch (entry.EntryType)
            {
                case TarEntryType.Directory:
                    Directory.CreateDirectory(path);
                    break;
                case TarEntryType.RegularFile or TarEntryType.V7RegularFile or TarEntryType.ContiguousFile:
                    Write(entry, path);
                    break;
                case TarEntryType.SymbolicLink:
                    invocation.Error.WriteLine($"warning: skipping symlink: \"{path}\" -> \"{entry.LinkName}\" (consider using \"localpods exec -n \"{ns}\" \"{pod}\" -- tar cf - \"{entry.Name}\" | tar xf -\")");
                    break;
                default:
                    invocation.Error.WriteLine($"warning: skipping \"{path}\": it is neither a file nor a folder");
                    break;
            }
        }
    }

    private static void Write(TarEntry entry, string path)
    {
        // Never through a link that is there already: it could lead out of the destination.
        if (new FileInfo(path).LinkTarget is not null)
        {
            File.Delete(path);
        }

        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        using (var file = File.Create(path))
        {
            entry.DataStream?.CopyTo(file);
        }

        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, entry.Mode & Permissions);
        }
    }

    /// <summary>Runs a program of the container.</summary>
    /// <returns>Its exit code, and the beginning of what it wrote to stderr or why it could not run.</returns>
    private (int Code, string Complaint) Exec(string[] command, Stream? input, Stream output)
    {
        using var complaint = new Beginning();
        try
        {
            using var session = ExecSession.Start(invocation.Api, new ExecRequest(ns, pod, container, command) { Stdin = input is not null });
            if (input is not null)
            {
                new Thread(() => Ignoring(() => session.SendInput(input))) { IsBackground = true, Name = "stdin" }.Start();
            }

            var code = session.ReceiveAsync(output, complaint, CancellationToken.None).GetAwaiter().GetResult();
            return (code, complaint.Text);
        }
        catch (CommandException failure)
        {
            return (ExitCode.Failure, failure.Message);
        }
    }

    private void Judge(int code, string complaint)
    {
        if (code is 126 or 127 || complaint.Contains("executable file not found", StringComparison.Ordinal))
        {
            throw CommandException.Error($"container {container} of pod {pod} has no tar, which cp needs in it; add it to the image, or copy through a debugging container that has one");
        }

        if (code != ExitCode.Success)
        {
            throw new CommandException($"{complaint.TrimEnd()}\nerror: command terminated with exit code {code}".TrimStart());
        }
    }

    private static void Ignoring(Action send)
    {
        try
        {
            send();
        }
        catch (Exception over) when (over is IOException or System.Net.WebSockets.WebSocketException or ObjectDisposedException or InvalidOperationException)
        {
            // The program has ended; how it did is told by the other side.
        }
    }

    /// <summary>Keeps the beginning of what is written to it.</summary>
    private sealed class Beginning : MemoryStream
    {
        public string Text => Encoding.UTF8.GetString(ToArray());

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            Write(buffer.Span[..(int)Math.Min(buffer.Length, Math.Max(0, LongestComplaint - Length))]);
            return ValueTask.CompletedTask;
        }
    }
}
