namespace DocumentDesk.News;

/// <summary>What was changed lately, the latest first.</summary>
/// <param name="Lines">The lines.</param>
/// <param name="Revision">The fence of the run that has told the latest, or 0.</param>
internal sealed record NewsBook(IReadOnlyList<NewsLine> Lines, long Revision)
{
    private const int Most = 20;

    public static NewsBook Empty { get; } = new([], 0);

    public NewsBook With(NewsLine line, long fence) => new([line, .. Lines.Where(other => other.Operation != line.Operation).Take(Most - 1)], fence);
}
