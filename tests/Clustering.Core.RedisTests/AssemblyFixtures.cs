using Clustering.Testing;

[assembly: AssemblyFixture(typeof(SharedRedis))]
