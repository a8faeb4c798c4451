// A desk for documents: sign in, search, read, keep a basket, change what nobody else is changing. An ordinary ASP.NET Core app; the lines with a number are
// what makes it a cluster of as many nodes as you start.

using Clustering.Nodes;
using DocumentDesk.Accounts;
using DocumentDesk.Administration;
using DocumentDesk.Books;
using DocumentDesk.Documents;
using DocumentDesk.Hosting;
using DocumentDesk.Nodes;
using DocumentDesk.Reservations;
using DocumentDesk.Visitors;
using DocumentDesk.Work;

var builder = WebApplication.CreateBuilder(args);

builder.AddClustering()                                   // (1) sessions, keys and health over Redis
    .AddBooks()                                           // (2) classes, rights and texts in every node's memory
    .AddDocumentWork();                                   // (3) what comes of a save, done by whichever node is free
builder.Services.AddSession(options =>
{
    options.Cookie.Name = "desk.session";
    options.Cookie.IsEssential = true;
    options.IdleTimeout = TimeSpan.FromMinutes(30);
});

builder.Services.AddDeskAccounts();
builder.Services.AddDocuments();
builder.Services.AddHttpContextAccessor();
builder.Services.AddScoped<Visitor>();
builder.Services.AddRazorPages(options => options.Conventions
    .AuthorizeFolder("/").AllowAnonymousToPage("/SignIn").AllowAnonymousToPage("/Error")
    .AuthorizeFolder("/Admin", AccountServices.Administrator));
builder.StopAtEndOfInputIfAsked();

var app = builder.Build();

app.UseNodeHeader();
app.UseExceptionHandler("/error");
app.UseStatusCodePagesWithReExecute("/error", "?code={0}");
app.UseStaticFiles();
app.UseRouting();
app.UseClusterSession();                                  // (4) in place of UseSession()
app.UseAuthentication();
app.UseAuthorization();

app.MapRazorPages();
app.MapGroup("/api").MapAccounts().MapDocuments().MapReservations().MapVisitors().MapNodes().MapAdministration();
app.MapClustering("/cluster");                            // (5) what a load balancer asks

app.Run();
