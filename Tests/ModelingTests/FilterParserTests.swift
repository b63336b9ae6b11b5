import Basics
import Modeling
import Testing

/// Knows a few names per model.
private struct FakeResolver: FilterResolver {
    let today = CalendarDay(daysSinceEpoch: 20_000)
    let settings = DomainSettings()
    var known: [String: [String: Identifier]] = [
        "library.shelf": ["A1": Toys.key(1), "A2": Toys.key(2)], "library.genre": ["Crime": Toys.key(3)],
        "library.book": ["Emma": Toys.key(4)], "extras.tag": ["red": Toys.key(5), "blue": Toys.key(6)],
    ]

    func resolve(
        _ values: [String], in schema: AnySchema, by attribute: String
    ) throws -> (found: [Identifier], missing: [String]) {
        let names = known[schema.identifier] ?? [:]
        var found: [Identifier] = []
        var missing: [String] = []
        for value in values {
            let byID = Identifier(value).flatMap { id in names.values.contains(id) ? id : nil }
            if let id = byID ?? (attribute == "id" ? nil : names[value]) {
                found.append(id)
            } else {
                missing.append(value)
            }
        }
        return (found, missing)
    }

    func identifiers(_ schema: AnySchema, where predicate: Predicate) throws -> [Identifier] {
        (known[schema.identifier] ?? [:]).values.sorted()
    }
}

@Suite struct FilterParserTests {
    private func parse(_ name: String, _ values: String..., in schema: AnySchema = Book.schema) throws -> Predicate {
        try FilterParser(schema, Toys.catalog, resolver: FakeResolver()).parse([(name, values)])
    }

    private func messages(_ name: String, _ values: String..., in schema: AnySchema = Book.schema) -> [String] {
        do {
            _ = try FilterParser(schema, Toys.catalog, resolver: FakeResolver()).parse([(name, values)])
            return []
        } catch let problem as Problem {
            #expect(problem.kind == .invalidInput)
            #expect(problem.fields.map(\.field) == [name])
            return problem.fields.flatMap(\.messages)
        } catch {
            return ["\(error)"]
        }
    }

    @Test("every lookup of a text", arguments: Lookup.allCases.filter { Lookup.text.contains($0) && $0 != .isnull })
    func text(_ lookup: Lookup) throws {
        let (comparison, isNegated) = try #require(lookup.comparison)
        let name = lookup == .exact ? "note" : "note__\(lookup.rawValue)"
        let plain = Predicate.compare(["note"], comparison, [.text("a"), .text("b")])
        #expect(try parse(name, "a", "b") == (isNegated ? .not(plain) : plain))
        #expect(try parse(name, "", "") == .always)
    }

    @Test(
        "every lookup of numbers and dates",
        arguments: Lookup.allCases.filter { Lookup.ordered.contains($0) && $0 != .isnull })
    func ordered(_ lookup: Lookup) throws {
        let (comparison, isNegated) = try #require(lookup.comparison)
        let suffix = lookup == .exact ? "" : "__\(lookup.rawValue)"
        let day = CalendarDay(daysSinceEpoch: 0)
        let expected: [(String, String, Value)] = [
            ("pages", "7", .int(7)), ("weight", "0.5", .double(0.5)), ("price", "12.5", .int(1250)),
            ("published", "1970-01-01", .day(day)), ("borrowed", "1970-01-01T00:00:00Z", .timestamp(Timestamp(day))),
            ("created", "1970-01-01T00:00:00Z", .timestamp(Timestamp(day))),
        ]
        for (name, text, cell) in expected {
            let plain = Predicate.compare([name], comparison, [cell])
            #expect(try parse(name + suffix, text) == (isNegated ? .not(plain) : plain))
        }
    }

