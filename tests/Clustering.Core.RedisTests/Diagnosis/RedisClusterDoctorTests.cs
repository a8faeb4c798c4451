using Clustering.Contracts.Diagnosis;
using Clustering.Core.RedisTests.Redis;
using Clustering.Diagnosis;

namespace Clustering.Core.RedisTests.Diagnosis;

/// <summary>The contract of doctors, over the shared Redis.</summary>
public sealed class RedisClusterDoctorTests : ClusterDoctorContract
{
    protected override Task<IClusterDoctor> CreateAsync() => Task.FromResult<IClusterDoctor>(Doctor.Of(TestConnection.SharedSettings()));
}
