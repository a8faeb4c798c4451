using Microsoft.Extensions.Options;

namespace Clustering.Configuration.Internal;

/// <inheritdoc/>
/// <remarks>
/// The options are made here a second time, unvalidated: <c>IOptions.Value</c> would throw, with texts in place of problems, and nothing
/// could be told about the other sections.
/// </remarks>
internal sealed class OptionsCheck<TOptions>(
    OptionsTable<TOptions> table,
    ClusterConfiguration configuration,
    IEnumerable<IConfigureOptions<TOptions>> configure,
    IEnumerable<IPostConfigureOptions<TOptions>> postConfigure,
    IEnumerable<IValidateOptions<TOptions>> validations) : IOptionsCheck
    where TOptions : class, new()
{
    public IReadOnlyList<ConfigurationProblem> Run()
    {
        var options = new OptionsFactory<TOptions>(configure, postConfigure, validations: []).Create(Options.DefaultName);

        return
        [
            .. table.Check(options, configuration.Clustering),
            .. validations
                .Where(validation => validation is not OptionsBinding<TOptions>)
                .Select(validation => validation.Validate(Options.DefaultName, options))
                .Where(result => result.Failed)
                .SelectMany(result => result.Failures ?? [])
                .Select(failure => new ConfigurationProblem(typeof(TOptions).Name, null, "the app's own validation", failure, "See the app's code.")),
        ];
    }
}
