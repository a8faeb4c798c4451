using System.Net;
using Clustering.Configuration.Internal;
using Clustering.Redis.Internal.Tls;
using StackExchange.Redis;

namespace Clustering.Redis.Internal;

/// <summary>How StackExchange.Redis is set up for one endpoint. Each line that differs from its default says why.</summary>
internal sealed class RedisClientOptions(RedisSettings settings, string clientName, IEnumerable<RedisClientCustomization> customizations)
{
    private readonly RedisClientCustomization[] _customizations = [.. customizations];

    /// <summary>Connects, or throws what is in the way, also where StackExchange.Redis does not say.</summary>
    public async Task<IConnectionMultiplexer> ConnectAsync(EndPoint endPoint, CancellationToken cancellationToken)
    {
        try
        {
            return await ConnectionMultiplexer.ConnectAsync(Create(endPoint)).WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (RedisConnectionException exception) when (settings.Tls is not null && !IsCustomized)
        {
            var reason = exception.GetBaseException() is CertificateRefusedException refused
                ? refused.Message
                : await TlsProbe.FindObstacleAsync(endPoint, settings.Tls, settings.ConnectTimeout, cancellationToken).ConfigureAwait(false);
            if (reason is null)
            {
                throw;
            }

            throw new InvalidOperationException(reason, exception);
        }
    }

    public ConfigurationOptions Create(EndPoint endPoint)
    {
        var timeout = Milliseconds(settings.Timeout);
        var options = new ConfigurationOptions
        {
            EndPoints = { endPoint },
            User = settings.Username,
            Password = settings.Password,
            DefaultDatabase = settings.Database,
            ClientName = settings.ClientName ?? clientName,

            // Fail loudly: whoever connects decides whether to try again.
            AbortOnConnectFail = true,
            ConnectRetry = 1,
            ConnectTimeout = Milliseconds(settings.ConnectTimeout),
            SyncTimeout = timeout,

            // The connection layer has its own, exact timeouts. This one only clears what was never answered: a reply that comes
            // after ours must still find its command.
            AsyncTimeout = timeout * 2,

            // A command written while the connection is down would be replayed later, when its effect may be wrong, and its caller
            // would wait in vain.
            BacklogPolicy = BacklogPolicy.FailFast,

            // Reconnect attempts happen on the heartbeat, so this bounds how soon a returned server is noticed.
            HeartbeatInterval = TimeSpan.FromMilliseconds(250),
            ReconnectRetryPolicy = new LinearRetry(250),

            // Ten threads of its own hand each reply from one to the next, which costs a third of a request's processor time. They are no
            // help against a pool whose threads all wait: replies arrive, and awaits go on, on the pool in any case.
            SocketManager = SocketManager.ThreadPool,

            // We speak to one primary: no elections among endpoints, no announcements by other clients.
            TieBreaker = "",
            ConfigurationChannel = "",
        };
        settings.Tls?.ApplyTo(options, EndPoints.ToHost(endPoint), explain: !IsCustomized);
        foreach (var customization in _customizations)
        {
            customization.Configure(options);
        }

        return options;
    }

    /// <summary>For a connection to a sentinel: questions and events, nothing of the cluster's.</summary>
    public ConfigurationOptions CreateForSentinel(HostAndPort address, SentinelSettings sentinels)
    {
        var options = CreateForSentinelWithoutTls(address, sentinels);
        sentinels.Tls?.ApplyTo(options, address.Host, explain: true);
        return options;
    }

    private ConfigurationOptions CreateForSentinelWithoutTls(HostAndPort address, SentinelSettings sentinels) => new()
    {
        EndPoints = { EndPoints.From(address) },
        User = sentinels.Username,
        Password = sentinels.Password,
        ClientName = settings.ClientName ?? clientName,
        CommandMap = CommandMap.Sentinel,
        TieBreaker = "",
        ConfigurationChannel = "",

        // A sentinel that is away is tried again by itself; the others answer in the meantime.
        AbortOnConnectFail = false,
        BacklogPolicy = BacklogPolicy.FailFast,
        ConnectRetry = 1,
        ConnectTimeout = Milliseconds(settings.ConnectTimeout),
        AsyncTimeout = 2_000,
        HeartbeatInterval = TimeSpan.FromMilliseconds(250),
        ReconnectRetryPolicy = new LinearRetry(250),
        SocketManager = SocketManager.ThreadPool,
    };

    // The app may have a validation of its own, or a tunnel: then its word counts, and ours would mislead.
    private bool IsCustomized => _customizations.Length > 0;

    private static int Milliseconds(TimeSpan time) => (int)Math.Clamp(time.TotalMilliseconds, 1, int.MaxValue / 2);
}
