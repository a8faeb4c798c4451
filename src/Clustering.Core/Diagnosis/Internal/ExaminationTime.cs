namespace Clustering.Diagnosis.Internal;

/// <summary>The time that one examination has: for each check, and in all.</summary>
internal sealed class ExaminationTime(TimeProvider provider, TimeSpan connectTimeout)
{
    /// <summary>The most that one check may take.</summary>
    public static readonly TimeSpan LongestCheck = TimeSpan.FromSeconds(2);

    /// <summary>The most that all of them may take.</summary>
    public static readonly TimeSpan Whole = TimeSpan.FromSeconds(10);

    private readonly long _began = provider.GetTimestamp();

    public TimeProvider Provider => provider;

    /// <summary>Gets how long one check may take: no longer than the app would wait for a connection.</summary>
    public TimeSpan Check { get; } = connectTimeout < LongestCheck ? connectTimeout : LongestCheck;

    /// <summary>Gets how much is left of the whole.</summary>
    public TimeSpan Left => Whole - provider.GetElapsedTime(_began);
}
