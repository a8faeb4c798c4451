namespace LocalCluster.Commands;

/// <summary>Commands from a file, one a line. The first that fails ends it.</summary>
internal static class Script
{
    public static async Task RunAsync(string path, Interpreter interpreter, Journal journal, CancellationToken cancellationToken)
    {
        var lines = await File.ReadAllLinesAsync(path, cancellationToken);
        for (var i = 0; i < lines.Length; i++)
        {
            switch (Words.Of(lines[i]))
            {
                case []:
                    continue;
                case not ["print", ..]:
                    journal.Detail($"line {i + 1}", lines[i].Trim());
                    break;
            }

            try
            {
                if (!await interpreter.RunAsync(lines[i], cancellationToken))
                {
                    return;
                }
            }
            catch (CommandException exception)
            {
                throw new CommandException($"{Path.GetFileName(path)}, line {i + 1}: {exception.Message}");
            }
        }
    }
}
