namespace Clustering.Operations.Internal;

/// <summary>How many more operations than there are free places a worker should have at hand: what it can begin within a few milliseconds.</summary>
internal sealed class OperationPace(int places, TimeProvider time)
{
    /// <summary>How long what is at hand may take to begin.</summary>
    private static readonly TimeSpan Ahead = TimeSpan.FromMilliseconds(20);

    private const int Most = 256;
    private const double Weight = 0.05;

    private double _average = double.MaxValue;

    /// <summary>Gets how many a worker should have, running and at hand.</summary>
    public int Target
    {
        get
        {
            var average = Volatile.Read(ref _average);
            return average >= Ahead.TotalSeconds * places ? places : places + (int)Math.Min(Most, places * Ahead.TotalSeconds / Math.Max(average, 1e-7));
        }
    }

    /// <summary>Notes how long one took. Two that write at once lose one, which does no harm.</summary>
    public void Took(long began)
    {
        var took = time.GetElapsedTime(began).TotalSeconds;
        var average = Volatile.Read(ref _average);
        Volatile.Write(ref _average, average == double.MaxValue ? took : average + (Weight * (took - average)));
    }

    /// <summary>Notes that what was at hand has not begun: nothing is taken ahead until handlers are fast again.</summary>
    public void Stalled() => Volatile.Write(ref _average, Ahead.TotalSeconds * places);
}
