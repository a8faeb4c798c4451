using Microsoft.AspNetCore.Identity;

namespace DocumentDesk.Accounts;

/// <summary>The users of the demonstration. All have the same password, and it is shown on the sign-in page.</summary>
internal sealed class DemoUsers
{
    public const string Password = "desk";

    /// <summary>The role of who may end other people's reservations, and change what the desk looks like and who may do what.</summary>
    public const string Administration = "Administration";

    private const string Contracts = "Contracts";
    private const string Accounting = "Accounting";

    private static readonly DemoUser Nobody = new("", "", "");

    private readonly PasswordHasher<DemoUser> _hasher = new();
    private readonly Dictionary<string, (DemoUser User, string Hash)> _users;
    private readonly string _hashOfNobody;

    public DemoUsers()
    {
        _users = All.ToDictionary(user => user.Name, user => (user, _hasher.HashPassword(user, Password)), StringComparer.OrdinalIgnoreCase);
        _hashOfNobody = _hasher.HashPassword(Nobody, Guid.NewGuid().ToString());
    }

    /// <summary>Gets what users do. What they may do is for the access lists to say.</summary>
    public static IReadOnlyList<string> Roles { get; } = [Contracts, Accounting, Administration];

    public IReadOnlyList<DemoUser> All { get; } =
    [
        new("anna", "Anna Keller", Contracts),
        new("bruno", "Bruno Sander", Accounting),
        new("clara", "Clara Wirth", Administration),
    ];

    /// <summary>Says what somebody is called; the name itself if there is nobody of that name.</summary>
    public string NameOf(string name) => _users.TryGetValue(name, out var found) ? found.User.DisplayName : name;

    /// <summary>Checks a password. An unknown name takes as long as a wrong password, so that names cannot be found out.</summary>
    public DemoUser? Check(string name, string password)
    {
        var (user, hash) = _users.GetValueOrDefault(name, (Nobody, _hashOfNobody));
        return _hasher.VerifyHashedPassword(user, hash, password) != PasswordVerificationResult.Failed ? user : null;
    }
}
