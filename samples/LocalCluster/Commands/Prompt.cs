namespace LocalCluster.Commands;

/// <summary>Commands from the keyboard, or from a pipe.</summary>
internal static class Prompt
{
    /// <summary>Reads and runs commands until <c>quit</c>, the end of the input or Ctrl+C.</summary>
    public static async Task RunAsync(Interpreter interpreter, Journal journal, CancellationToken cancellationToken)
    {
        var any = false;
        while (true)
        {
            journal.Prompt();

            string? line;
            try
            {
                // A read from the console cannot be cancelled; it is left behind on its thread, which does not keep the process.
                line = await Task.Run(Console.ReadLine, cancellationToken).WaitAsync(cancellationToken);
            }
            finally
            {
                journal.EndPrompt();
            }

            if (line is null)
            {
                break;
            }

            any = true;
            try
            {
                if (!await interpreter.RunAsync(line, cancellationToken))
                {
                    return;
                }
            }
            catch (CommandException exception)
            {
                journal.Bad("", exception.Message);
            }
        }

        if (!any)
        {
            // Started without a keyboard, as by a service or with input from /dev/null: run until told to stop.
            await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);
        }
    }
}
