namespace Clustering.Redis.Internal.Tls;

/// <summary>Certificates or keys as a setting gives them: where the file is, or all that would be in it.</summary>
/// <param name="Path">The file, as it was written.</param>
/// <param name="Inline">The content, if there is no file.</param>
internal sealed record TlsContent(string? Path, byte[]? Inline)
{
    public bool Equals(TlsContent? other) =>
        other is not null && Path == other.Path && Inline.AsSpan().SequenceEqual(other.Inline);

    public override int GetHashCode() => HashCode.Combine(Path, Inline?.Length);

    // Not the content: it may be a key.
    public override string ToString() => Path ?? "inline";
}
