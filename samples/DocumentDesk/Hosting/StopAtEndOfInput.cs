namespace DocumentDesk.Hosting;

/// <summary>
/// Stops the app when its standard input ends. Whoever starts the app through a pipe stops it by closing that, and the app does not
/// outlive its parent, however that ends, on any operating system.
/// </summary>
internal sealed class StopAtEndOfInput(IHostApplicationLifetime lifetime) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        // A thread of its own: reading a pipe cannot be cancelled, and a background thread does not keep the process.
        new Thread(Watch) { IsBackground = true, Name = "End of input" }.Start();
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private void Watch()
    {
        using var input = Console.OpenStandardInput();
        var buffer = new byte[64];
        while (input.Read(buffer) > 0)
        {
            // Only the end counts.
        }

        lifetime.StopApplication();
    }
}
