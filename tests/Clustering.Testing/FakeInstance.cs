using Clustering.Testing.Internal;

namespace Clustering.Testing;

/// <summary>A primary, a replica or another sentinel, as a <see cref="FakeSentinel"/> tells of it.</summary>
/// <param name="Host">Its name or address.</param>
/// <param name="Port">Its port.</param>
public sealed record FakeInstance(string Host, int Port)
{
    /// <summary>Gets what is said of it, as <c>slave,s_down,disconnected</c>. Where nothing is: that it is what it is, and well.</summary>
    public string? Flags { get; init; }

    /// <summary>Gets its id; a sentinel's own.</summary>
    public string Id { get; init; } = SentinelPlace.NewId();

    /// <summary>Gets whether a replica is connected to its primary: <c>ok</c> or <c>err</c>.</summary>
    public string LinkStatus { get; init; } = "ok";
}
