namespace LocalPods.Cli.Commands.Create;

/// <summary>The verbs of <c>create</c> that make one object from flags, in the order help lists them.</summary>
internal static class Generators
{
    public static IReadOnlyList<Command> All { get; } =
    [
        new ClusterRoleGenerator().Definition,
        new RoleBindingGenerator(wide: true).Definition,
        new ConfigMapGenerator().Definition,
        new NamespaceGenerator().Definition,
        new PriorityClassGenerator().Definition,
        new QuotaGenerator().Definition,
        new RoleGenerator().Definition,
        new RoleBindingGenerator(wide: false).Definition,
        SecretGenerator.Parent,
        ServiceGenerator.Parent,
        new ServiceAccountGenerator().Definition,
        TokenCommand.Definition,
    ];
}
