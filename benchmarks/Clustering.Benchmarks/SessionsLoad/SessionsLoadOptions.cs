using System.Globalization;

namespace Clustering.Benchmarks.SessionsLoad;

/// <summary>How the load is run.</summary>
/// <param name="Seconds">The length of a round.</param>
/// <param name="Rounds">How many rounds each app has in each scenario, in turn with the other.</param>
/// <param name="Connections">How many requests are under way at a time.</param>
/// <param name="Only">Only scenarios with this in their name, and no report is written; <see langword="null"/> = all.</param>
/// <param name="Check">Whether a missed target makes the exit code 1.</param>
internal sealed record SessionsLoadOptions(double Seconds = 3, int Rounds = 3, int Connections = 16, string? Only = null, bool Check = false)
{
    /// <exception cref="ArgumentException">An argument is not known, or has no value.</exception>
    public static SessionsLoadOptions Parse(string[] arguments)
    {
        var options = new SessionsLoadOptions();
        for (var i = 0; i < arguments.Length; i++)
        {
            options = arguments[i] switch
            {
                "--check" => options with { Check = true },
                "--seconds" => options with { Seconds = Number(arguments, ref i, 0.1, 600) },
                "--rounds" => options with { Rounds = (int)Number(arguments, ref i, 1, 100) },
                "--connections" => options with { Connections = (int)Number(arguments, ref i, 1, 256) },
                "--only" => options with { Only = Value(arguments, ref i) },
                var other => throw new ArgumentException($"'{other}' is not known. Allowed: --seconds, --rounds, --connections, --only, --check."),
            };
        }

        return options;
    }

    private static double Number(string[] arguments, ref int at, double least, double most)
    {
        var name = arguments[at];
        var text = Value(arguments, ref at);
        return double.TryParse(text, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most
            ? number
            : throw new ArgumentException(string.Create(CultureInfo.InvariantCulture, $"{name} must be {least} to {most}, not '{text}'."));
    }

    private static string Value(string[] arguments, ref int at) =>
        ++at < arguments.Length ? arguments[at] : throw new ArgumentException($"{arguments[at - 1]} has no value.");
}
