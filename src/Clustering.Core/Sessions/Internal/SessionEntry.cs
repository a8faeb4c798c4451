namespace Clustering.Sessions.Internal;

/// <summary>One value of a session as it is stored.</summary>
/// <param name="Envelope">The packed bytes; see <see cref="SessionEnvelope"/>.</param>
/// <param name="Deadline">When it ends, in milliseconds of the server's clock; <see cref="long.MaxValue"/> = with the session.</param>
internal readonly record struct SessionEntry(byte[] Envelope, long Deadline = long.MaxValue);
