using System.Globalization;

namespace LocalCluster;

/// <summary>The console: a line for each event, around the prompt.</summary>
internal sealed class Journal
{
    private const string Red = "\e[31m";
    private const string Green = "\e[32m";
    private const string Grey = "\e[90m";
    private const string Plain = "\e[0m";
    private const string PromptText = "> ";

    private readonly Lock _lock = new();
    private readonly bool _coloured = !Console.IsOutputRedirected;
    private bool _prompting;

    public void Say(string who, string what) => Write("", who, what);

    public void Good(string who, string what) => Write(Green, who, what);

    public void Bad(string who, string what) => Write(Red, who, what);

    public void Detail(string who, string what) => Write(Grey, who, what);

    /// <summary>Shows the prompt until <see cref="EndPrompt"/>; events go above it. Nothing where nobody types.</summary>
    public void Prompt()
    {
        lock (_lock)
        {
            _prompting = !Console.IsInputRedirected;
            if (_prompting)
            {
                Console.Write(PromptText);
            }
        }
    }

    public void EndPrompt()
    {
        lock (_lock)
        {
            _prompting = false;
        }
    }

    private void Write(string colour, string who, string what)
    {
        var time = TimeProvider.System.GetLocalNow().ToString("HH:mm:ss.f", CultureInfo.InvariantCulture);
        lock (_lock)
        {
            Console.WriteLine(_coloured
                ? $"{(_prompting ? "\r" : "")}{Grey}{time}{Plain}  {colour}{who,-8}  {what}{Plain}"
                : $"{time}  {who,-8}  {what}");
            if (_prompting)
            {
                Console.Write(PromptText);
            }
        }
    }
}
