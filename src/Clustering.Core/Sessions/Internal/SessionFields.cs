using System.Text;

namespace Clustering.Sessions.Internal;

/// <summary>The fields of a session's hash. Nobody but this class and the scripts beside it knows them.</summary>
/// <remarks>
/// <code>
/// .key    a value: one byte that says how it is packed, then the bytes (<see cref="SessionEnvelope"/>)
/// +region the version of the last invalidation of the region by a request of the session
/// @key    when the value ends, server milliseconds; only for values with a lifetime of their own
/// #inc    the incarnation: random, made when the session began. Who has read another one may not write.
/// #tag    version-request: changed by every commit, so that no two states of an incarnation ever share one, not even after a
///         failover lost some
/// #done   the last 8 request ids, so that a commit repeated after a timeout is not applied twice
/// #op...  the result of an operation, for each of those requests that was one: its request id is part of the name
/// #ops    the last of them, while it is among the 8
/// #made   when the session began, server milliseconds
/// #idle   milliseconds: an idle timeout of its own
/// #end    when it ends however much it is used, server milliseconds
/// #user   who is signed in; #sign when, server microseconds; #dev with what
/// #bytes  what names and values come to; #keys how many there are; #ttl is there once any value had a lifetime
/// #moved  on the frozen copy that a renewal leaves: the id the session has now
/// </code>
/// The hash expires with the session.
/// </remarks>
internal static class SessionFields
{
    public const byte Value = (byte)'.';
    public const byte Deadline = (byte)'@';
    public const byte Token = (byte)'+';
    public const byte Meta = (byte)'#';

    public static string KeyOf(ReadOnlySpan<byte> field) => Encoding.UTF8.GetString(field[1..]);
}
