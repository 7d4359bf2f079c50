using LocalPods.Api.Serialization;
using LocalPods.Cli.Client;
using LocalPods.Cli.Commands;
using LocalPods.Cli.Terminal;

namespace LocalPods.Cli.Apply;

/// <summary>Reads the objects that <c>-f</c> names, all of them before any is used.</summary>
internal static class ManifestObjects
{
    /// <summary>What forbids even to name the object; everything else only matters to whoever sends it.</summary>
    private static bool HidesTheObject(Fault fault) => fault.Kind is FaultKind.Syntax or FaultKind.Limit or FaultKind.MissingKind
        or FaultKind.MissingApiVersion or FaultKind.UnknownKind or FaultKind.UnknownApiVersion;

    /// <summary>Every object, ready to be sent.</summary>
    /// <exception cref="CommandException">Something is wrong with one of them; all faults were printed.</exception>
    public static List<AppliedObject> ForSending(Invocation invocation, FieldValidation validation) => Read(invocation, validation, _ => true);

    /// <summary>Every object, to be named only: faults in their fields do not matter.</summary>
    public static List<AppliedObject> ForNaming(Invocation invocation) => Read(invocation, FieldValidation.Ignore, HidesTheObject);

    /// <summary>The objects as if they had been named on the command line.</summary>
    public static IReadOnlyList<ResourceSelection> Selections(Invocation invocation) =>
        [.. ForNaming(invocation).GroupBy(o => o.Type).Select(g => new ResourceSelection(g.Key, [.. g.Select(o => o.Name)]))];

    private static List<AppliedObject> Read(Invocation invocation, FieldValidation validation, Func<Fault, bool> matters)
    {
        var options = new ManifestOptions { Validation = validation };
        var objects = new List<(string Source, ManifestObject Object)>();
        var faults = new List<Fault>();
        foreach (var (name, bytes) in ManifestFiles.Read(invocation.Flags.Texts("filename"), invocation.Flags.On("recursive"), invocation.Environment.OpenInput))
        {
            var manifest = ManifestReader.Read(name, bytes, options);
            objects.AddRange(manifest.Objects.Select(o => (name, o)));
            faults.AddRange(manifest.Faults.Where(f => f.Kind != FaultKind.Empty && matters(f)));
        }

        var seen = faults.Select(f => f.Position).ToHashSet();
        faults.AddRange(DuplicateObjects.Find(objects.Select(o => o.Object)).Where(f => matters(f) && !seen.Contains(f.Position)));
        invocation.Error.Write(FaultPrinter.Print(
            faults, (severity, words) => invocation.ErrorColours.Paint(severity == FaultSeverity.Error ? Tone.Bad : Tone.Caution, words)));
        if (faults.Exists(f => f.Severity == FaultSeverity.Error))
        {
            throw new CommandException("");
        }

        return objects.ConvertAll(o => Place(invocation, o.Source, o.Object));
    }

    private static AppliedObject Place(Invocation invocation, string source, ManifestObject item)
    {
        var type = ResourceCatalog.OfKind(item.ApiVersion, item.Kind, () => invocation.Api)
            ?? throw CommandException.Error(
                $"resource mapping not found for name: \"{item.Name}\" namespace: \"{item.Namespace}\" from \"{source}\": no matches for kind \"{item.Kind}\" in version \"{item.ApiVersion}\"");
        if (!type.Namespaced)
        {
            return new AppliedObject(source, item, type, null);
        }

        var wanted = invocation.Namespace;
        if (item.Namespace is { Length: > 0 } own && own != wanted && invocation.Flags.Given("namespace"))
        {
            throw CommandException.Error(
                $"the namespace from the provided object \"{own}\" does not match the namespace \"{wanted}\". You must pass '--namespace={own}' to perform this operation.");
        }

        return new AppliedObject(source, item, type, item.Namespace is { Length: > 0 } written ? written : wanted);
    }
}
