using Microsoft.Extensions.Logging;

namespace Clustering.Testing;

/// <summary>Keeps what is logged. Give it to <c>builder.Logging.AddProvider</c>, or take loggers from it.</summary>
public sealed class LogCapture : ILoggerProvider, ILoggerFactory
{
    private readonly Lock _lock = new();
    private readonly List<LogEntry> _entries = [];

    /// <summary>Gets what was logged so far, in order.</summary>
    public IReadOnlyList<LogEntry> Entries
    {
        get
        {
            lock (_lock)
            {
                return [.. _entries];
            }
        }
    }

    /// <summary>Gets the entries of one event.</summary>
    /// <param name="eventId">The event's id.</param>
    /// <returns>Its entries so far, in order.</returns>
    public IReadOnlyList<LogEntry> Of(int eventId) => [.. Entries.Where(e => e.EventId.Id == eventId)];

    /// <summary>Waits until something is logged.</summary>
    /// <param name="match">What to wait for.</param>
    /// <param name="because">Why it must be logged.</param>
    /// <returns>The first entry that matches.</returns>
    /// <exception cref="TimeoutException">Nothing that matches was logged in 20 seconds. The message lists what was.</exception>
    public async Task<LogEntry> WaitForAsync(Func<LogEntry, bool> match, string because)
    {
        try
        {
            await Eventually.TrueAsync(() => Entries.Any(match), because);
        }
        catch (TimeoutException exception)
        {
            throw new TimeoutException($"{exception.Message}\nLogged:\n{this}", exception);
        }

        return Entries.First(match);
    }

    /// <inheritdoc/>
    public ILogger CreateLogger(string categoryName) => new Logger(this, categoryName);

    /// <summary>Makes a logger.</summary>
    /// <typeparam name="T">Who logs.</typeparam>
    /// <returns>The logger.</returns>
    public ILogger<T> CreateLogger<T>() => new Logger<T>(this);

    /// <inheritdoc/>
    public void AddProvider(ILoggerProvider provider) => throw new NotSupportedException("A LogCapture logs to itself alone.");

    /// <summary>Does nothing: what was logged can still be read.</summary>
    public void Dispose()
    {
    }

    /// <inheritdoc/>
    public override string ToString() => string.Join('\n', Entries);

    private sealed class Logger(LogCapture capture, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel != LogLevel.None;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            var values = new Dictionary<string, object?>(StringComparer.Ordinal);
            foreach (var (name, value) in state as IEnumerable<KeyValuePair<string, object?>> ?? [])
            {
                values[name] = value;
            }

            var entry = new LogEntry(category, logLevel, eventId, formatter(state, exception), values, exception);
            lock (capture._lock)
            {
                capture._entries.Add(entry);
            }
        }
    }
}
