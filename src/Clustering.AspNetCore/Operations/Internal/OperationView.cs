using System.Text;

namespace Clustering.Operations.Internal;

/// <summary>An operation as administrators see it.</summary>
/// <param name="Id">Its id.</param>
/// <param name="State">Where it is, in words.</param>
/// <param name="Type">The name of its type.</param>
/// <param name="OrderKey">Its order key; '' without one.</param>
/// <param name="EnqueuedAt">When it was enqueued, by the clock of the node that did.</param>
/// <param name="Since">When it may start, or when it died.</param>
/// <param name="NodeId">Who runs it.</param>
/// <param name="FailedAttempts">How many attempts have failed.</param>
/// <param name="LostLeases">How many times whoever ran it lost it.</param>
/// <param name="Error">What the last failed attempt said, or who has cancelled it.</param>
/// <param name="Progress">What its handler last reported.</param>
/// <param name="Payload">What it is about, as text; <see langword="null"/> if it is none.</param>
/// <param name="PayloadBase64">The same, where it is no text.</param>
internal sealed record OperationView(
    string Id,
    string State,
    string Type,
    string OrderKey,
    DateTimeOffset? EnqueuedAt,
    DateTimeOffset? Since,
    string? NodeId,
    int FailedAttempts,
    int LostLeases,
    string? Error,
    string? Progress,
    string? Payload,
    string? PayloadBase64)
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public static OperationView Of(OperationStatus status)
    {
        var (text, bytes) = Read(status.Payload.Span);
        return new(
            status.Id, status.State.ToString(), status.Type, status.OrderKey, status.EnqueuedAt, status.Since, status.NodeId, status.FailedAttempts,
            status.LostLeases, status.Error, status.Progress, text, bytes);
    }

    // A serializer of the app's may write anything.
    private static (string? Text, string? Base64) Read(ReadOnlySpan<byte> payload)
    {
        try
        {
            return (Strict.GetString(payload), null);
        }
        catch (DecoderFallbackException)
        {
            return (null, Convert.ToBase64String(payload));
        }
    }
}
