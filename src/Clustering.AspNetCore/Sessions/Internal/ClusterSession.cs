using System.Diagnostics.CodeAnalysis;
using Clustering.Sessions;
using Microsoft.AspNetCore.Http;

namespace Clustering.Sessions.Internal;

/// <summary>The session of one request: what was read, and on top of it what the request changed.</summary>
/// <remarks>Reading is in <c>ClusterSession.Load.cs</c>, storing in <c>ClusterSession.Commit.cs</c>. Like every <see cref="ISession"/>, for one thread at a time.</remarks>
internal sealed partial class ClusterSession : ISession
{
    private readonly ClusterSessionServices _services;
    private readonly SessionBinding _binding;
    private readonly TimeSpan _idle;
    private readonly SessionIoBudget _budget;
    private readonly Dictionary<string, SessionWrite> _sets = [];
    private readonly HashSet<string> _removes = [];

    private string _credential;
    private string? _id;
    private SessionSnapshot? _snapshot;
    private bool _isNew;
    private bool _established;
    private bool _cleared;
    private SessionUserChange? _userChange;
    private TimeSpan? _ownIdleChange;

    /// <summary>Begins a request's session. Nothing is read yet.</summary>
    /// <param name="services">What all sessions share.</param>
    /// <param name="credential">What is in the cookie, or is to be.</param>
    /// <param name="id">The id that follows from it; <see langword="null"/> = not computed yet.</param>
    /// <param name="isNew">Whether the credential was made for this request.</param>
    /// <param name="idle">The app's idle timeout.</param>
    /// <param name="ioLimit">How long the request may wait for its session in all.</param>
    /// <param name="binding">What ties it to its request.</param>
    public ClusterSession(
        ClusterSessionServices services, string credential, string? id, bool isNew, TimeSpan idle, TimeSpan ioLimit, SessionBinding binding)
    {
        _services = services;
        _credential = credential;
        _id = id;
        _isNew = isNew;
        _idle = idle;
        _binding = binding;
        _budget = new SessionIoBudget(ioLimit, services.Time);
        if (isNew)
        {
            // Nothing is stored under a credential that has just been made: no need to ask.
            _loading = Task.CompletedTask;
        }
    }

    public SessionAccess Access { get; init; } = SessionAccess.OnDemand;

    /// <summary>Gets a value indicating whether ASP.NET Core's own middleware runs this session: it knows no touch, so a commit stands for it.</summary>
    public bool IsStockManaged { get; init; }

    /// <summary>Gets or sets a value indicating whether a thread had to wait for this session.</summary>
    public bool HasBlocked { get; private set; }

    /// <summary>Gets what is in the cookie, or is to be.</summary>
    public string Credential => _credential;

    /// <summary>Gets a value indicating whether the session was made and used by this request, so that it needs a cookie.</summary>
    public bool NeedsCookie => _isNew && _established && !_abandoned;

    public bool IsDirty => _cleared || _sets.Count > 0 || _removes.Count > 0 || _userChange is not null || _ownIdleChange is not null;

    /// <summary>Gets the failure that made reading or storing impossible, where the policy is to fail.</summary>
    public ClusterUnavailableException? Failure { get; private set; }

    public string Id => _id ??= _services.Ids.IdOf(_credential);

    public bool IsAvailable
    {
        get
        {
            try
            {
                EnsureLoaded();
                return !_degraded;
            }
            catch (ClusterUnavailableException)
            {
                return false;
            }
        }
    }

    public IEnumerable<string> Keys
    {
        get
        {
            EnsureLoaded();
            return VisibleKeys();
        }
    }

    public bool TryGetValue(string key, [NotNullWhen(true)] out byte[]? value)
    {
        ArgumentNullException.ThrowIfNull(key);
        EnsureLoaded();
        return TryGetLoaded(key, out value);
    }

    public void Set(string key, byte[] value)
    {
        ArgumentNullException.ThrowIfNull(value);
        SetValue(key, value, null);
    }

    public void SetValue(string key, byte[] value, TimeSpan? lifetime)
    {
        ArgumentNullException.ThrowIfNull(key);
        EnsureWritable();
        EnsureEstablished();

        // The same value again is no change, unless it is to live for another time.
        if (lifetime is null && IsAsStored(key, value))
        {
            return;
        }

        _removes.Remove(key);
        _sets[key] = new SessionWrite(SessionEnvelope.Pack(value), lifetime);
    }

