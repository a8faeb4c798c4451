using System.Xml.Linq;
using Clustering.Redis.Internal;
using Microsoft.AspNetCore.DataProtection.Repositories;
using Microsoft.AspNetCore.DataProtection.StackExchangeRedis;
using StackExchange.Redis;

namespace Clustering.DataProtection.Internal;

/// <summary>The Data Protection keys in Redis, through Microsoft's repository, on whatever generation of the connection there is.</summary>
/// <remarks>
/// Data Protection's interface is synchronous: it asks at start, then once a day, and when it meets a key it does not know. Each time this
/// waits on a thread of its own, so that the shared pool and its Redis replies are not held up, and no longer than <c>spring.redis.timeout</c>.
/// </remarks>
internal sealed class ClusterXmlRepository(RedisConnection redis, RedisKey key) : IXmlRepository
{
    public IReadOnlyCollection<XElement> GetAllElements() => Run(repository => repository.GetAllElements(), "read the Data Protection keys");

    public void StoreElement(XElement element, string friendlyName) => Run(
        repository =>
        {
            repository.StoreElement(element, friendlyName);
            return true;
        },
        "store a Data Protection key");

    // A key stored twice, after a failover, is one key to Data Protection.
    private T Run<T>(Func<RedisXmlRepository, T> work, string name) => redis.RunAgainAsync(
        (work, key),
        static (generation, call) => Task.Factory.StartNew(
            () => call.work(new RedisXmlRepository(() => generation.Database, call.key)),
            CancellationToken.None,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default),
        name,
        redis.Timeout,
        CancellationToken.None).GetAwaiter().GetResult();
}
