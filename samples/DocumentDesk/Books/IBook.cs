namespace DocumentDesk.Books;

/// <summary>What the desk must know of a kind of book.</summary>
/// <typeparam name="T">The book.</typeparam>
internal interface IBook<T>
{
    /// <summary>Gets the name of its cache, and of where it is kept.</summary>
    static abstract string Name { get; }

    /// <summary>Gets how it is until somebody changes it.</summary>
    static abstract T Initial { get; }
}
