namespace Clustering.Sessions;

public sealed class ClusterSessionOptions
{
    public TimeSpan? AbsoluteTimeout { get; set; }
    public TimeSpan LongestIdleTimeout { get; set; } = TimeSpan.FromDays(30);
    public TimeSpan TouchGranularity { get; set; } = TimeSpan.FromMinutes(1);
    public TimeSpan Budget { get; set; } = TimeSpan.FromSeconds(5);
    public SessionUnavailable OnUnavailable { get; set; }
    public TimeSpan RenewGrace { get; set; } = TimeSpan.FromSeconds(10);
    public int MaxBytes { get; set; } = 16 * 1024 * 1024;
    public int MaxKeys { get; set; } = 10_000;
    public long LocalCopyBytes { get; set; } = 64 * 1024 * 1024;
    public int MaxBlockingLoads { get; set; } = 16;
    public bool Encrypt { get; set; }
    public bool ReadStockSessions { get; set; } = true;
    public string StockInstanceName { get; set; } = "";
    internal TimeSpan DefaultIdleTimeout { get; set; } = TimeSpan.FromMinutes(20);
    public string? KeySecret { get; set; }
}
