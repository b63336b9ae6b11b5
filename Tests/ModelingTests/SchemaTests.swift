import Basics
import Modeling
import Testing

@Suite struct SchemaTests {
    @Test func `names follow from the identifier`() {
        let names = Book.schema.names
        #expect(names.identifier == "library.book")
        #expect(names.table == "library_book")
        #expect(names.path == "/api/library/old-books/")
        #expect(names.app == "library" && names.model == "book")
        #expect(names.verbose == "old book" && names.title == "Old book" && names.verbosePlural == "old books")
        #expect(names.modelName == "OldBook")
        #expect(Shelf.schema.names.verbosePlural == "shelves")
        #expect(Shelf.schema.names.modelName == "Shelf")
    }

    @Test func `models of the lifecycle app live under plugins and in short tables`() {
        #expect(Slip.schema.names.table == "lifecycle_slip")
        #expect(Slip.schema.names.path == "/api/plugins/nautobot-device-lifecycle-mgmt/slips/")
    }

    @Test func `columns come in the order key, fields, sort keys, common tail`() {
        #expect(
            Shelf.schema.columns.map(\.name)
                == ["id", "name", "parent_id", "_name", "created", "last_updated", "custom_field_data"])
        #expect(Genre.schema.columns.map(\.name) == ["id", "name", "created", "last_updated"])
        #expect(Slip.schema.columns.first?.name == "id" && Slip.schema.createdIndex == nil)
        #expect(Shelf.schema.columns[3].sortKeyOf == 1)
    }

    @Test func `fields without a column have no place in the row`() {
        for name in ["genres", "owner", "uses"] {
            #expect(Book.schema.fieldsByName[name]?.index == -1)
            #expect(Book.schema.columnIndex[name] == nil)
        }
        #expect(Book.schema.columnIndex["shelf"] == Book.schema.columnIndex["shelf_id"])
        #expect(Book.schema.fieldsByName["shelf"]?.column == "shelf_id")
    }

    @Test func `fields come in the order of their properties`() {
        #expect(Shelf.schema.fields.map(\.info.name) == ["name", "parent"])
        #expect(Shelf.schema.fields.map(\.ordinal) == [0, 1])
        #expect(Shelf.schema.field(of: \.name) === Shelf.schema.handles.name)
        #expect(Shelf.schema.field(of: \.parent) === Shelf.schema.handles.parent)
    }

    @Test func `sets of references say where their pairs are kept, other fields do not`() throws {
        let genres = try #require(Book.schema.fieldsByName["genres"])
        guard case .own = genres.joinTable else {
            Issue.record("the pairs of genres are kept in \(String(describing: genres.joinTable))")
            return
        }
        #expect(genres.isManyToMany && Book.schema.ownSets.contains { $0 === genres })
        #expect(Book.schema.fieldsByName["shelf"]?.isManyToMany == false)
        #expect(Book.schema.fieldsByName["title"]?.joinTable == nil)
    }

    @Test func `a property's words become name and label`() {
        let field = Book.schema.fieldsByName["is_lent"]
        #expect(field?.info.label == "Is lent")
        #expect(field?.info.kind == .boolean)
    }

    @Test func `a blank row holds every default`() throws {
        let book = Record<Book>(id: ID(Toys.key(1)))
        #expect(book.title == "" && book.pages == 100 && !book.isLent && book.state == "new")
        #expect(book.note == nil && book.price == nil && book.cover == nil)
        #expect(book.extras.text == "{}" && book.labels.elements.isEmpty)
        #expect(book.values.last == .json("{}"))
        #expect(book.values[try #require(Book.schema.createdIndex)] == .null)
    }

    @Test func `what cannot be filled in otherwise is required`() {
        func isRequired(_ schema: AnySchema, _ name: String) -> Bool? { schema.fieldsByName[name]?.info.isRequired }
        #expect(isRequired(Book.schema, "title") == true)
        #expect(isRequired(Book.schema, "pages") == false)
        #expect(isRequired(Book.schema, "shelf") == true)
        #expect(isRequired(Book.schema, "twin") == false)
        #expect(isRequired(Slip.schema, "day") == true)
        #expect(isRequired(Slip.schema, "count") == true)
        #expect(isRequired(Slip.schema, "stamp") == false)
    }

    @Test func `a model without a name is looked up and shown by id`() {
        #expect(Slip.schema.lookupField == "id")
        #expect(Slip.schema.display.paths == ["id"])
        #expect(Shelf.schema.lookupField == "name")
        #expect(Book.schema.lookupField == "title")
    }

    @Test func `a collision of several fields has a message unless one is given`() {
        #expect(
            Book.schema.unique[0].errors
                == FieldErrors("non_field_errors", ["The fields title, shelf must make a unique set."]))
        #expect(UniqueSet("a", message: FieldErrors("a", "Taken.")).errors == FieldErrors("a", "Taken."))
    }
}

