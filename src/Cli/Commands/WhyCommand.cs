using System.Text.Json;
using LocalPods.Cli.Client;
using LocalPods.Cli.Commands.Completion;
using LocalPods.Cli.Output;
using LocalPods.Cli.Terminal;

namespace LocalPods.Cli.Commands;

/// <summary><c>localpods why</c>.</summary>
internal static class WhyCommand
{
    public static Command Definition { get; } = new("why", "Explain why a pod is not Ready")
    {
        Usage = "why (POD | pod/POD) [-o json|yaml] [flags]",
        Description = """
            Explain why a pod is not Ready: one chain from there to the root cause, each step with the fact that proves it, and
            the likely fix.

             The cause has a code that stays the same from version to version, for programs. The exit code is 0 when the pod is
            Ready, 2 when it is not, and 1 when the pod could not be asked about. What could not be found out is said.
            """,
        Examples = """
              # Why is it not Ready?
              localpods why web

              # The code of the root cause
              localpods why web -o json | jq -r .cause.code
            """,
        Flags = [Flag.Text("output", "Output format: json or yaml", 'o') with { Values = ["json", "yaml"] }],
        Completes = CompletedArguments.Pod,
        Run = Run,
    };

    private static int Run(Invocation invocation)
    {
        if (invocation.Arguments is not [var word])
        {
            throw new UsageException("expected 'why (POD | pod/POD)'.\nPOD is a required argument for the why command") { Understood = true };
        }

        var format = ObjectFormat.Read(invocation.Flags.Text("output"));
        var name = word.Contains('/', StringComparison.Ordinal)
            ? PodTarget.Find(invocation.Api, invocation.Namespace, word).Field("metadata").Text("name")
            : word;
        var explanation = JsonElement.Parse(invocation.Api.Get($"/localpods/namespaces/{UrlText.Escape(invocation.Namespace)}/pods/{UrlText.Escape(name)}/why"));
        var paint = Paint.For(invocation.Environment.IsOutputTerminal(), invocation.Environment.Variable);
        invocation.Out.Write(format is ObjectFormat.Table ? new ExplanationText(explanation, invocation.Environment.Clock, paint).Write() : format.Print(explanation));
        return explanation.Field("ready").ValueKind == JsonValueKind.True ? ExitCode.Success : ExitCode.NotReady;
    }
}
