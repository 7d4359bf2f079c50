namespace LocalPods.Cli.Output;

/// <summary>A column the server's table has.</summary>
/// <param name="Name">Its heading before it is written in capitals.</param>
/// <param name="Priority">Zero is always shown, higher only with <c>-o wide</c>.</param>
internal sealed record TableColumn(string Name, int Priority);
