using Clustering.Configuration.Internal;

namespace Clustering.Nodes.Internal;

/// <summary>The settings of <see cref="NodeOptions"/>.</summary>
internal static class NodeOptionsTable
{
    public const string Section = "Clustering:Nodes";

    public static OptionsTable<NodeOptions> Table { get; } = new OptionsTable<NodeOptions>(Section)
        .Add(nameof(NodeOptions.Name), TextType.Between(1, 128), options => options.Name, (options, value) => options.Name = value,
            "The name of this node that people see.",
            defaultText: "the machine's name")
        .Add(nameof(NodeOptions.Address), TextType.Any, options => options.Address, (options, value) => options.Address = value,
            "How other machines reach this node, such as http://10.0.0.7:8080.")
        .Add(nameof(NodeOptions.Zone), TextType.Any, options => options.Zone, (options, value) => options.Zone = value,
            "The data centre, rack or availability zone.")
        .Add(nameof(NodeOptions.Heartbeat), new DurationType(TimeSpan.FromMilliseconds(100), TimeSpan.FromMinutes(1)),
            options => options.Heartbeat, (options, value) => options.Heartbeat = value,
            "How often the node says that it is alive.")
        .Add(nameof(NodeOptions.Lease), new DurationType(TimeSpan.FromMilliseconds(300), TimeSpan.FromMinutes(10)),
            options => options.Lease, (options, value) => options.Lease = value,
            "After how long a silent node counts as dead. At least three times Heartbeat.")
        .Rule(options => options.Lease >= options.Heartbeat * 3 ? null : new(
            nameof(NodeOptions.Lease),
            new(
                $"It is less than three times {Section}:Heartbeat ({Durations.Show(options.Heartbeat)}), so two lost heartbeats would bury a living node.",
                $"Make it {Durations.Show(options.Heartbeat * 3)} or longer, or Heartbeat shorter.")));
}