@Suite struct RecordTests {
    @Test func `cells are read and written with the types of the fields`() {
        var book = Record<Book>(id: ID(Toys.key(1)))
        book.title = "Emma"
        book.pages = 474
        book.price = Amount(hundredths: 1250)
        book.weight = 0.5
        book.published = CalendarDay("1815-12-23")
        book.borrowed = Timestamp("2026-01-02T03:04:05Z")
        book.isLent = true
        book.note = "a"
        book.labels = ["x.y", "z.w"]
        book.extras = JSONDocument(text: "[1]")
        book.guid = Toys.key(9)
        book.shelf = ID(Toys.key(2))
        book.twin = ID(Toys.key(3))
        let again = Record<Book>(values: book.values)
        #expect(again == book)
        #expect(again.title == "Emma" && again.pages == 474 && again.price?.hundredths == 1250)
        #expect(again.published == CalendarDay("1815-12-23") && again.guid == Toys.key(9))
        #expect(again.labels.elements == ["x.y", "z.w"] && again.extras.text == "[1]")
        #expect(again.shelf.raw == Toys.key(2) && again.twin == ID(Toys.key(3)) && again.id.raw == Toys.key(1))
        book.twin = nil
        book.note = nil
        #expect(book.twin == nil && book.note == nil)
        #expect(book.values[Book.schema.fieldsByName["note"]?.index ?? 0] == .null)
    }

    @Test func `a cell of another kind reads as zero`() {
        var values = Record<Book>(id: ID(Toys.key(1))).values
        for index in values.indices { values[index] = .null }
        let book = Record<Book>(values: values)
        #expect(book.title == "" && book.pages == 0 && !book.isLent)
        #expect(book.shelf.raw == Identifier(high: 0, low: 0))
        #expect(book.labels.elements.isEmpty && book.extras.text == "null")
    }
}

@Suite struct CatalogTests {
    @Test func `models are found by identifier and by path`() {
        #expect(Toys.catalog["library.book"] === Book.schema)
        #expect(Toys.catalog["library.nothing"] == nil)
        #expect(Toys.catalog.schema(at: "/api/library/genres/") === Genre.schema)
    }

    @Test func `references are known from the row they point to`() {
        let toShelf = Toys.catalog.relations(to: Shelf.schema)
        #expect(Set(toShelf.map(\.name)) == ["children", "books"])
        #expect(Toys.catalog.relation("books", to: Genre.schema)?.source === Book.schema)
        #expect(Toys.catalog.relation("books", to: Genre.schema)?.field.info.name == "genres")
        // Named after the plural when nothing else is said.
        #expect(Toys.catalog.relation("old_books", to: Book.schema)?.field.info.name == "twin")
        #expect(Toys.catalog.relation("books", to: Book.schema) == nil)
        #expect(Toys.catalog.relations(to: Tagging.schema).isEmpty)
    }
}

@Suite struct PredicateTests {
    private let fields = FieldPaths<Book>()

    @Test func `operators name the path and the cell`() {
        #expect((fields.title == "a") == .compare(["title"], .equals, [.text("a")]))
        #expect((fields.title != "a") == .not(.compare(["title"], .equals, [.text("a")])))
        #expect((fields.pages < 1) == .compare(["pages"], .less, [.int(1)]))
        #expect((fields.pages <= 1) == .compare(["pages"], .lessOrEqual, [.int(1)]))
        #expect((fields.pages > 1) == .compare(["pages"], .greater, [.int(1)]))
        #expect((fields.pages >= 1) == .compare(["pages"], .greaterOrEqual, [.int(1)]))
        #expect((fields.note == String?.none) == .isNull(["note"]))
        #expect((fields.shelf.parent.name == "x") == .compare(["shelf", "parent", "name"], .equals, [.text("x")]))
        #expect((fields.twin == ID<Book>?.none) == .isNull(["twin"]))
        #expect((fields.genres == ID(Toys.key(1))) == .compare(["genres"], .equals, [.id(Toys.key(1))]))
    }

    @Test func `always and never vanish from what they are joined with`() {
        let some = fields.title == "a"
        let other = fields.pages == 1
        #expect((some && .always) == some && (.always && some) == some)
        #expect((some && .never) == .never && (.never && some) == .never)
        #expect((some || .never) == some && (.always || some) == .always)
        #expect((some && other) == .all([some, other]))
        #expect((some && other && some) == .all([some, other, some]))
        #expect(((some && other) && (other && some)) == .all([some, other, other, some]))
        #expect((some || other) == .any([some, other]) && !some == .not(some))
    }

    @Test func `a query narrows, sorts and limits`() {
        let query = Query<Book>().where { $0.title == "a" }.where { $0.pages > 1 }.sorted(by: "-title").limited(to: 3)
        #expect(query.predicate == ((fields.title == "a") && (fields.pages > 1)))
        #expect(query.ordering == ["-title"] && query.limit == 3)
    }
}
