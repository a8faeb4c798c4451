namespace LocalCluster;

/// <summary>Something that was asked for could not be done, or was not as expected. The message is for a person.</summary>
/// <param name="message">What, and what to do.</param>
internal sealed class CommandException(string message) : Exception(message);
