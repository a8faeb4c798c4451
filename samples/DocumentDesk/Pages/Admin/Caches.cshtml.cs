using Clustering.Caches;
using Clustering.Nodes;
using Clustering.Sessions;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace DocumentDesk.Pages.Admin;

/// <summary>How far each node is with each cache, and a way to have them all loaded again.</summary>
[Session(SessionAccess.ReadOnly)]
internal sealed class CachesModel(ICacheRegions caches) : PageModel
{
    // A node that lives answers within milliseconds.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    public IReadOnlyList<CacheRegionState> Regions { get; private set; } = [];

    public IReadOnlyList<ClusterNode> Nodes { get; private set; } = [];

    /// <summary>Gets or sets what was invalidated, when the page comes back from that.</summary>
    [BindProperty(SupportsGet = true)]
    public string? Invalidated { get; set; }

    public static CacheNodeState? StateOf(CacheRegionState region, ClusterNode node) => region.Nodes.FirstOrDefault(state => state.Node.Id == node.Id);

    public async Task OnGetAsync(CancellationToken cancellationToken)
    {
        Regions = await caches.ListNodesAsync(Patience, cancellationToken);
        Nodes = [.. Regions.SelectMany(region => region.Nodes).Select(state => state.Node).DistinctBy(node => node.Id).OrderBy(node => node.Name, StringComparer.Ordinal)];
    }

    public async Task<IActionResult> OnPostInvalidateAsync(string name, CancellationToken cancellationToken)
    {
        // No others, so that nobody makes up new ones.
        if (caches.List().All(region => region.Name != name))
        {
            return NotFound();
        }

        await caches.InvalidateAsync([name], cancellationToken);
        return Redirect($"/admin/caches?invalidated={Uri.EscapeDataString(name)}");
    }

    public async Task<IActionResult> OnPostInvalidateAllAsync(CancellationToken cancellationToken)
    {
        await caches.InvalidateAllAsync(cancellationToken);
        return Redirect("/admin/caches?invalidated=All");
    }
}
