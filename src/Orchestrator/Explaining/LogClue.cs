namespace LocalPods.Orchestrator.Explaining;

/// <summary>What a line of a log gives away.</summary>
/// <param name="Code">The root cause.</param>
/// <param name="Link">Its link, with the line as proof.</param>
/// <param name="Fix">What will likely mend it.</param>
internal sealed record LogClue(CauseCode Code, Link Link, string Fix);
