using Clustering.Caches;
using Clustering.Caches.Internal;

namespace Clustering.Sessions.Internal;

// What requests of the session change in caches: the next one, on whichever node, waits until it reads that.
internal sealed partial class ClusterSession
{
    // Longer than any node goes by what it knew: CacheOptions.MaxStaleness is shorter.
    private const long LongestStaleness = 60 * 60 * 1000;

    private bool _tokensGivenUp;

    /// <summary>Gets what collects the tokens of this request.</summary>
    public CacheTokenScope? Scope { get; init; }

    /// <summary>Gets a value indicating whether there are tokens that the session does not know of, as far as it is known. A visitor without a session gets none for that.</summary>
    public bool HasNewTokens =>
        Scope is { IsEmpty: false } && !_tokensGivenUp && !(_isNew && !_established) && (!IsLoadStarted || (_snapshot is not null && NewTokens.Count > 0));

    /// <summary>Gets the tokens of this request that the session does not know of, as far as it is known.</summary>
    public IReadOnlyList<CacheToken> NewTokens
    {
        get
        {
            var known = _snapshot?.Tokens ?? [];
            return Scope is { IsEmpty: false } scope ? [.. scope.Tokens.Where(token => !known.Any(old => old.Region == token.Region && old.Version >= token.Version))] : [];
        }
    }

    private List<string> OldTokens() => _snapshot is { Tokens.Count: > 0 } snapshot
        ? [.. snapshot.Tokens.Where(token => token.Version / 1000 < ServerNow() - LongestStaleness).Select(static token => token.Region)]
        : [];

    private Task ReachTokensAsync(CancellationToken cancellationToken)
    {
        if (_snapshot is not { Tokens.Count: > 0 } snapshot)
        {
            return Task.CompletedTask;
        }

        Scope?.Add(snapshot.Tokens);
        return _services.Tokens.WaitAsync(snapshot.Tokens, cancellationToken);
    }

    // The visitor's change is made, whatever becomes of this. If it fails, he may not see it at once on another node, and no request fails for that.
    private async Task StoreTokensAsync(CancellationToken cancellationToken)
    {
        try
        {
            await LoadAsync(cancellationToken);
            if (HasNewTokens && !_degraded && _movedTo is null)
            {
                await SendAsync(Delta(), "commit", cancellationToken);
            }
        }
        catch (ClusterUnavailableException)
        {
            // Logged where it was thrown.
        }

        _tokensGivenUp = HasNewTokens;
    }
}
