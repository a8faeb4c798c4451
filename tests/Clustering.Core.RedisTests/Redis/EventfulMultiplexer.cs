using System.Reflection;
using StackExchange.Redis;

namespace Clustering.Core.RedisTests.Redis;

/// <summary>A connection whose events of loss and return are raised by the test.</summary>
public class EventfulMultiplexer : DispatchProxy
{
    private IConnectionMultiplexer _inner = null!;
    private EventHandler<ConnectionFailedEventArgs>? _failed;
    private EventHandler<ConnectionFailedEventArgs>? _restored;

    /// <summary>Wraps a real connection.</summary>
    public static (IConnectionMultiplexer Multiplexer, EventfulMultiplexer Events) Around(IConnectionMultiplexer inner)
    {
        var multiplexer = Create<IConnectionMultiplexer, EventfulMultiplexer>();
        var events = (EventfulMultiplexer)multiplexer;
        events._inner = inner;
        return (multiplexer, events);
    }

    public void Fail(ConnectionType type) => _failed?.Invoke(this, Arguments(type));

    public void Restore(ConnectionType type) => _restored?.Invoke(this, Arguments(type));

    /// <inheritdoc/>
    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
    {
        switch (targetMethod!.Name)
        {
            case $"add_{nameof(IConnectionMultiplexer.ConnectionFailed)}":
                _failed += (EventHandler<ConnectionFailedEventArgs>)args![0]!;
                return null;
            case $"add_{nameof(IConnectionMultiplexer.ConnectionRestored)}":
                _restored += (EventHandler<ConnectionFailedEventArgs>)args![0]!;
                return null;
            case $"remove_{nameof(IConnectionMultiplexer.ConnectionFailed)}":
                _failed -= (EventHandler<ConnectionFailedEventArgs>)args![0]!;
                return null;
            case $"remove_{nameof(IConnectionMultiplexer.ConnectionRestored)}":
                _restored -= (EventHandler<ConnectionFailedEventArgs>)args![0]!;
                return null;
            default:
                return targetMethod.Invoke(_inner, args);
        }
    }

    private ConnectionFailedEventArgs Arguments(ConnectionType type) =>
        new(this, _inner.GetEndPoints()[0], type, ConnectionFailureType.SocketClosed, new InvalidOperationException("on purpose"), "test");
}
