using System.Runtime.CompilerServices;
using Clustering.Testing;

namespace StandIns.Tests;

internal static class Keys
{
    // These tests are about the client, which knows of no cluster and of no time to live.
    [ModuleInitializer]
    internal static void MayStay() => Array.ForEach(["k", "p", "n", "v", "after"], KeySweep.MayStay);
}
