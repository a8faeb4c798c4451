using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Options;

namespace Clustering.Sessions.Internal;

/// <summary>Takes over what the app says with <c>AddSession(…)</c>, and refuses what does not go together.</summary>
internal sealed class SessionOptionsBridge(IOptions<SessionOptions> stock) : IPostConfigureOptions<ClusterSessionOptions>, IValidateOptions<ClusterSessionOptions>
{
    public void PostConfigure(string? name, ClusterSessionOptions options) => options.AppIdleTimeout = stock.Value.IdleTimeout;

    public ValidateOptionsResult Validate(string? name, ClusterSessionOptions options)
    {
        var idle = stock.Value.IdleTimeout;
        if (idle <= TimeSpan.Zero)
        {
            return ValidateOptionsResult.Fail($"SessionOptions.IdleTimeout is {idle}, but must be more than zero: a session that never lives cannot be kept.");
        }

        return idle > options.LongestIdleTimeout
            ? ValidateOptionsResult.Fail(
                $"SessionOptions.IdleTimeout is {idle}, but must be at most Clustering:Sessions:LongestIdleTimeout ({options.LongestIdleTimeout}): " +
                "revocations are remembered for that long, so a session could outlive its own. Raise LongestIdleTimeout.")
            : ValidateOptionsResult.Success;
    }
}
