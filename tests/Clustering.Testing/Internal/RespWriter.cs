using System.Globalization;
using System.Text;

namespace Clustering.Testing.Internal;

/// <summary>Writes RESP2: what <see cref="RespReader"/> reads.</summary>
internal static class RespWriter
{
    public static byte[] Write(object? value)
    {
        var text = new StringBuilder();
        Append(text, value);
        return Encoding.UTF8.GetBytes(text.ToString());
    }

    private static void Append(StringBuilder to, object? value)
    {
        switch (value)
        {
            case string text:
                to.Append(CultureInfo.InvariantCulture, $"${Encoding.UTF8.GetByteCount(text)}\r\n{text}\r\n");
                break;
            case RespStatus status:
                to.Append(CultureInfo.InvariantCulture, $"+{status.Text}\r\n");
                break;
            case RespError error:
                to.Append(CultureInfo.InvariantCulture, $"-{error.Message}\r\n");
                break;
            case int or long:
                to.Append(CultureInfo.InvariantCulture, $":{value}\r\n");
                break;
            case IReadOnlyCollection<object?> items:
                to.Append(CultureInfo.InvariantCulture, $"*{items.Count}\r\n");
                foreach (var item in items)
                {
                    Append(to, item);
                }

                break;
            case RespNullArray:
                to.Append("*-1\r\n");
                break;
            case null:
                to.Append("$-1\r\n");
                break;
            default:
                throw new NotSupportedException($"A {value.GetType().Name} is not RESP2.");
        }
    }
}
