using Clustering.Redis.Internal.Sentinels;

namespace Clustering.Redis.Internal;

// A failover: commands are held back from the moment a replica is about to be promoted until this node is connected to the new primary.
internal sealed partial class RedisConnection : IFailoverListener
{
    private readonly CommandFence _fence;

    /// <summary>Gets a value indicating whether commands are held back because the primary moves.</summary>
    public bool IsFailingOver => _fence.IsUp;

    /// <summary>Gets what the sentinels say; <see langword="null"/> where there are none.</summary>
    public SentinelView? Sentinels => (_connector as SentinelConnector)?.View;

    public void FailoverBegan(string sign)
    {
        if (_fence.Raise(OnFenceExpired))
        {
            _logger.CommandsHeld(Target, sign);
        }
    }

    public void FailoverAborted()
    {
        // Somebody may have said so before this node is connected to the primary there is now; then it is not over for us.
        if (_multiplexer is { } multiplexer && _connector.LeadsToPrimary(multiplexer))
        {
            LowerFence();
        }
    }

    public void PrimaryMoved()
    {
        // Also where no event was heard: what is connected by now is not the primary any more.
        if (_current is not null)
        {
            FailoverBegan("the sentinels name another primary");
        }

        Wake();
    }

    private bool HasMoved => _multiplexer is { } multiplexer && !_connector.LeadsToPrimary(multiplexer);

    /// <summary>For callers that are synchronous by their interface: the thread waits while commands are held back.</summary>
    public RedisGeneration Enter(string name) =>
        _fence.IsUp ? EnterAsync(name, Timeout, CancellationToken.None).GetAwaiter().GetResult() : Require(name);

    /// <summary>Waits until commands may be sent; gives the generation to send them to.</summary>
    private async Task<RedisGeneration> EnterAsync(string name, TimeSpan limit, CancellationToken cancellationToken, bool wasSent = false)
    {
        var began = _time.GetTimestamp();
        try
        {
            await _fence.WaitAsync(limit, cancellationToken).ConfigureAwait(false);
        }
        catch (TimeoutException exception)
        {
            var effect = wasSent ? "It was answered by the former primary, and may be lost with it." : "It was not sent.";
            throw new ClusterUnavailableException(
                $"Redis at {Target} is failing over, and '{name}' has waited for {_time.GetElapsedTime(began).TotalMilliseconds:0} ms, which was all its time. {effect}",
                exception);
        }

        return Require(name);
    }

    private void OnFenceExpired()
    {
        _metrics.Held(CommandFence.Bound);
        _logger.FailoverTooLong(Target, CommandFence.Bound);
        if (HasMoved && _current is { } generation)
        {
            // The former primary may still answer, but it is nobody's any more.
            Fail(generation, "is not the primary any more, and the new one cannot be reached yet", null);
        }
    }

    private void LowerFence()
    {
        if (_fence.Lower(out var held))
        {
            _metrics.Held(held);
            _logger.CommandsReleased(Target, held);
        }
    }
}
