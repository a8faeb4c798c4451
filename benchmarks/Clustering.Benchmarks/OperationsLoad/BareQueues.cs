using System.Diagnostics;
using System.Globalization;
using StackExchange.Redis;

namespace Clustering.Benchmarks.OperationsLoad;

/// <summary>The least that can be called a queue that survives a crash: a list with LMOVE, and a stream with a consumer group. Neither orders, retries or delays.</summary>
internal sealed class BareQueues(IDatabase database, string payload)
{
    /// <summary>LPUSH, LMOVE to a list of what is being done, LREM: one after the other, many at a time.</summary>
    public async Task<double> ListAsync(int count, int atATime)
    {
        RedisKey queue = "{benchmark}:bare-list", working = "{benchmark}:bare-working";
        var began = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, atATime).Select(worker => Task.Run(async () =>
        {
            for (var i = 0; i < count / atATime; i++)
            {
                await database.ListLeftPushAsync(queue, string.Create(CultureInfo.InvariantCulture, $"{worker}-{i}{payload}"));
                var taken = await database.ListMoveAsync(queue, working, ListSide.Right, ListSide.Left);
                await database.ListRemoveAsync(working, taken);
            }
        })));
        return count / Stopwatch.GetElapsedTime(began).TotalSeconds;
    }

    /// <summary>XADD in pipelines; XREADGROUP, XACK and XDEL: so many at a time.</summary>
    public async Task<double> StreamAsync(int count, int batch)
    {
        RedisKey stream = "{benchmark}:bare-stream";
        await database.KeyDeleteAsync(stream);
        await database.StreamCreateConsumerGroupAsync(stream, "group", StreamPosition.Beginning);
        var began = Stopwatch.GetTimestamp();
        var adding = Task.Run(async () =>
        {
            for (var i = 0; i < count; i += batch)
            {
                await Task.WhenAll(Enumerable.Range(0, batch).Select(_ => database.StreamAddAsync(stream, "p", payload)));
            }
        });
        for (var done = 0; done < count;)
        {
            var entries = await database.StreamReadGroupAsync(stream, "group", "consumer", StreamPosition.NewMessages, batch);
            if (entries.Length > 0)
            {
                RedisValue[] ids = Array.ConvertAll(entries, static entry => entry.Id);
                await Task.WhenAll(database.StreamAcknowledgeAsync(stream, "group", ids), database.StreamDeleteAsync(stream, ids));
                done += entries.Length;
            }
        }

        await adding;
        return count / Stopwatch.GetElapsedTime(began).TotalSeconds;
    }
}
