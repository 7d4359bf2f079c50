using System.Collections.Immutable;
using System.Text.Json;
using LocalPods.Api.Core;
using LocalPods.Api.Names;

namespace LocalPods.Api.Validation;

/// <summary>The rules for secrets. No fault shows anything of the content.</summary>
public static class SecretValidation
{
    /// <summary>Stands in messages for what a secret holds.</summary>
    public const string Redacted = "<secret contents redacted>";

    /// <summary>Checks a secret that is to be created.</summary>
    public static ImmutableArray<FieldError> ValidateCreate(Secret secret)
    {
        var errors = new FieldErrors();
        Validate(secret, errors);
        return errors.ToImmutable();
    }

    /// <summary>Checks a change of a secret.</summary>
    public static ImmutableArray<FieldError> ValidateUpdate(Secret secret, Secret old)
    {
        var errors = new FieldErrors();
        MetadataValidation.ValidateUpdate(secret.Metadata, old.Metadata, errors);
        if (secret.Type != old.Type)
        {
            errors.Invalid("type", secret.Type, "field is immutable");
        }

        ConfigDataValidation.Immutability(secret.Immutable, old.Immutable, errors, ("data", ConfigDataValidation.Differ(secret.Data, old.Data)));
        Validate(secret, errors);
        return errors.ToImmutable();
    }

    private static void Validate(Secret secret, FieldErrors errors)
    {
        MetadataValidation.Validate(secret.Metadata, namespaced: true, ValidNames.Subdomain, errors);
        ConfigDataValidation.Keys("data", secret.Data?.Keys ?? [], errors);
        ConfigDataValidation.Size(null, secret.Data, errors);
        switch (secret.Type)
        {
            case SecretTypes.ServiceAccountToken when string.IsNullOrEmpty(secret.Metadata.Annotations?.GetValueOrDefault(SecretTypes.ServiceAccountAnnotation)):
                errors.Required($"metadata.annotations[{SecretTypes.ServiceAccountAnnotation}]");
                break;
            case SecretTypes.DockerConfig:
                NeedsJson(secret, SecretTypes.DockerConfigKey, errors);
                break;
            case SecretTypes.DockerConfigJson:
                NeedsJson(secret, SecretTypes.DockerConfigJsonKey, errors);
                break;
            case SecretTypes.BasicAuth when !Has(secret, SecretTypes.UsernameKey) && !Has(secret, SecretTypes.PasswordKey):
                errors.Required($"data[{SecretTypes.UsernameKey}]");
                errors.Required($"data[{SecretTypes.PasswordKey}]");
                break;
            case SecretTypes.SshAuth when secret.Data?.GetValueOrDefault(SecretTypes.SshPrivateKey) is not { Length: > 0 }:
                errors.Required($"data[{SecretTypes.SshPrivateKey}]");
                break;
            case SecretTypes.Tls:
                Needs(secret, SecretTypes.TlsCertificateKey, errors);
                Needs(secret, SecretTypes.TlsPrivateKey, errors);
                break;
        }
    }

    private static bool Has(Secret secret, string key) => secret.Data?.ContainsKey(key) == true;

    private static bool Needs(Secret secret, string key, FieldErrors errors)
    {
        if (!Has(secret, key))
        {
            errors.Required($"data[{key}]");
            return false;
        }

        return true;
    }

    private static void NeedsJson(Secret secret, string key, FieldErrors errors)
    {
        if (Needs(secret, key, errors) && !IsJsonObject(secret.Data![key]))
        {
            errors.Invalid($"data[{key}]", Redacted, "it is no JSON object"); // the words of the parser might quote a secret
        }
    }

    private static bool IsJsonObject(byte[] json)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            return document.RootElement.ValueKind == JsonValueKind.Object;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
