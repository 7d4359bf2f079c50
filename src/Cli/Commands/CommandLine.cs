using LocalPods.Cli.Client;
using LocalPods.Cli.Terminal;

namespace LocalPods.Cli.Commands;

/// <summary>Runs one command line: finds the verb, reads its flags, runs it, and turns failures into text and exit codes.</summary>
internal static class CommandLine
{
    public static int Run(CliEnvironment environment, string[] words)
    {
        string? verb = null;
        try
        {
            return Dispatch(environment, words, out verb);
        }
        catch (ApiFailure failure)
        {
            environment.Out.Flush();
            environment.Error.Write(failure.Explanation);
            return ExitCode.Failure;
        }
        catch (CommandException failure)
        {
            environment.Out.Flush();
            if (failure.Message.Length > 0)
            {
                environment.Error.WriteLine(failure.Message);
            }

            if (failure is UsageException usage)
            {
                environment.Error.WriteLine(usage.Pointer(verb));
            }

            return failure.ExitCode;
        }
        catch (IOException failure) when (failure.HResult == TerminalCalls.Epipe)
        {
            return ExitCode.BrokenPipe; // `localpods get pods -w | head`: nobody is left to tell
        }
        catch (UnreachableServerException failure)
        {
            environment.Out.Flush();
            environment.Error.WriteLine(failure.Message);
            return ExitCode.Failure;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            environment.Error.WriteLine("error: " + failure.Message);
            return ExitCode.Failure;
        }
        finally
        {
            Flush(environment.Out);
        }
    }

    private static int Dispatch(CliEnvironment environment, string[] words, out string? verb)
    {
        verb = null;
        var at = VerbIndex(words, GlobalFlags.All);
        if (at < 0)
        {
            var (rootFlags, _, _) = ArgumentReader.Read(GlobalFlags.All, words);
            HelpText.WriteRoot(environment.Out);
            return rootFlags.On("help") || words.Length == 0 ? ExitCode.Success : ExitCode.Failure;
        }

        if (words[at] == "help")
        {
            return Help(environment, words.AsSpan(at + 1));
        }

        var command = CommandTree.Find(words[at]) ?? throw Unknown(words[at]);
        verb = command.Name;
        var rest = new string[words.Length - 1];
        Array.Copy(words, rest, at);
        Array.Copy(words, at + 1, rest, at, rest.Length - at);
        if (command.Name == CompleteCommand.Verb)
        {
            return CompleteCommand.Complete(environment, rest.AsSpan(at));
        }

        // A verb may have verbs of its own, which come before its other arguments.
        while (command.Children.Count > 0 && VerbIndex(rest, [.. command.Flags, .. GlobalFlags.All]) is >= 0 and var next && command.Child(rest[next]) is { } child)
        {
            command = child;
            verb = command.Name;
            rest = [.. rest[..next], .. rest[(next + 1)..]];
        }

        var (flags, arguments, dash) = ArgumentReader.Read([.. command.Flags, .. GlobalFlags.All], rest);
        if (flags.On("help"))
        {
            HelpText.Write(environment.Out, command);
            return ExitCode.Success;
        }

        if (command.OnThisMachine && GlobalFlags.Redirecting(command, flags) is { } elsewhere)
        {
            throw new UsageException($"{command.Name} is about an instance of LocalPods on this machine; --{elsewhere.Name} cannot be used with it") { Understood = true };
        }

        if (command.Has("kustomize") && flags.Given("kustomize"))
        {
            throw CommandException.Error($"localpods has no kustomize built in; use: kubectl kustomize {flags.Text("kustomize")} | localpods {command.Name} -f -");
        }

        using var invocation = new Invocation(command, environment, flags, arguments, dash);
        return command.Run(invocation);
    }

    private static int Help(CliEnvironment environment, ReadOnlySpan<string> words)
    {
        if (words.IsEmpty)
        {
            HelpText.WriteRoot(environment.Out);
        }
        else
        {
            var command = CommandTree.Find(words[0]) ?? throw Unknown(words[0]);
            foreach (var word in words[1..])
            {
                command = command.Child(word) ?? throw new UsageException($"unknown command \"{word}\" for \"localpods {command.Name}\"");
            }

            HelpText.Write(environment.Out, command);
        }

        return ExitCode.Success;
    }

    /// <summary>The first word that is neither a flag nor the value of one.</summary>
    private static int VerbIndex(string[] words, IReadOnlyList<Flag> known)
    {
        for (var i = 0; i < words.Length; i++)
        {
            var word = words[i];
            if (IsFlagBeforeItsValue(word, known))
            {
                i++;
            }
            else if (word == "--")
            {
                return -1;
            }
            else if (!word.StartsWith('-'))
            {
                return i;
            }
        }

        return -1;
    }

    private static bool IsFlagBeforeItsValue(string word, IReadOnlyList<Flag> known)
    {
        if (word.Length < 2 || word[0] != '-')
        {
            return false;
        }

        foreach (var flag in known)
        {
            if (flag.TakesNextWord && (word.Length == 2 ? word[1] == flag.Letter && flag.Letter != '\0' : word.AsSpan(2).SequenceEqual(flag.Name) && word[1] == '-'))
            {
                return true;
            }
        }

        return false;
    }

    private static UsageException Unknown(string verb)
    {
        var near = Suggestion.Near(verb, CommandTree.Verbs).ToList();
        var hint = near.Count == 0 ? "" : "\n\nDid you mean this?\n" + string.Concat(near.Select(n => $"\t{n}\n"));
        return new UsageException($"unknown command \"{verb}\" for \"localpods\"{hint}");
    }

    private static void Flush(TextWriter output)
    {
        try
        {
            output.Flush();
        }
        catch (IOException)
        {
            // The reader went away (`localpods get pods | head`): nobody is left to tell.
        }
    }
}
