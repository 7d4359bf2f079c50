namespace LocalPods.Runtime.Docker.Engine.Wire;

/// <summary>All about one image; only what is read.</summary>
internal sealed record ImageInspect
{
    public required string Id { get; set; }
    public IReadOnlyList<string>? RepoTags { get; set; }
    public IReadOnlyList<string>? RepoDigests { get; set; }
    public long Size { get; set; }
    public string Architecture { get; set; } = "";
    public string Os { get; set; } = "";
    public ImageConfigAnswer? Config { get; set; }
}

internal sealed record ImageConfigAnswer
{
    public string? User { get; set; }
    public IReadOnlyList<string>? Entrypoint { get; set; }
    public IReadOnlyList<string>? Cmd { get; set; }
    public IReadOnlyList<string>? Env { get; set; }
    public string? WorkingDir { get; set; }
}

/// <summary>One row of an image list.</summary>
internal sealed record ImageSummary
{
    public required string Id { get; set; }
    public IReadOnlyList<string>? RepoTags { get; set; }
    public IReadOnlyList<string>? RepoDigests { get; set; }
    public long Size { get; set; }
}

/// <summary>One line of a pull or load.</summary>
internal sealed record ProgressLine
{
    [System.Text.Json.Serialization.JsonPropertyName("status")]
    public string? Status { get; set; }

    [System.Text.Json.Serialization.JsonPropertyName("stream")]
    public string? Stream { get; set; }

    [System.Text.Json.Serialization.JsonPropertyName("id")]
    public string? Id { get; set; }

    [System.Text.Json.Serialization.JsonPropertyName("error")]
    public string? Error { get; set; }

    [System.Text.Json.Serialization.JsonPropertyName("errorDetail")]
    public ErrorDetailAnswer? ErrorDetail { get; set; }

    [System.Text.Json.Serialization.JsonPropertyName("progressDetail")]
    public ProgressDetailAnswer? ProgressDetail { get; set; }
}

internal sealed record ErrorDetailAnswer
{
    [System.Text.Json.Serialization.JsonPropertyName("code")]
    public int Code { get; set; }

    [System.Text.Json.Serialization.JsonPropertyName("message")]
    public string? Message { get; set; }
}

internal sealed record ProgressDetailAnswer
{
    [System.Text.Json.Serialization.JsonPropertyName("current")]
    public long Current { get; set; }

    [System.Text.Json.Serialization.JsonPropertyName("total")]
    public long Total { get; set; }
}

/// <summary>What a registry is told, in the X-Registry-Auth header.</summary>
internal sealed record RegistryAuthBody(
    [property: System.Text.Json.Serialization.JsonPropertyName("username")] string Username,
    [property: System.Text.Json.Serialization.JsonPropertyName("password")] string Password,
    [property: System.Text.Json.Serialization.JsonPropertyName("serveraddress")] string ServerAddress,
    [property: System.Text.Json.Serialization.JsonPropertyName("identitytoken")] string? IdentityToken);
