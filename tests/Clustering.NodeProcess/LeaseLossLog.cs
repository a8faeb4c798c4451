using System.Globalization;
using Clustering.Testing.Runs;
using Microsoft.Extensions.Logging;

namespace Clustering.NodeProcess;

/// <summary>Writes down which runs the library says have lost their leases, and whose results it says were refused.</summary>
internal sealed class LeaseLossLog(RunLog log) : ILoggerProvider, ILogger
{
    private const int Lost = 5002;
    private const int Refused = 5003;

    public ILogger CreateLogger(string categoryName) => this;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Warning;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (eventId.Id is Lost or Refused && state is IReadOnlyList<KeyValuePair<string, object?>> values)
        {
            log.Write(new()
            {
                Event = eventId.Id == Lost ? RunEvent.Lost : RunEvent.Refused,
                Id = Value("Id"),
                Fence = long.Parse(Value("Fence"), CultureInfo.InvariantCulture),
            });

            string Value(string name) => Convert.ToString(values.Single(value => value.Key == name).Value, CultureInfo.InvariantCulture)!;
        }
    }

    public void Dispose()
    {
    }
}
