using StackExchange.Redis;

namespace Clustering.Reservations.Internal;

/// <summary>Some components, as scripts take them: their records and the indexes of their categories behind the other keys.</summary>
internal sealed class ReservationBatch
{
    private readonly ReservationKeys _keys;
    private readonly List<string> _categories = [];
    private readonly int[] _numbers;

    public ReservationBatch(ReservationKeys keys, IReadOnlyList<ReservationResource> resources)
    {
        _keys = keys;
        Resources = resources;
        _numbers = new int[resources.Count];
        var known = new Dictionary<string, int>();
        for (var i = 0; i < resources.Count; i++)
        {
            if (!known.TryGetValue(resources[i].Category, out _numbers[i]))
            {
                _categories.Add(resources[i].Category);
                known.Add(resources[i].Category, _numbers[i] = _categories.Count);
            }
        }
    }

    public IReadOnlyList<ReservationResource> Resources { get; }

    public RedisKey[] Keys(params ReadOnlySpan<RedisKey> first) =>
        [.. first, .. Resources.Select(resource => _keys.Record(resource.Category, resource.Id)), .. _categories.Select(_keys.Category)];

    public RedisValue[] Values(params ReadOnlySpan<RedisValue> first)
    {
        var values = new RedisValue[first.Length + 1 + (2 * Resources.Count)];
        first.CopyTo(values);
        var next = first.Length;
        values[next++] = Resources.Count;
        for (var i = 0; i < Resources.Count; i++)
        {
            values[next++] = Resources[i].ToString();
            values[next++] = _numbers[i];
        }

        return values;
    }
}
