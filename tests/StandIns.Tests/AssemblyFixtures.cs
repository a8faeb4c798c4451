using Clustering.Testing;

[assembly: AssemblyFixture(typeof(SharedRedis))]

// One at a time: some measure what the whole process holds.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
