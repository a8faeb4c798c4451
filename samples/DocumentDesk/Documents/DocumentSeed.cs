using DocumentDesk.Classes;

namespace DocumentDesk.Documents;

/// <summary>The documents that every node begins with.</summary>
internal static class DocumentSeed
{
    private static readonly DocumentClass Contracts = ClassBook.Initial.Find("contracts")!;
    private static readonly DocumentClass Invoices = ClassBook.Initial.Find("invoices")!;
    private static readonly DocumentClass Minutes = ClassBook.Initial.Find("minutes")!;
    private static readonly DocumentClass Policies = ClassBook.Initial.Find("policies")!;
    private static readonly DocumentClass Projects = ClassBook.Initial.Find("projects")!;

    private static readonly Dictionary<DocumentClass, string[]> Passages = new()
    {
        [Contracts] =
        [
            "The parties agree on the services described in the annex. Changes need the written form; an exchange of e-mail is enough where both sides confirm.",
            "The agreement begins with the date of signature and is renewed by a year unless one of the parties gives notice three months before its end.",
            "Each party keeps confidential what it learns of the other, for as long as the agreement lasts and five years beyond.",
        ],
        [Invoices] =
        [
            "We thank you for your order and charge the items listed below. The prices are net; the tax is shown apart.",
            "Please pay within thirty days without deduction, and name the document number so that we can assign your payment.",
            "The goods remain ours until they are paid in full.",
        ],
        [Minutes] =
        [
            "The chair opened the meeting and found that everybody had been invited in time. The minutes of the last meeting were approved.",
            "After a long discussion the proposal was accepted with one vote against. The open points were given an owner and a date.",
            "There was no other business. The next meeting takes place in four weeks at the usual hour.",
        ],
        [Policies] =
        [
            "This policy holds for everybody who works here, for however long. Whoever leads a team sees to it that the team knows it.",
            "Exceptions are possible. They are asked for in writing, granted for a limited time and listed in the annex.",
            "The policy is reviewed every year. Proposals are welcome at any time and go to the owner named above.",
        ],
        [Projects] =
        [
            "The project has three phases. Each ends with a result that can be shown, and with the decision whether to go on.",
            "The largest risk is the move of the old data. It is rehearsed twice before the date, and the old system stays readable for a year.",
            "Time and budget are within the plan. The team asks for one more tester until the summer.",
        ],
    };

