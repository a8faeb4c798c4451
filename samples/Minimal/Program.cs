// The program of the README: one app, as many nodes as you start.
//
//     dotnet run --project samples/Minimal --urls http://localhost:5001 --redis.enabled=true
//     dotnet run --project samples/Minimal --urls http://localhost:5002 --redis.enabled=true
//
// Both count the same visits, whichever of them your browser asks.

using Clustering.Nodes;
using Clustering.Sessions;

var builder = WebApplication.CreateBuilder(args);

builder.AddClustering();                  // reads redis.enabled and spring.redis.*
builder.Services.AddSession();

var app = builder.Build();

app.UseClusterSession();                  // HttpContext.Session lives in the cluster
app.MapClustering("/cluster");            // /cluster/ready, /cluster/live, /cluster/health

app.MapGet("/", async (HttpContext context, IClusterNodes nodes) =>
        $"Visit {await context.Session.IncrementAsync("visits")}, answered by {nodes.Self.Name}.\n")
    .WithMetadata(new SessionAttribute(SessionAccess.Required));

app.Run();
