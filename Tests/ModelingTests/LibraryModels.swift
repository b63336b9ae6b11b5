import Basics
import Modeling

/// Toy models: shelves in a tree, books on them, genres and tags.
struct Shelf: Model {
    static let schema = Schema<Shelf>(
        "library.shelf", plural: "shelves", pluralName: "shelves", naturalKey: ["name", "parent"], ordering: ["_name"],
        features: .organizational, tree: "parent")

    let name = Field<String>(.required, .unique, .maxLength(5), .search, .naturalSort)
    let parent = OptionalRef<Shelf>(.cascade, .relatedName("children"), .tree)
    init() {}
}

struct Genre: Model {
    static let schema = Schema<Genre>("library.genre", plural: "genres", ordering: ["-name"], features: .plain)

    let name = Field<String>(.required, .unique)
    init() {}
}

struct Book: Model {
    static let schema = Schema<Book>(
        "library.book", plural: "old-books", name: "old book", modelName: "OldBook", naturalKey: ["title"],
        ordering: ["title", "-pages"], lookup: "title", unique: [UniqueSet("title", "shelf")],
        display: .prefixed("Book: ", "title"), search: ["shelf.name"],
        filters: [
            .path("shelf_parent", ["shelf", "parent"]), .tree("place", ["shelf"]),
            .boolean("thick") { isThick, _ in
                let thick = FieldPaths<Book>().pages > 500
                return isThick ? thick : .not(thick)
            },
            .bound("published_before", ["published"], .lessOrEqual), .textContains("published_like", ["published"]),
            .custom("known") { values, _ in
                guard values != ["bad"] else { throw ValueError("No.") }
                return .always
            },
            .reserved("owner"), .reserved("has_owner"),
        ])

    let title = Field<String>(.required, .maxLength(10), .search)
    let pages = Field<Int>(.range(1...5000), .default(.int(100)))
    let price = Field<Amount?>()
    let weight = Field<Double?>()
    let published = Field<CalendarDay?>()
    let borrowed = Field<Timestamp?>()
    let isLent = Field<Bool>()
    let note = Field<String?>()
    let code = Field<String>(.filters(.contains))
    let printed = Field<CalendarDay?>(.filters(.exactRange))
    let secret = Field<String>(.hidden)
    let cover = Field<String?>(.choices([Choice("hard", "Hard"), Choice("soft", "Soft")]))
    let state = Field<String>(.labelledChoices([Choice("new", "New"), Choice("worn", "Worn")]), .default(.text("new")))
    let extras = Field<JSONDocument>()
    let labels = Field<StringList>()
    let guid = Field<Identifier?>()
    let shelf = Ref<Shelf>(.protect, .tree, .relatedName("books"))
    let twin = OptionalRef<Book>(.setNull, .filters(.idOnly))
    let genres = ManyRef<Genre>(.own, .relatedName("books"))
    let owner = Reserved()
    let uses = Derived(.constant("0"))
    init() {}
}

struct Tagging: Model {
    static let schema = Schema<Tagging>(
        "extras.tag", plural: "tags", naturalKey: ["name"], ordering: ["name"], features: .organizational)
    let name = Field<String>(.required, .unique)
    init() {}
}

/// Allows fields to be made with rules that the toy models do not have.
struct Slip: Model {
    static let schema = Schema<Slip>("nautobot_device_lifecycle_mgmt.slip", plural: "slips", features: [])
    let required = Field<String>(.required)
    let day = Field<CalendarDay>()
    let stamp = Field<Timestamp>(.readOnly)
    let list = Field<StringList>(.required, .format(.contentType))
    let lat = Field<Latitude?>()
    let count = Field<Int>()
    init() {}
}

enum Toys {
    static let catalog = Catalog([Shelf.schema, Genre.schema, Book.schema, Tagging.schema, Slip.schema])
    static func key(_ number: UInt64) -> Identifier { Identifier(high: 7, low: number) }
}
