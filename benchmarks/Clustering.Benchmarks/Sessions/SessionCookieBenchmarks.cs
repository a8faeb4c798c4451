using BenchmarkDotNet.Attributes;
using Clustering.Sessions.Internal;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Session;
using Microsoft.Extensions.DependencyInjection;

namespace Clustering.Benchmarks.Sessions;

/// <summary>What does opening a session's cookie cost? ASP.NET Core's middleware has it decrypted for each request.</summary>
[MemoryDiagnoser]
public class SessionCookieBenchmarks
{
    private const int Visitors = 64;

    private readonly DefaultHttpContext[] _requests = new DefaultHttpContext[Visitors];
    private ServiceProvider _services = null!;
    private SessionCookies _cookies = null!;
    private IDataProtector _protector = null!;
    private int _next;

    /// <summary>Makes the visitors' requests.</summary>
    [GlobalSetup]
    public void MakeRequests()
    {
        _services = InProcessServices.Create();
        _cookies = _services.GetRequiredService<SessionCookies>();
        _protector = _services.GetRequiredService<IDataProtectionProvider>().CreateProtector(nameof(SessionMiddleware));
        for (var i = 0; i < Visitors; i++)
        {
            var response = new DefaultHttpContext();
            _cookies.Append(response, SessionIds.NewCredential());
            _requests[i] = new DefaultHttpContext();
            _requests[i].Request.Headers.Cookie = response.Response.Headers.SetCookie.ToString().Split(';')[0];
            _cookies.Read(_requests[i], out _);
        }
    }

    /// <summary>Forgets them.</summary>
    [GlobalCleanup]
    public void Forget() => _services.Dispose();

    [Benchmark(Baseline = true)]
    public byte[] Open_Decrypted()
    {
        var text = Next().Request.Cookies[_cookies.Options.Cookie.Name!]!;
        return _protector.Unprotect(Convert.FromBase64String(text.PadRight((text.Length + 3) / 4 * 4, '=')));
    }

    [Benchmark]
    public string Open_Remembered() => _cookies.Read(Next(), out _)!.Id;

    private DefaultHttpContext Next() => _requests[_next++ % Visitors];
}
