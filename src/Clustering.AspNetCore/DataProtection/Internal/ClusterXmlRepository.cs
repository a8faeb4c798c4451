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

    private T Run<T>(Func<RedisXmlRepository, T> work, string name)
    {
        var generation = redis.Require(name);
        var repository = new RedisXmlRepository(() => generation.Database, key);
        try
        {
            return Task.Factory
                .StartNew(() => work(repository), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default)
                .GetAwaiter().GetResult();
        }
        catch (Exception exception) when (exception is RedisException or TimeoutException)
        {
            throw new ClusterUnavailableException($"Redis at {generation.EndPoint} could not {name}: {exception.Message}", exception);
        }
    }
}
