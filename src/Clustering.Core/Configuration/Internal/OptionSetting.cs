namespace Clustering.Configuration.Internal;

/// <summary>A property of an options class that can be configured.</summary>
internal sealed class OptionSetting<TOptions>(Setting setting, Func<TOptions, object?> get, Action<TOptions, object> set)
{
    public Setting Setting { get; } = setting;

    public object? Get(TOptions options) => get(options);

    public void Set(TOptions options, object value) => set(options, value);
}
