namespace Clustering.Configuration.Internal;

/// <summary>Finds what is wrong with one options class, all of it and without throwing.</summary>
internal interface IOptionsCheck
{
    IReadOnlyList<ConfigurationProblem> Run();
}
