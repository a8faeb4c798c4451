using System.Diagnostics.CodeAnalysis;

namespace Clustering.Configuration.Internal;

/// <summary>What kind of value a setting takes: how it is written, what is allowed, how it is shown.</summary>
internal abstract class SettingType(string name)
{
    /// <summary>One or two words for tables: <c>duration</c>.</summary>
    public string Name { get; } = name;

    /// <summary>Name and bounds, for tables: <c>duration, 100ms to 1m</c>.</summary>
    public virtual string Summary => Name;

    /// <summary>What may be written, to follow "Write".</summary>
    public abstract string Allowed { get; }

    public virtual bool IsSecret => false;

    public virtual bool IsList => false;

    /// <summary>Reads and checks. The text is not blank.</summary>
    public abstract bool TryRead(string text, [NotNullWhen(true)] out object? value, [NotNullWhen(false)] out SettingComplaint? complaint);

    /// <summary>Checks a value that did not come from text but from code.</summary>
    public abstract SettingComplaint? CheckValue(object value);

    /// <summary>Shows a value as one would write it.</summary>
    public abstract string Show(object? value);

    /// <summary>Shows what was written, without what nobody should read.</summary>
    public virtual string Mask(string text) => IsSecret ? "***" : text;

    /// <summary>Whether two spellings that differ in text say the same: <c>5s</c> and <c>5000</c>.</summary>
    public virtual bool AreSame(object left, object right) => left.Equals(right);
}

/// <inheritdoc/>
internal abstract class SettingType<T>(string name) : SettingType(name)
    where T : notnull
{
    public override bool TryRead(
        string text, [NotNullWhen(true)] out object? value, [NotNullWhen(false)] out SettingComplaint? complaint)
    {
        if (TryParse(text, out var parsed, out complaint))
        {
            complaint = Check(parsed);
        }

        value = complaint is null ? parsed : null;
        return complaint is null;
    }

    public override SettingComplaint? CheckValue(object value) => Check((T)value);

    public override string Show(object? value) => value is null ? "" : Show((T)value);

    protected abstract bool TryParse(
        string text, [NotNullWhen(true)] out T? value, [NotNullWhen(false)] out SettingComplaint? complaint);

    protected virtual SettingComplaint? Check(T value) => null;

    protected virtual string Show(T value) => value.ToString() ?? "";
}
