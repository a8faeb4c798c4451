using Clustering;
using Clustering.Redis.Internal;
using Microsoft.Extensions.DependencyInjection.Extensions;
using StackExchange.Redis;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Lets an app bring its own Redis connection.</summary>
public static class RedisClusterBuilderExtensions
{
    /// <summary>Uses the app's own connection in place of <c>spring.redis.*</c>, and turns clustering on whatever <c>redis.enabled</c> says.</summary>
    /// <remarks>
    /// The connection stays the app's: it is never closed or disposed here. Connect it to one primary, and with
    /// <c>BacklogPolicy = BacklogPolicy.FailFast</c>: with the default policy a command written while the connection is down is sent
    /// later, when its caller has long been told that it failed.
    /// </remarks>
    /// <param name="builder">The cluster being built.</param>
    /// <param name="multiplexer">The connection.</param>
    /// <returns><paramref name="builder"/>, for chaining.</returns>
    public static IClusterBuilder UseConnection(this IClusterBuilder builder, IConnectionMultiplexer multiplexer)
    {
        ArgumentNullException.ThrowIfNull(multiplexer);
        return builder.UseConnection((_, _) => new(multiplexer));
    }

    /// <summary>Uses the app's own connection, made when the host starts. See <see cref="UseConnection(IClusterBuilder, IConnectionMultiplexer)"/>.</summary>
    /// <param name="builder">The cluster being built.</param>
    /// <param name="connect">Gives the connection. It is asked again if it fails.</param>
    /// <returns><paramref name="builder"/>, for chaining.</returns>
    public static IClusterBuilder UseConnection(
        this IClusterBuilder builder, Func<IServiceProvider, CancellationToken, ValueTask<IConnectionMultiplexer>> connect)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(connect);
        builder.Services.TryAddSingleton(new RedisMultiplexerSource(connect));
        return builder;
    }

    /// <summary>Changes how StackExchange.Redis connects, after <c>spring.redis.*</c> has been read: proxies, keep-alive, a validation of certificates of your own.</summary>
    /// <remarks>
    /// Leave endpoints, <c>AbortOnConnectFail</c>, <c>BacklogPolicy</c> and the timeouts alone: the promises of this library rest on them.
    /// Has no effect together with <see cref="UseConnection(IClusterBuilder, IConnectionMultiplexer)"/>.
    /// </remarks>
    /// <param name="builder">The cluster being built.</param>
    /// <param name="configure">Changes the options. Called for each connection that is made.</param>
    /// <returns><paramref name="builder"/>, for chaining.</returns>
    public static IClusterBuilder ConfigureRedis(this IClusterBuilder builder, Action<ConfigurationOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(configure);
        builder.Services.AddSingleton(new RedisClientCustomization(configure));
        return builder;
    }
}
