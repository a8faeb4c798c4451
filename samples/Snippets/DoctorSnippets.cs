using Clustering.Diagnosis;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Snippets;

/// <summary>The code of docs/doctor.md.</summary>
internal static class DoctorSnippets
{
    public static async Task AskAsync(IClusterDoctor doctor, CancellationToken cancellationToken)
    {
        var diagnosis = await doctor.ExamineAsync(cancellationToken);
        Console.WriteLine(diagnosis);                             // every check, what was found, and what to do
    }

    public static async Task<int> ProgramAsync(string[] args)
    {
        var builder = Host.CreateApplicationBuilder(args);
        builder.AddClusteringCore();

        using var host = builder.Build();
        var found = await host.Services.GetRequiredService<IClusterDoctor>().ExamineAsync();
        Console.WriteLine(found);
        return found.Status == ClusterFindingStatus.Failed ? 1 : 0;
    }
}
