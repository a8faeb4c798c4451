using System.Security;
using Clustering.Configuration.Internal;

namespace Clustering.Redis.Internal.Tls;

/// <summary>Reads what settings name, once.</summary>
/// <param name="folder">Where relative paths begin: the content root, as for <c>appsettings.json</c>.</param>
internal sealed class TlsFiles(string folder)
{
    /// <summary>What a setting names, or what is wrong with it.</summary>
    public byte[]? Read(Setting<TlsContent> setting, SettingValue given, out SettingComplaint? complaint)
    {
        var source = (TlsContent)given.Value;
        complaint = null;
        if (source.Inline is not null)
        {
            return source.Inline;
        }

        string? path = null;
        byte[]? content = null;
        try
        {
            path = Path.GetFullPath(Path.Combine(folder, source.Path!));
            content = File.ReadAllBytes(path);
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            complaint = new($"There is no such file{At(path)}.", $"Correct the path. A relative one begins at {folder}.");
        }
        catch (UnauthorizedAccessException)
        {
            complaint = Directory.Exists(path)
                ? new($"It is a folder{At(path)}.", "Name the file in it.")
                : new($"The file{At(path)} may not be read by the user {Environment.UserName}.", "Give this user the right to read it.");
        }
        catch (Exception exception) when (exception is IOException or ArgumentException or NotSupportedException or SecurityException)
        {
            complaint = new(
                $"The file{At(path)} cannot be read ({exception.GetType().Name}).", "See that it is an ordinary file, and that nobody has locked it.");
        }

        if (content is { Length: 0 })
        {
            content = null;
            complaint = new($"The file{At(path)} is empty.", "Write the certificates into it, or name another file.");
        }

        return content;

        // What may be a key, given where a path was wanted, is not repeated.
        string At(string? full) => full is not null && setting.Type.Mask(given.Text) != given.Text.Trim() ? "" : $" {full}";
    }
}
