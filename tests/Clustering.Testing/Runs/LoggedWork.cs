using Clustering.Operations;

namespace Clustering.Testing.Runs;

/// <summary>An operation whose handler takes its time and writes down what it does.</summary>
/// <param name="Key">Its order key.</param>
/// <param name="Sequence">Which of that key it is, from 1.</param>
/// <param name="Milliseconds">How long its handler takes.</param>
/// <param name="IsStubborn">Whether its handler goes on when its token is cancelled, and then says that it has succeeded.</param>
[Operation("logged-work")]
public sealed record LoggedWork(string Key, int Sequence, int Milliseconds, bool IsStubborn = false);
