using System.Globalization;
using System.Text;

namespace Clustering.Configuration.Internal;

/// <summary>A key and its value as a <c>.properties</c> file has them, placeholders untouched.</summary>
internal sealed record PropertiesEntry(string Key, string Value, int Line)
{
    // Not the value: it may be a secret.
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Key} (line {Line})");
}

/// <summary>Reads the syntax of <c>.properties</c> files, as Java and Spring do.</summary>
/// <remarks>
/// <c>#---</c> separates documents, and the later one wins: as the last of two equal keys wins anyway, it is but a comment here.
/// </remarks>
internal sealed class PropertiesParser(string text)
{
    private const char End = '\0';

    private int _position;
    private int _line = 1;

    public IEnumerable<PropertiesEntry> Parse()
    {
        while (SkipToKey())
        {
            var line = _line;
            var key = ReadKey();
            if (key.EndsWith("[]", StringComparison.Ordinal))
            {
                var index = 0;
                do
                {
                    yield return new($"{key[..^2]}[{index++.ToString(CultureInfo.InvariantCulture)}]", ReadValue(untilComma: true), line);
                }
                while (TrySkip(','));
            }
            else
            {
                yield return new(key, ReadValue(untilComma: false), line);
            }
        }
    }

    private static bool IsBlank(char character) => character is ' ' or '\t' or '\f';

    private static bool IsLineEnd(char character) => character is '\r' or '\n' or End;

    /// <summary>Whether a key follows. Empty lines and comments are passed; a comment cannot be continued.</summary>
    private bool SkipToKey()
    {
        while (_position < text.Length)
        {
            SkipBlanks();
            if (Current() is '#' or '!')
            {
                while (!IsLineEnd(Current()))
                {
                    _position++;
                }
            }

            if (!IsLineEnd(Current()))
            {
                return true;
            }

            SkipLineEnd();
        }

        return false;
    }

    private string ReadKey()
    {
        var key = new StringBuilder();
        while (!IsLineEnd(Current()) && Current() is not ('=' or ':') && !IsBlank(Current()))
        {
            Append(key);
        }

        SkipBlanks();
        if (Current() is '=' or ':')
        {
            _position++;
            SkipBlanks();
        }

        return key.ToString();
    }

    private string ReadValue(bool untilComma)
    {
        SkipBlanks();
        var value = new StringBuilder();
        while (!IsLineEnd(Current()) && !(untilComma && Current() == ','))
        {
            Append(value);
        }

        return value.ToString();
    }

    /// <summary>Takes one character, or what an escape stands for: nothing, where it joins two lines.</summary>
    private void Append(StringBuilder text)
    {
        var character = Take();
        if (character != '\\')
        {
            text.Append(character);
            return;
        }

        if (IsLineEnd(Current()))
        {
            SkipLineEnd();
            SkipBlanks();
            return;
        }

        var escaped = Take();
        text.Append(escaped switch
        {
            't' => '\t',
            'n' => '\n',
            'r' => '\r',
            'f' => '\f',
            'u' => TakeUnicode(),
            _ => escaped,
        });
    }

    private char TakeUnicode()
    {
        var digits = text.AsSpan(_position, Math.Min(4, text.Length - _position));
        if (digits.Length < 4 || !ushort.TryParse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var code))
        {
            throw new FormatException($"Line {_line}: '\\u' must be followed by four hexadecimal digits, as in \\u00E9.");
        }

        _position += 4;
        return (char)code;
    }

    private char Current() => _position < text.Length ? text[_position] : End;

    private char Take() => text[_position++];

    private bool TrySkip(char character)
    {
        if (Current() != character || _position >= text.Length)
        {
            return false;
        }

        _position++;
        return true;
    }

    private void SkipBlanks()
    {
        while (IsBlank(Current()))
        {
            _position++;
        }
    }

    private void SkipLineEnd()
    {
        if (_position >= text.Length)
        {
            return;
        }

        var first = Take();
        if (first == '\r' && Current() == '\n')
        {
            _position++;
        }

        _line++;
    }
}
