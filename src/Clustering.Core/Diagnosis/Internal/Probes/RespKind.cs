namespace Clustering.Diagnosis.Internal.Probes;

/// <summary>What a server can reply in RESP2.</summary>
internal enum RespKind
{
    /// <summary>A short text, as <c>+OK</c>.</summary>
    Status,

    /// <summary>A refusal, as <c>-NOAUTH Authentication required.</c></summary>
    Error,

    /// <summary>A whole number.</summary>
    Number,

    /// <summary>Bytes, here always taken for text.</summary>
    Text,

    /// <summary>Replies, one after the other.</summary>
    List,

    /// <summary>Nothing.</summary>
    Null,
}
