using System.Diagnostics.CodeAnalysis;

namespace Clustering.Configuration.Internal;

/// <summary>A span of time between two bounds, both allowed.</summary>
internal sealed class DurationType(TimeSpan minimum, TimeSpan maximum) : SettingType<TimeSpan>("duration")
{
    public TimeSpan Minimum { get; } = minimum;

    public TimeSpan Maximum { get; } = maximum;

    public override string Summary => Maximum == TimeSpan.MaxValue
        ? $"{Name}, {Durations.Show(Minimum)} or longer"
        : $"{Name}, {Durations.Show(Minimum)} to {Durations.Show(Maximum)}";

    public override string Allowed
    {
        get
        {
            var bounds = Maximum == TimeSpan.MaxValue
                ? $"{Durations.Show(Minimum)} or longer"
                : $"from {Durations.Show(Minimum)} to {Durations.Show(Maximum)}";
            return $"a duration {bounds}, such as 5s, PT5S or 00:00:05; a number alone is milliseconds";
        }
    }

    protected override string Show(TimeSpan value) => Durations.Show(value);

    protected override SettingComplaint? Check(TimeSpan value)
    {
        if (value < Minimum)
        {
            return new($"{Durations.Show(value)} is shorter than {Durations.Show(Minimum)}.");
        }

        return value > Maximum ? new($"{Durations.Show(value)} is longer than {Durations.Show(Maximum)}.") : null;
    }

    protected override bool TryParse(string text, out TimeSpan value, [NotNullWhen(false)] out SettingComplaint? complaint)
    {
        complaint = Durations.TryParse(text, out value, out var reason) ? null : new(reason);
        return complaint is null;
    }
}
