namespace Clustering.Operations;

/// <summary>Writes and reads the payloads of operations, results and steps. By default it is System.Text.Json; register your own to replace it.</summary>
public interface IOperationSerializer
{
    /// <summary>Writes a value.</summary>
    /// <param name="value">The value.</param>
    /// <typeparam name="T">Its type.</typeparam>
    /// <returns>The bytes.</returns>
    ReadOnlyMemory<byte> Serialize<T>(T value);

    /// <summary>Reads a value.</summary>
    /// <param name="bytes">The bytes.</param>
    /// <typeparam name="T">Its type.</typeparam>
    /// <returns>The value.</returns>
    T Deserialize<T>(ReadOnlyMemory<byte> bytes);
}
