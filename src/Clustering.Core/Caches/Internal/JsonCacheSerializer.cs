using System.Buffers;
using System.Text.Json;

namespace Clustering.Caches.Internal;

/// <summary>Books as JSON.</summary>
internal sealed class JsonCacheSerializer<T> : ICacheSerializer<T>
    where T : class
{
    public void Serialize(T value, IBufferWriter<byte> writer)
    {
        using var json = new Utf8JsonWriter(writer);
        JsonSerializer.Serialize(json, value);
    }

    public T Deserialize(ReadOnlyMemory<byte> data) =>
        JsonSerializer.Deserialize<T>(data.Span) ?? throw new JsonException("There is 'null' instead of a book.");
}
