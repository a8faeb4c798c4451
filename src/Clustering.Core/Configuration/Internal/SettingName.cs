namespace Clustering.Configuration.Internal;

/// <summary>A name that the user made up for a section, such as that of a bundle of certificates.</summary>
/// <remarks>
/// Compared by letters and digits alone, in any case: in an environment variable a name has no dashes, and <c>REDIS_CA</c> may be meant
/// for <c>redis-ca</c> as well as for <c>redis.ca</c>.
/// </remarks>
/// <param name="section">The path before the name.</param>
/// <param name="written">The name as the user wrote it.</param>
internal sealed class SettingName(string section, string written) : IEquatable<SettingName>
{
    public string Section { get; } = section;

    /// <summary>Gets what to compare with <see cref="KeyOf"/>.</summary>
    public string Key { get; } = KeyOf(written);

    public static string KeyOf(string written) =>
        string.Concat(written.Where(char.IsAsciiLetterOrDigit)).ToLowerInvariant();

    public bool Equals(SettingName? other) => other is not null && Section == other.Section && Key == other.Key;

    public override bool Equals(object? obj) => Equals(obj as SettingName);

    public override int GetHashCode() => HashCode.Combine(Section, Key);

    public override string ToString() => written;
}
