namespace DocumentDesk.Accounts;

/// <summary>Somebody who may use the desk.</summary>
/// <param name="Name">What they sign in with.</param>
/// <param name="DisplayName">What they are called.</param>
/// <param name="Role">What they do.</param>
internal sealed record DemoUser(string Name, string DisplayName, string Role)
{
    /// <summary>Gets the first letters of the name, for the small picture.</summary>
    public static string InitialsOf(string displayName) => string.Concat(displayName.Split(' ').Select(part => part[0]));
}
