using Microsoft.Extensions.FileProviders;
using Microsoft.Extensions.Hosting;

namespace Clustering.Core.Tests.Configuration;

internal sealed class NamedEnvironment(string applicationName) : IHostEnvironment
{
    public string EnvironmentName { get; set; } = Environments.Development;

    public string ApplicationName { get; set; } = applicationName;

    public string ContentRootPath { get; set; } = "";

    public IFileProvider ContentRootFileProvider { get; set; } = new NullFileProvider();
}
