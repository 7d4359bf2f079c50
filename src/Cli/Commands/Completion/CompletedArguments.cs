namespace LocalPods.Cli.Commands.Completion;

/// <summary>What the arguments of a verb are, for shell completion.</summary>
internal enum CompletedArguments
{
    /// <summary>Nothing that could be listed.</summary>
    None,

    /// <summary><c>TYPE</c>, <c>TYPE NAME...</c> or <c>TYPE/NAME...</c>.</summary>
    Objects,

    /// <summary>A pod.</summary>
    Pod,

    /// <summary>A pod, then one of its containers.</summary>
    PodAndContainer,

    /// <summary>A shell that there is a completion script for.</summary>
    Shell,

    /// <summary>A verb.</summary>
    Verb,

    /// <summary>A service account.</summary>
    ServiceAccounts,

    /// <summary>A type.</summary>
    Type,

    /// <summary>What may be done, then a type.</summary>
    Access,

    /// <summary>Contexts of the kubeconfig.</summary>
    Contexts,

    /// <summary>Clusters of the kubeconfig.</summary>
    Clusters,

    /// <summary>Users of the kubeconfig.</summary>
    Users,
}
