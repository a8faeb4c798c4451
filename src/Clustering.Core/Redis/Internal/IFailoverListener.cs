namespace Clustering.Redis.Internal;

/// <summary>Is told of failovers by whoever watches for them. The calls return at once.</summary>
internal interface IFailoverListener
{
    /// <summary>The primary is about to be another: hold commands back until one of the two below, or for a few seconds.</summary>
    /// <param name="sign">What showed it, for the log.</param>
    void FailoverBegan(string sign);

    /// <summary>It is over, and the primary is the one that it was.</summary>
    void FailoverAborted();

    /// <summary>The primary is another: connect to it.</summary>
    void PrimaryMoved();
}
