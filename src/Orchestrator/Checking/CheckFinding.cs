namespace LocalPods.Orchestrator.Checking;

/// <summary>One thing that is wrong with a manifest.</summary>
/// <param name="Object">Which of the objects, from 0.</param>
/// <param name="Field">Where in it: <c>spec.containers[0].image</c>; empty for the object as a whole.</param>
/// <param name="Severity">How bad it is.</param>
/// <param name="Code">For programs.</param>
/// <param name="Says">What is wrong, in one sentence.</param>
/// <param name="Fix">What to do about it; empty where the sentence says it.</param>
public sealed record CheckFinding(int Object, string Field, CheckSeverity Severity, CheckCode Code, string Says, string Fix);
