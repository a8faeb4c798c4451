namespace DocumentDesk.Hosting;

internal static class HostingExtensions
{
    /// <summary>With <c>StopAtEndOfInput=true</c>, as LocalCluster starts it, the app ends with its parent.</summary>
    public static void StopAtEndOfInputIfAsked(this WebApplicationBuilder builder)
    {
        if (builder.Configuration.GetValue<bool>("StopAtEndOfInput"))
        {
            builder.Services.AddHostedService<StopAtEndOfInput>();
        }
    }
}