    @Test(
        "lookups that do not fit the kind are unknown",
        arguments: [
            "pages__ic", "published__re", "note__lt", "is_lent__n", "is_lent__isnull", "shelf__ic", "code__n",
            "printed__lt", "secret", "secret__n", "nothing", "title__nothing", "uses", "genres__gt", "thick__n",
            "known__n",
            "tags__ic", "place__ic", "has_title", "has_nothing", "created__ic", "labels__ic", "extras__ic",
        ])
    func unknown(_ name: String) {
        #expect(messages(name, "1") == ["Unknown filter field"])
    }

    @Test func `null is asked for by isnull and by the word`() throws {
        #expect(try parse("note__isnull", "true") == .isNull(["note"]))
        #expect(try parse("note__isnull", "False") == .not(.isNull(["note"])))
        #expect(try parse("note__isnull", "perhaps") == .always)
        #expect(try parse("twin", "null") == .isNull(["twin"]))
        #expect(try parse("shelf", "A1", "null") == .any([.within(["shelf"], [Toys.key(1)]), .isNull(["shelf"])]))
        #expect(try parse("shelf__isnull", "1") == .isNull(["shelf"]))
        #expect(
            try parse("cover", "null")
                == (.isNull(["cover"]) || .compare(["cover"], .equals, [.text("")])))
        // Without choices the word is a text like any other.
        #expect(try parse("note", "null") == .compare(["note"], .equals, [.text("null")]))
    }

    @Test func `a truth value that is none is passed over`() throws {
        #expect(try parse("is_lent", "true") == .compare(["is_lent"], .equals, [.bool(true)]))
        #expect(try parse("is_lent", "0") == .compare(["is_lent"], .equals, [.bool(false)]))
        #expect(try parse("is_lent", "true", "false") == .compare(["is_lent"], .equals, [.bool(false)]))
        #expect(try parse("is_lent", "perhaps") == .always)
        #expect(try parse("thick", "perhaps") == .always)
    }

    @Test func `references are named, given by id, negated, and taken with what is below them`() throws {
        #expect(try parse("shelf", "A1", "A2") == .within(["shelf"], [Toys.key(1), Toys.key(2)]))
        #expect(try parse("shelf__n", "A1") == .not(.within(["shelf"], [Toys.key(1)])))
        #expect(try parse("shelf_id", Toys.key(1).description) == .compare(["shelf"], .equals, [.id(Toys.key(1))]))
        #expect(try parse("genres", "Crime") == .compare(["genres"], .equals, [.id(Toys.key(3))]))
        #expect(try parse("twin", Toys.key(4).description) == .compare(["twin"], .equals, [.id(Toys.key(4))]))
        #expect(try parse("shelf_parent", "A1") == .within(["shelf", "parent"], [Toys.key(1)]))
        #expect(try parse("place", "A1") == .within(["shelf"], [Toys.key(1)]))
        #expect(try parse("books", "Emma", in: Shelf.schema) == .compare(["books"], .equals, [.id(Toys.key(4))]))
    }

    @Test func `a reference that names nothing is refused`() {
        let choice = "Select a valid choice. Z9 is not one of the available choices."
        #expect(messages("shelf", "A1", "Z9") == [choice])
        #expect(messages("genres", "Z9") == [choice])
        #expect(messages("tags", "Z9") == [choice])
        #expect(messages("twin", "Emma") == ["“Emma” is not a valid UUID."])
        let absent = Toys.key(99).description
        #expect(messages("twin", absent) == ["Select a valid choice. \(absent) is not one of the available choices."])
        #expect(messages("state", "odd") == ["Select a valid choice. odd is not one of the available choices."])
        #expect(messages("known", "bad") == ["No."])
    }

    @Test func `all of several tags, none of several negated ones`() throws {
        #expect(try parse("tags", "red", "blue") == .all([.tagged([Toys.key(5)]), .tagged([Toys.key(6)])]))
        #expect(try parse("tags__n", "red", "blue") == .not(.any([.tagged([Toys.key(5)]), .tagged([Toys.key(6)])])))
        #expect(try parse("tags__isnull", "true") == .not(.tagged([Toys.key(5), Toys.key(6)])))
    }

    @Test func `sets and relations are asked for by has`() throws {
        #expect(try parse("has_genres", "true") == .not(.isNull(["genres"])))
        #expect(try parse("has_books", "false", in: Shelf.schema) == .isNull(["books"]))
        #expect(try parse("has_owner", "true") == .never)
        #expect(try parse("has_owner", "false") == .always)
        #expect(try parse("owner", "null") == .always)
        #expect(messages("owner", "x") == ["Select a valid choice. x is not one of the available choices."])
    }

    @Test func `bounds and ranges`() throws {
        let day = CalendarDay(daysSinceEpoch: 0)
        #expect(
            try parse("published_before", "1970-01-01T10:00:00Z")
                == .compare(["published"], .lessOrEqual, [.day(day)]))
        #expect(messages("published_before", "noon") == ["Enter a valid date."])
        #expect(try parse("published_like", "197") == .compare(["published"], .containsIgnoringCase, [.text("197")]))
        #expect(try parse("printed__lte", "1970-01-01") == .compare(["printed"], .lessOrEqual, [.day(day)]))
        #expect(try parse("code", "a", "b") == .compare(["code"], .contains, [.text("b")]))
        #expect(
            try parse("labels", "a", "b")
                == .all([
                    .compare(["labels"], .listContains, [.text("a")]),
                    .compare(["labels"], .listContains, [.text("b")]),
                ]))
    }

    @Test(
        "values of the wrong form are refused in plain words",
        arguments: [
            ("pages", "x", "Enter a number."), ("pages", "1.5", "Enter a number."),
            ("weight", "nan", "Enter a number."),
            ("price", "x", "Enter a number."), ("published", "x", "Enter a valid date."),
            ("borrowed", "x", "Enter a valid date/time."), ("id", "x", "“x” is not a valid UUID."),
            ("guid", "x", "“x” is not a valid UUID."),
        ])
    func malformed(_ name: String, _ value: String, _ message: String) {
        #expect(messages(name, value) == [message])
    }

    @Test func `a number too large for the store is refused and does not trap`() {
        #expect(messages("price", "1e300") == ["Enter a number."])
        #expect(messages("pages", "99999999999999999999") == ["Enter a number."])
    }

    @Test func `a pattern that cannot be compiled is refused`() {
        let found = messages("note__re", "(")
        #expect(found.count == 1 && found[0].hasPrefix("Invalid regular expression: "))
    }

    @Test func `search looks at every searched field, at paths, and at the key`() throws {
        let id = Toys.key(4)
        #expect(
            try parse("q", " em ")
                == .any([
                    .compare(["title"], .containsIgnoringCase, [.text("em")]),
                    .compare(["shelf", "name"], .containsIgnoringCase, [.text("em")]),
                ]))
        guard case .any(let parts) = try parse("q", id.description) else {
            Issue.record("not a list")
            return
        }
        #expect(parts.last == .ids([id]))
        #expect(try parse("q", "  ") == .always)
        #expect(messages("q", "x", in: Genre.schema) == ["Unknown filter field"])
    }

    @Test func `parameters are joined, and every wrong one is told`() throws {
        let parser = FilterParser(Book.schema, Toys.catalog, resolver: FakeResolver())
        #expect(
            try parser.parse([("title", ["a"]), ("pages", ["1", "2"])])
                == .all([.compare(["title"], .equals, [.text("a")]), .compare(["pages"], .equals, [.int(1), .int(2)])]))
        do {
            _ = try parser.parse([("nothing", ["1"]), ("title", ["a"]), ("pages", ["x"])])
            Issue.record("was taken")
        } catch let problem as Problem {
            #expect(
                problem.fields == [
                    FieldErrors("nothing", ["Unknown filter field"]), FieldErrors("pages", ["Enter a number."]),
                ])
        }
    }

    @Test func `ten thousand values at most`() {
        let many = (0...10_000).map { String($0) }
        #expect(throws: Problem.self) {
            try FilterParser(Book.schema, Toys.catalog, resolver: FakeResolver()).parse([("pages", many)])
        }
    }
}
