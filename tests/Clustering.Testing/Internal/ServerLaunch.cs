namespace Clustering.Testing.Internal;

/// <summary>A server's command line, and what it takes to get in.</summary>
/// <param name="Program">The program, on the PATH or by its full path.</param>
/// <param name="Arguments">Its arguments.</param>
/// <param name="App">For the code under test.</param>
/// <param name="Test">For the test itself, which may do everything.</param>
/// <param name="IsClosed">Whether the rig itself cannot get in, because the server wants a certificate that the test has made.</param>
internal sealed record ServerLaunch(string Program, string[] Arguments, ServerAccess App, ServerAccess Test, bool IsClosed = false);
