using System.Collections.Immutable;

namespace LocalPods.Api.Serialization;

/// <summary>What an object says it is, and how far that is known.</summary>
/// <param name="Known">The kind to check the rest by: the one named, or the one most likely meant. Null when nothing can be said.</param>
/// <param name="Faults">What is wrong with kind and apiVersion.</param>
/// <param name="Misspelled">Keys that stand for kind or apiVersion and are reported here.</param>
internal sealed record ObjectHeader(KnownKind? Known, ImmutableArray<Fault> Faults, ImmutableArray<string> Misspelled)
{
    /// <summary>Reads kind and apiVersion.</summary>
    /// <param name="root">The object.</param>
    /// <param name="kinds">What is known.</param>
    /// <param name="fallback">Kind and apiVersion of items of a typed list, which need not say them.</param>
    public static ObjectHeader Read(SourceNode.Mapping root, KindRegistry kinds, (string ApiVersion, string Kind)? fallback)
    {
        var faults = ImmutableArray.CreateBuilder<Fault>();
        var misspelled = ImmutableArray.CreateBuilder<string>();
        var version = Word("apiVersion", FaultKind.MissingApiVersion, fallback?.ApiVersion, "v1");
        var kind = Word("kind", FaultKind.MissingKind, fallback?.Kind, "Pod");
        var known = kind is null ? null : Resolve(version, kind, root, kinds, faults);
        return new ObjectHeader(known, faults.DrainToImmutable(), misspelled.DrainToImmutable());

        string? Word(string field, FaultKind missing, string? otherwise, string example)
        {
            if (root.Find(field) is { Value: SourceNode.Scalar scalar } && scalar.Kind == ScalarKind.String && scalar.Text.Length > 0)
            {
                return scalar.Text;
            }

            if (root.Find(field) is { Value: not SourceNode.Scalar { Kind: ScalarKind.Null or ScalarKind.String } } wrong)
            {
                faults.Add(WrongType.Find(wrong.Value, TypeShape.For(ApiJson.TypeInfo<string>()), FieldPath.Root.Field(field), null)!);
                misspelled.Add(field);
                return null;
            }

            if (otherwise is not null)
            {
                return otherwise;
            }

            var near = root.Entries.FirstOrDefault(entry => EditDistance.Closest(entry.Key, [field], within: 2) is not null && entry.Key != field);
            faults.Add(near is null
                ? new Fault(missing, root.Find(field)?.KeyPosition ?? root.Position, $"{field} is missing; every object says what it is, such as {field}: {example}") { FieldPath = field }
                : new Fault(missing, near.KeyPosition, $"{field} is missing; did you mean \"{field}\" by \"{near.Key}\"?") { FieldPath = field, Suggestion = field });
            if (near is not null)
            {
                misspelled.Add(near.Key);
            }

            return near?.Value is SourceNode.Scalar { Kind: ScalarKind.String } text ? text.Text : null;
        }
    }

    private static KnownKind? Resolve(string? version, string kind, SourceNode.Mapping root, KindRegistry kinds, ImmutableArray<Fault>.Builder faults)
    {
        if (version is null)
        {
            return kinds.FindKind(kind) ?? kinds.Guess("", kind);
        }

        if (kinds.Find(version, kind) is { } exact)
        {
            return exact;
        }

        var ofKind = kinds.FindKind(kind);
        if (ofKind is not null)
        {
            faults.Add(At("apiVersion", FaultKind.UnknownApiVersion, kinds.HasVersion(version)
                ? $"{kind} is not in apiVersion \"{version}\"; it is in \"{ofKind.ApiVersion}\""
                : $"unknown apiVersion \"{version}\" for {kind}; did you mean \"{ofKind.ApiVersion}\"?", ofKind.ApiVersion));
            return ofKind;
        }

        var guess = kinds.Guess(version, kind);
        if (!kinds.HasVersion(version))
        {
            var near = guess?.ApiVersion ?? kinds.GuessVersion(version);
            faults.Add(At("apiVersion", FaultKind.UnknownApiVersion, $"unknown apiVersion \"{version}\"" + (near is null ? "" : $"; did you mean \"{near}\"?"), near));
        }

        faults.Add(At("kind", FaultKind.UnknownKind, $"unknown kind \"{kind}\" in apiVersion \"{version}\"" + (guess is null ? "" : $"; did you mean \"{guess.Kind}\"?"), guess?.Kind));
        return guess;

        Fault At(string field, FaultKind fault, string message, string? suggestion)
        {
            var value = root.Find(field)?.Value as SourceNode.Scalar;
            return new Fault(fault, value?.Position ?? root.Position, message)
            {
                FieldPath = field,
                Suggestion = suggestion,
            };
        }
    }
}