    private static readonly IReadOnlyList<Document> Documents =
    [
        New(1001, Contracts, "Frame agreement with Nordlicht Logistics", "Anna Keller", "2026-02-11", 18, "Transport and storage for all sites, at fixed prices until 2028."),
        New(1002, Contracts, "Lease of the building in Harbour Street", "Anna Keller", "2025-06-30", 42, "Ten years with an option for five more; the roof is ours to repair."),
        New(1003, Contracts, "Maintenance of the lifts", "Clara Wirth", "2026-01-15", 9, "Four inspections a year and a technician on site within two hours."),
        New(1004, Contracts, "Licence agreement for the drawing software", "Bruno Sander", "2025-11-03", 12, "Sixty seats, to be moved between people at will."),
        New(1005, Contracts, "Confidentiality agreement with Ostwind GmbH", "Anna Keller", "2026-03-20", 4, "Covers the talks on a common bid for the tunnel."),
        New(1006, Contracts, "Purchase of green electricity", "Clara Wirth", "2025-09-01", 15, "Two gigawatt hours a year from wind, hourly proof of origin."),
        New(1007, Invoices, "Invoice 26-0417, Nordlicht Logistics", "Bruno Sander", "2026-04-02", 2, "Transport in March, eleven runs, one of them at night."),
        New(1008, Invoices, "Invoice 26-0388, paper and printing", "Bruno Sander", "2026-03-18", 1, "Annual report, 400 copies on recycled paper."),
        New(1009, Invoices, "Credit note 26-0012, Ostwind GmbH", "Bruno Sander", "2026-03-25", 1, "Two survey days that were charged twice."),
        New(1010, Invoices, "Invoice 26-0402, cleaning", "Clara Wirth", "2026-03-31", 3, "First quarter, all floors, windows outside in February."),
        New(1011, Invoices, "Invoice 26-0299, network cables", "Bruno Sander", "2026-02-20", 2, "Rewiring of the second floor, with the measuring protocols."),
        New(1012, Invoices, "Reminder for invoice 25-1190", "Bruno Sander", "2026-01-28", 1, "Second reminder, the last before it goes to the lawyers."),
        New(1013, Minutes, "Management meeting, March", "Clara Wirth", "2026-03-09", 6, "Budget of the archive, the new entrance, holidays."),
        New(1014, Minutes, "Management meeting, February", "Clara Wirth", "2026-02-09", 5, "Bid for the tunnel; who speaks for us at the hearing."),
        New(1015, Minutes, "Works council and management", "Anna Keller", "2026-03-16", 8, "Working from home: two days are granted, three are tried out."),
        New(1016, Minutes, "Safety committee", "Clara Wirth", "2026-01-22", 4, "One accident, no injury; the ladders are replaced."),
        New(1017, Minutes, "Kick-off of the archive project", "Anna Keller", "2026-01-12", 7, "Aims, people, dates; what is thrown away and what is not."),
        New(1018, Minutes, "Review of the second sprint", "Bruno Sander", "2026-04-07", 3, "Search works, scanning waits for the new machine."),
        New(1019, Policies, "Retention of documents", "Clara Wirth", "2026-01-02", 11, "What is kept, for how long, and who may destroy it."),
        New(1020, Policies, "Passwords and second factors", "Bruno Sander", "2025-12-01", 6, "Long, different everywhere, in the vault; a key on the ring."),
        New(1021, Policies, "Travel", "Bruno Sander", "2025-10-15", 9, "By train where it takes less than six hours."),
        New(1022, Policies, "Visitors in the building", "Clara Wirth", "2025-08-20", 3, "At the desk, with a badge, never alone on the third floor."),
        New(1023, Policies, "Signing for the company", "Anna Keller", "2026-02-01", 5, "Who signs what up to which amount, and when two must."),
        New(1024, Policies, "Use of assistants that write text", "Anna Keller", "2026-03-01", 7, "Allowed for drafts; no personal data; somebody answers for the result."),
        New(1025, Projects, "Archive: concept", "Anna Keller", "2025-12-18", 34, "From eleven kilometres of shelves to one search field."),
        New(1026, Projects, "Archive: moving the old data", "Bruno Sander", "2026-02-27", 21, "Four million files, two rehearsals, one weekend."),
        New(1027, Projects, "New entrance: three designs", "Clara Wirth", "2026-03-12", 28, "Glass, brick and one with a tree in the middle."),
        New(1028, Projects, "Tunnel bid: risks", "Anna Keller", "2026-04-10", 16, "Water, neighbours and the price of steel."),
        New(1029, Projects, "Solar roof: yield after a year", "Clara Wirth", "2026-01-30", 8, "Eight percent more than promised, in spite of the snow."),
        New(1030, Projects, "Archive: training for everybody", "Bruno Sander", "2026-04-14", 13, "Two hours for readers, a day for those who file."),
    ];

    private static readonly Dictionary<string, Document> ById = Documents.ToDictionary(document => document.Id, StringComparer.OrdinalIgnoreCase);

    public static IReadOnlyList<Document> NewestFirst { get; } = [.. Documents.OrderByDescending(document => document.Date)];

    /// <summary>Finds a document by its number, whoever may read it.</summary>
    public static Document? Find(string id) => ById.GetValueOrDefault(id);

    private static Document New(int number, DocumentClass kind, string title, string author, string date, int pages, string summary) => new(
        $"D-{number}", title, kind, author, DateOnly.ParseExact(date, "yyyy-MM-dd"), pages, summary, [summary, .. Passages[kind]]);
}
