namespace LocalPods.Api.Serialization;

/// <summary>
/// Catches the pod's <c>restartPolicy</c> written one level too deep. Under a regular container the field is legal (Kubernetes 1.35) and
/// rules that container alone, so nothing would complain, and the pod would restart by another policy than its author thinks. Who means
/// it also sets the pod's own policy or gives restart rules; anything else is taken for the slip.
/// </summary>
internal static class ContainerRestartPolicy
{
    private const string Field = "restartPolicy";

    public static IEnumerable<Fault> Check(SourceNode.Mapping podSpec, FieldPath path)
    {
        if (podSpec.Find(Field) is not null || podSpec.Find("containers")?.Value is not SourceNode.Sequence containers)
        {
            yield break;
        }

        var right = path.Field(Field).ToString();
        for (var i = 0; i < containers.Items.Length; i++)
        {
            if (containers.Items[i] is SourceNode.Mapping container
                && container.Find(Field) is { Value: SourceNode.Scalar { Kind: ScalarKind.String } } entry
                && container.Find("restartPolicyRules") is null)
            {
                yield return new Fault(
                    FaultKind.MisplacedField,
                    entry.KeyPosition,
                    $"{Field} under a container rules that container alone, and the pod has none; it belongs in PodSpec ({right}), or set that too if both are meant")
                {
                    FieldPath = path.Field("containers").Item(i).Field(Field).ToString(),
                    Suggestion = right,
                };
            }
        }
    }
}
