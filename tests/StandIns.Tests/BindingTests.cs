using System.Reflection;
using StackExchange.Redis;

namespace StandIns.Tests;

public sealed class BindingTests
{
    private const int FirstMemberReference = 0x0A000001;

    /// <summary>A member that a stand-in lacks shows here, and not where StackExchange.Redis first calls it.</summary>
    [Fact]
    public void StackExchangeRedis_EveryMemberItRefersTo_IsThereAndPublic()
    {
        var module = typeof(ConnectionMultiplexer).Module;
        var missing = new List<string>();
        var found = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var token = FirstMemberReference; ; token++)
        {
            try
            {
                var member = Resolve(module, token);
                var assembly = member.Module.Assembly.GetName().Name!;
                found[assembly] = found.GetValueOrDefault(assembly) + 1;
                if (member.Module != module && !IsPublic(member))
                {
                    missing.Add($"{member.DeclaringType}.{member.Name} is not public");
                }
            }
            catch (ArgumentOutOfRangeException)
            {
                break; // There are no more.
            }
            catch (TypeLoadException exception) when (exception.Message.Contains("violates the constraint", StringComparison.Ordinal))
            {
                // Neither of the types that Resolve tries suits this one's type parameter.
            }
            catch (Exception exception) when (exception is MissingMemberException or TypeLoadException or IOException)
            {
                missing.Add(exception.Message);
            }
        }

        Assert.Empty(missing);
        Assert.InRange(found["Pipelines.Sockets.Unofficial"], 70, 100);
        Assert.Equal(1, found["System.IO.Hashing"]);
    }

    private static bool IsPublic(MemberInfo member)
    {
        var type = member.DeclaringType is { IsGenericType: true } generic ? generic.GetGenericTypeDefinition() : member.DeclaringType;
        return type?.IsVisible != false && member is not MethodBase { IsPublic: false, IsFamily: false };
    }

    // The constraints on a type parameter are not known here; one of the two satisfies most of them.
    private static MemberInfo Resolve(Module module, int token)
    {
        try
        {
            return ResolveWith(typeof(int));
        }
        catch (Exception exception) when (exception is not ArgumentOutOfRangeException)
        {
            return ResolveWith(typeof(EventArgs));
        }

        MemberInfo ResolveWith(Type argument)
        {
            Type[] arguments = [.. Enumerable.Repeat(argument, 4)];
            return module.ResolveMember(token, arguments, arguments)!;
        }
    }
}
