using System.Buffers;

namespace Clustering.Caches;

/// <summary>Writes a book for other nodes, and reads what they have written. Nodes of two versions of the app may meet during a deployment.</summary>
/// <typeparam name="T">The book.</typeparam>
public interface ICacheSerializer<T>
    where T : class
{
    /// <summary>Writes the book.</summary>
    /// <param name="value">The book.</param>
    /// <param name="writer">Where to.</param>
    void Serialize(T value, IBufferWriter<byte> writer);

    /// <summary>Reads a book. If it throws, the node loads by itself.</summary>
    /// <param name="data">What <see cref="Serialize"/> has written, on this node or another.</param>
    /// <returns>The book.</returns>
    T Deserialize(ReadOnlyMemory<byte> data);
}
