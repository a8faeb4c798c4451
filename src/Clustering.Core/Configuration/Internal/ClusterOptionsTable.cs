namespace Clustering.Configuration.Internal;

/// <summary>The settings of <see cref="ClusterOptions"/>.</summary>
internal static class ClusterOptionsTable
{
    public const string Section = "Clustering";

    private static readonly TextType Names = new(
        "1 to 64 letters, digits, '-', '_' and '.'",
        name => name.Length is 0 or > 64
            ? new($"It has {name.Length} characters.")
            : name.FirstOrDefault(character => !char.IsAsciiLetterOrDigit(character) && character is not ('-' or '_' or '.')) is var odd and not '\0'
                ? new($"'{odd}' is not allowed in it: the name is part of every key in Redis.")
                : null);

    public static OptionsTable<ClusterOptions> Table { get; } = new OptionsTable<ClusterOptions>(Section)
        .Add(nameof(ClusterOptions.Name), Names, options => options.Name, (options, value) => options.Name = value,
            "The cluster's name. Processes with the same name and the same Redis are one cluster.",
            defaultText: "the application's name")
        .Add(nameof(ClusterOptions.Startup), new EnumType<ClusterStartup>(), options => options.Startup, (options, value) => options.Startup = value,
            "What the app does if Redis is away when it starts: start and say so, wait, or not start.")
        .Rule(options => string.IsNullOrEmpty(options.Name)
            ? new(nameof(ClusterOptions.Name), new("It is not set, and the app has no name of its own to take."))
            : null);
}
