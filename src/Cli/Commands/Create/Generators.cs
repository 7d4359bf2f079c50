namespace LocalPods.Cli.Commands.Create;

/// <summary>The verbs of <c>create</c> that make one object from flags, in the order help lists them.</summary>
internal static class Generators
{
    public static IReadOnlyList<Command> All { get; } =
    [
        new ConfigMapGenerator().Definition,
        new NamespaceGenerator().Definition,
        new PriorityClassGenerator().Definition,
        new QuotaGenerator().Definition,
        SecretGenerator.Parent,
        ServiceGenerator.Parent,
    ];
}
