using Microsoft.Extensions.Options;

namespace Clustering.Configuration.Internal;

/// <summary>Fills and checks one options class by its table.</summary>
internal sealed class OptionsBinding<TOptions>(ClusterConfiguration configuration, OptionsTable<TOptions> table)
    : IConfigureOptions<TOptions>, IValidateOptions<TOptions>
    where TOptions : class, new()
{
    public void Configure(TOptions options) => table.Configure(options, configuration.Clustering);

    public ValidateOptionsResult Validate(string? name, TOptions options)
    {
        if (name != Options.DefaultName)
        {
            return ValidateOptionsResult.Skip;
        }

        var problems = table.Check(options, configuration.Clustering);
        return problems.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(problems.Select(problem => problem.ToString()));
    }
}
