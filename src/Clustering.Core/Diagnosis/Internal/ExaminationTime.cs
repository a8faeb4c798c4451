namespace Clustering.Diagnosis.Internal;

/// <summary>The time that one examination has: for each check, and in all.</summary>
internal sealed class ExaminationTime(TimeProvider provider, TimeSpan check, TimeSpan whole)
{
    private readonly long _began = provider.GetTimestamp();

    public TimeProvider Provider => provider;

    /// <summary>Gets how long one check may take.</summary>
    public TimeSpan Check => check;

    /// <summary>Gets how long all of them may take.</summary>
    public TimeSpan Whole => whole;

    /// <summary>Gets how much is left of the whole.</summary>
    public TimeSpan Left => whole - provider.GetElapsedTime(_began);
}
