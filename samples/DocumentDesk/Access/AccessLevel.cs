using System.Text.Json.Serialization;

namespace DocumentDesk.Access;

/// <summary>What somebody may do with the documents of a class. Each includes what is before it.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<AccessLevel>))]
internal enum AccessLevel
{
    /// <summary>Not even know of them.</summary>
    None,

    /// <summary>Read them.</summary>
    Read,

    /// <summary>Change them, too.</summary>
    Edit,
}
