using System.ComponentModel;
using System.Diagnostics;
using System.Text;
using System.Text.Json;
using LocalPods.Api.Images;
using LocalPods.Runtime.Docker.Engine.Wire;

namespace LocalPods.Runtime.Docker.Images;

/// <summary>
/// Asks a credential helper, a program <c>docker-credential-…</c> on the PATH, in the protocol of docker-credential-helpers: <c>get</c>,
/// the server on stdin, JSON on stdout. What it says is never repeated, since it may hold secrets.
/// </summary>
/// <param name="clock">All time.</param>
internal sealed class LoginHelper(TimeProvider clock)
{
    /// <summary>Some ask a person or a server far away; but a pull must not hang on one.</summary>
    public static readonly TimeSpan Deadline = TimeSpan.FromSeconds(20);

    /// <summary>What a helper says when it has nothing for a server.</summary>
    private const string NotFound = "credentials not found";

    /// <summary>The user name that says that the secret is a token.</summary>
    private const string TokenUser = "<token>";

    private const int LongestAnswer = 64 * 1024;

    /// <summary>Asks for the credentials of one server.</summary>
    /// <param name="name">Of the helper, without <c>docker-credential-</c>.</param>
    /// <param name="server">As the docker command calls the registry.</param>
    /// <param name="cancellationToken">Ends the program.</param>
    /// <returns>The credentials, null when it has none; and what went wrong, null when nothing did.</returns>
    public async Task<(RegistryCredentials? Credentials, string? Problem)> AskAsync(string name, string server, CancellationToken cancellationToken)
    {
        var program = $"docker-credential-{name}";
        if (name.Any(c => !char.IsAsciiLetterOrDigit(c) && c is not ('-' or '_' or '.')))
        {
            return (null, $"\"{program}\" is no name of a credential helper");
        }

        using var limit = new CancellationTokenSource(Deadline, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token);
        Process? process = null;
        try
        {
            process = Process.Start(new ProcessStartInfo(program, ["get"])
            {
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            })!;
            var errors = process.StandardError.BaseStream.CopyToAsync(Stream.Null, either.Token);
            await TellAsync(process.StandardInput, server, either.Token);
            var buffer = new byte[LongestAnswer];
            var length = await process.StandardOutput.BaseStream.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, either.Token);
            await errors;
            await process.WaitForExitAsync(either.Token);
            return Read(program, server, process.ExitCode, buffer.AsSpan(0, length));
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return (null, $"{program} did not answer within {Deadline.TotalSeconds:0} s");
        }
        catch (Win32Exception)
        {
            return (null, $"{program} cannot be run: it is not on the PATH of the daemon, or no program");
        }
        finally
        {
            End(process);
        }
    }

    // One that ends without asking what for says why in its answer.
    private static async Task TellAsync(StreamWriter input, string server, CancellationToken cancellationToken)
    {
        try
        {
            await using (input)
            {
                await input.WriteAsync(server.AsMemory(), cancellationToken);
            }
        }
        catch (IOException)
        {
            // told by its exit code
        }
    }

    private static (RegistryCredentials?, string?) Read(string program, string server, int exitCode, ReadOnlySpan<byte> answer)
    {
        if (exitCode != 0)
        {
            return Encoding.UTF8.GetString(answer).Contains(NotFound, StringComparison.OrdinalIgnoreCase)
                ? (null, null)
                : (null, $"{program} failed with exit code {exitCode}");
        }

        try
        {
            if (JsonSerializer.Deserialize(answer, EngineJson.Default.HelperAnswer) is not { Secret.Length: > 0 } found)
            {
                return (null, null);
            }

            return (found.Username == TokenUser
                ? new RegistryCredentials(server, "", "") { IdentityToken = found.Secret, Source = program }
                : new RegistryCredentials(server, found.Username, found.Secret) { Source = program }, null);
        }
        catch (JsonException)
        {
            return (null, $"{program} answered with something that is no JSON");
        }
    }

    private static void End(Process? process)
    {
        using (process)
        {
            if (process is { HasExited: false })
            {
                process.Kill(entireProcessTree: true);
            }
        }
    }
}
