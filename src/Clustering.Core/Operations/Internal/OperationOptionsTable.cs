using Clustering.Configuration.Internal;

namespace Clustering.Operations.Internal;

/// <summary>The settings of <see cref="OperationOptions"/>.</summary>
internal static class OperationOptionsTable
{
    public const string Section = "Clustering:Operations";

    public static OptionsTable<OperationOptions> Table { get; } = new OptionsTable<OperationOptions>(Section)
        .Add(nameof(OperationOptions.Enabled), BooleanType.Instance, options => options.Enabled, (options, value) => options.Enabled = value,
            "Whether this node runs handlers. One that does not still enqueues.")
        .Add(nameof(OperationOptions.Lease), new DurationType(TimeSpan.FromSeconds(1), TimeSpan.FromHours(1)),
            options => options.Lease, (options, value) => options.Lease = value,
            "How long an operation stays with a node that dies, before another has it.")
        .Add(nameof(OperationOptions.RenewEvery), new DurationType(TimeSpan.FromMilliseconds(100), TimeSpan.FromMinutes(20)),
            options => options.RenewEvery, (options, value) => options.RenewEvery = value,
            "How often a node extends the leases of what it runs. At most a third of Lease.")
        .Add(nameof(OperationOptions.PollEvery), new DurationType(TimeSpan.FromMilliseconds(100), TimeSpan.FromMinutes(10)),
            options => options.PollEvery, (options, value) => options.PollEvery = value,
            "How often an idle node looks for operations whose announcement was lost.")
        .Add(nameof(OperationOptions.StopTimeout), new DurationType(TimeSpan.Zero, TimeSpan.FromMinutes(10)),
            options => options.StopTimeout, (options, value) => options.StopTimeout = value,
            "For how long a node that stops waits for its handlers before it cancels them.")
        .Rule(options => options.RenewEvery * 3 <= options.Lease ? null : new(
            nameof(OperationOptions.RenewEvery),
            new(
                $"It is more than a third of {Section}:Lease ({Durations.Show(options.Lease)}), so two lost renewals would lose every operation that runs.",
                $"Make it {Durations.Show(options.Lease / 3)} or shorter, or Lease longer.")));
}
