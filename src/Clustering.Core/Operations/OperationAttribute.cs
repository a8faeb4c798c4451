namespace Clustering.Operations;

/// <summary>Gives a type of operation the name under which it stands in Redis, so that the class may be renamed and moved.</summary>
/// <param name="name">The name: 1 to 256 bytes of UTF-8 without control characters and spaces. Without the attribute it is the type's full name.</param>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Struct, Inherited = false)]
public sealed class OperationAttribute(string name) : Attribute
{
    /// <summary>Gets the name.</summary>
    public string Name { get; } = name;

    /// <summary>Gets or sets the version of the payload, to be raised when older code can no longer read it.</summary>
    /// <value>0 to 9,999. The default is 1.</value>
    /// <remarks>A node leaves operations of a higher version than its own to nodes that know it.</remarks>
    public int Version { get; set; } = 1;
}
