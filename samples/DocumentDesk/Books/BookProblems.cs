namespace DocumentDesk.Books;

/// <summary>Why a book is not changed.</summary>
internal static class BookProblems
{
    public const string ChangedMeanwhileText = "Somebody has changed it since you opened this page. What you chose is still here; saving again puts it in place of that.";

    public static IResult ChangedMeanwhile() =>
        Results.Problem("Somebody has changed it since you read it: read it again.", statusCode: StatusCodes.Status409Conflict);
}
