using LocalPods.Orchestrator.Explaining;

namespace LocalPods.Orchestrator.Checking;

/// <summary>Whether images have the programs that containers, probes and hooks run. Pure.</summary>
internal static class ProgramChecks
{
    public static IEnumerable<CheckFinding> Of(CheckEvidence evidence, CheckedObject at)
    {
        foreach (var place in ContainerPlace.AllOf(at.Pod!))
        {
            if (evidence.Images.GetValueOrDefault(place.Container.Image ?? "") is not { Present: { } image, Programs: { } programs })
            {
                continue;
            }

            foreach (var use in ProgramUse.Of(place.Container, place.Path))
            {
                var files = use.Candidates(place.Container, image);
                if (!files.IsEmpty && !files.Any(programs.Contains))
                {
                    var who = use.Code == CheckCode.CommandNotFound ? place.Title : $"the {use.Use} of {place.Title}";
                    yield return new CheckFinding(
                        at.Index, use.Field, CheckSeverity.Error, use.Code,
                        $"{who} runs \"{use.Program}\", and there is no such program in image {place.Container.Image}",
                        "use a program that the image has, or an image that has this one");
                }
            }
        }
    }
}
