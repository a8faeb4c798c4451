using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Numerics;
using System.Text.RegularExpressions;

namespace Clustering.Configuration.Internal;

/// <summary>Durations as Spring reads them, and as .NET writes them.</summary>
/// <remarks>
/// <list type="bullet">
/// <item>a whole number with a unit, <c>ns us ms s m h d</c> in any case; without one it is milliseconds;</item>
/// <item>ISO 8601 as Java reads it: days, hours, minutes, seconds, and no other unit: <c>PT2S</c>, <c>P1DT2H</c>, <c>PT0.5S</c>;</item>
/// <item>.NET's own <c>[d.]hh:mm:ss[.fffffff]</c>, always with all three parts.</item>
/// </list>
/// ConfigurationBinder is no help here: to it, 60000 is sixty thousand days.
/// </remarks>
internal static partial class Durations
{
    private const string Units = "the units are ns, us, ms, s, m, h and d";

    public static bool TryParse(string text, out TimeSpan duration, [NotNullWhen(false)] out string? reason)
    {
        var written = text.Trim();
        duration = default;

        if (Simple().Match(written) is { Success: true } simple)
        {
            if (NanosecondsOf(simple.Groups[2].Value) is not { } unit)
            {
                reason = $"'{text}' is not a duration: there is no unit '{simple.Groups[2].Value}' ({Units}).";
                return false;
            }

            var number = BigInteger.Parse(simple.Groups[1].Value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
            return FromNanoseconds(number * unit, text, out duration, out reason);
        }

        if (Iso().Match(written) is { Success: true } iso && written[^1] is not ('T' or 't' or 'P' or 'p'))
        {
            return FromNanoseconds(Nanoseconds(iso), text, out duration, out reason);
        }

        // With two colons: to .NET, 5 alone is five days and 00:05 five minutes, and neither is what one would guess.
        if (written.AsSpan().Count(':') == 2 && TimeSpan.TryParseExact(written, "c", CultureInfo.InvariantCulture, out duration))
        {
            reason = null;
            return true;
        }

        reason = $"'{text}' is not a duration{Hint(written)}.";
        return false;
    }

    /// <summary>The shortest exact way to write it: <c>5s</c>, <c>100ms</c>, <c>30d</c>.</summary>
    public static string Show(TimeSpan duration)
    {
        (long Ticks, string Unit)[] units =
        [
            (TimeSpan.TicksPerDay, "d"), (TimeSpan.TicksPerHour, "h"), (TimeSpan.TicksPerMinute, "m"),
            (TimeSpan.TicksPerSecond, "s"), (TimeSpan.TicksPerMillisecond, "ms"), (TimeSpan.TicksPerMicrosecond, "us"),
        ];
        if (duration == TimeSpan.Zero)
        {
            return "0s";
        }

        foreach (var (ticks, unit) in units)
        {
            if (duration.Ticks % ticks == 0)
            {
                return (duration.Ticks / ticks).ToString(CultureInfo.InvariantCulture) + unit;
            }
        }

        return duration.ToString("c", CultureInfo.InvariantCulture);
    }

    private static string Hint(string written)
    {
        if (Decimal().IsMatch(written))
        {
            return ": there are no decimals; write 1500ms for 1.5s";
        }

        if (written.StartsWith('P') || written.StartsWith('p'))
        {
            return ": of ISO 8601 there are days, hours, minutes and seconds, such as P1DT2H or PT0.5S";
        }

        if (written.Contains(' ', StringComparison.Ordinal))
        {
            return ": there is a blank in it";
        }

        return written.Contains(':', StringComparison.Ordinal) ? ": with colons it needs hours, minutes and seconds, such as 00:05:00" : "";
    }

    private static long? NanosecondsOf(string unit) => unit.ToUpperInvariant() switch
    {
        "NS" => 1,
        "US" => 1_000,
        "" or "MS" => 1_000_000,
        "S" => 1_000_000_000,
        "M" => 60_000_000_000,
        "H" => 3_600_000_000_000,
        "D" => 86_400_000_000_000,
        _ => null,
    };

    private static BigInteger Nanoseconds(Match iso)
    {
        BigInteger Part(string group, string unit) => iso.Groups[group] is { Success: true } part
            ? BigInteger.Parse(part.Value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture) * NanosecondsOf(unit)!.Value
            : BigInteger.Zero;

        var fraction = iso.Groups["fraction"] is { Success: true, Length: > 0 } digits
            ? BigInteger.Parse(digits.Value.PadRight(9, '0'), CultureInfo.InvariantCulture)
            : BigInteger.Zero;
        if (iso.Groups["seconds"].Value.StartsWith('-'))
        {
            fraction = -fraction;
        }

        var sum = Part("days", "d") + Part("hours", "h") + Part("minutes", "m") + Part("seconds", "s") + fraction;
        return iso.Groups["sign"].Value == "-" ? -sum : sum;
    }

    private static bool FromNanoseconds(
        BigInteger nanoseconds, string text, out TimeSpan duration, [NotNullWhen(false)] out string? reason)
    {
        var ticks = nanoseconds / 100;
        if (ticks > long.MaxValue || ticks < long.MinValue)
        {
            duration = default;
            reason = $"'{text}' is longer than any duration can be.";
            return false;
        }

        duration = new TimeSpan((long)ticks);
        reason = null;
        return true;
    }

    [GeneratedRegex("^([+-]?[0-9]+)([a-zA-Z]{0,2})$", RegexOptions.CultureInvariant)]
    private static partial Regex Simple();

    [GeneratedRegex(
        "^(?<sign>[+-]?)P(?:(?<days>[+-]?[0-9]+)D)?(?:T(?:(?<hours>[+-]?[0-9]+)H)?(?:(?<minutes>[+-]?[0-9]+)M)?" +
        "(?:(?<seconds>[+-]?[0-9]+)(?:[.,](?<fraction>[0-9]{0,9}))?S)?)?$",
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Iso();

    [GeneratedRegex(@"^[+-]?[0-9]*[.,][0-9]+\s*[a-zA-Z]*$", RegexOptions.CultureInvariant)]
    private static partial Regex Decimal();
}