    public void Remove(string key)
    {
        ArgumentNullException.ThrowIfNull(key);
        EnsureWritable();
        _sets.Remove(key);
        if (!_cleared && _snapshot?.Entries.ContainsKey(key) == true)
        {
            _removes.Add(key);
        }
    }

    public void Clear()
    {
        EnsureWritable();
        _sets.Clear();
        _removes.Clear();
        _ownIdleChange = null;
        _userChange = null;
        _cleared = _snapshot is not null;
    }

    public void Abandon()
    {
        Clear();
        _abandoned = true;
        if (!_isNew)
        {
            _binding.DeleteCookie();
        }
    }

    public void SetUser(string? user, string? device)
    {
        EnsureWritable();
        if (user is not null)
        {
            EnsureEstablished();
        }

        // Each sign-in counts, also of the same user: it comes after revocations that an earlier one does not.
        _userChange = user is null && GetUser() is null ? null : new(user, device);
    }

    public string? GetUser()
    {
        EnsureLoaded();
        return _userChange is { } change ? change.Name : _cleared ? null : _snapshot?.User;
    }

    public void SetIdleTimeout(TimeSpan? timeout)
    {
        if (timeout is { } own && (own <= TimeSpan.Zero || own > _services.Options.LongestIdleTimeout))
        {
            throw new ArgumentOutOfRangeException(
                nameof(timeout), timeout,
                $"A session's idle timeout must be more than zero and at most Clustering:Sessions:LongestIdleTimeout ({_services.Options.LongestIdleTimeout}).");
        }

        EnsureWritable();
        EnsureEstablished();
        _ownIdleChange = (_cleared ? null : _snapshot?.OwnIdle) == timeout ? null : timeout ?? TimeSpan.Zero;
    }

    private bool _abandoned;

    private IEnumerable<string> VisibleKeys()
    {
        var now = ServerNow();
        foreach (var key in _sets.Keys)
        {
            yield return key;
        }

        if (_cleared || _snapshot is null)
        {
            yield break;
        }

        foreach (var (key, entry) in _snapshot.Entries)
        {
            if (entry.Deadline > now && !_removes.Contains(key) && !_sets.ContainsKey(key))
            {
                yield return key;
            }
        }
    }

    private bool TryGetLoaded(string key, [NotNullWhen(true)] out byte[]? value)
    {
        if (_sets.TryGetValue(key, out var write))
        {
            value = write.Envelope[1..];
            return true;
        }

        if (TryGetStored(key, out var entry))
        {
            value = Unpack(key, entry.Envelope);
            return true;
        }

        value = null;
        return false;
    }

    private bool TryGetStored(string key, out SessionEntry entry)
    {
        entry = default;
        return !_cleared && _snapshot is not null && !_removes.Contains(key)
            && _snapshot.Entries.TryGetValue(key, out entry) && entry.Deadline > ServerNow();
    }

    private bool IsAsStored(string key, byte[] value)
    {
        if (_sets.TryGetValue(key, out var write))
        {
            return write.Lifetime is null && write.Envelope.AsSpan(1).SequenceEqual(value);
        }

        return TryGetStored(key, out var entry) && entry.Deadline == long.MaxValue && entry.Envelope[0] switch
        {
            SessionEnvelope.Plain => entry.Envelope.AsSpan(1).SequenceEqual(value),
            SessionEnvelope.Protected => Unpack(key, entry.Envelope).AsSpan().SequenceEqual(value),
            _ => false,
        };
    }

    private byte[] Unpack(string key, byte[] envelope) => envelope[0] switch
    {
        SessionEnvelope.Plain => envelope[1..],
        SessionEnvelope.Protected => _services.Protector.Unprotect(_snapshot!.Incarnation, key, envelope),
        var format => throw new InvalidDataException(
            $"The session's value '{key}' has the format {format}, which this version does not know. It was left as it is; run the newer version on all nodes."),
    };

    private void EnsureWritable()
    {
        if (Access == SessionAccess.ReadOnly)
        {
            throw new InvalidOperationException(
                "This endpoint is declared [Session(SessionAccess.ReadOnly)], so it cannot change the session. Declare it Required.");
        }

        EnsureLoaded();
    }

    // A new session needs a cookie, and that is possible only before the response starts.
    private void EnsureEstablished()
    {
        if (_isNew && !_established)
        {
            if (!_binding.TryEstablish())
            {
                throw new InvalidOperationException("The session cannot be established after the response has started.");
            }

            _established = true;
        }
    }
}
