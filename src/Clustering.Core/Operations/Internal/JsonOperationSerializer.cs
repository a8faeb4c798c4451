using System.Text.Json;

namespace Clustering.Operations.Internal;

/// <summary>System.Text.Json with the defaults of the web: readable for people, and for newer and older code.</summary>
internal sealed class JsonOperationSerializer : IOperationSerializer
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web);

    public ReadOnlyMemory<byte> Serialize<T>(T value) => JsonSerializer.SerializeToUtf8Bytes(value, Options);

    public T Deserialize<T>(ReadOnlyMemory<byte> bytes) => JsonSerializer.Deserialize<T>(bytes.Span, Options)!;
}
