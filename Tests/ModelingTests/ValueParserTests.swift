import Basics
import Modeling
import Testing

/// One row of a table: a field, what a client sends, and the cell or the message.
struct ParserCase: CustomTestStringConvertible, Sendable {
    let field: AnyField
    let json: JSONValue
    let cell: Value?
    let message: String?

    init(_ field: AnyField, _ json: JSONValue, _ cell: Value) {
        (self.field, self.json, self.cell, message) = (field, json, cell, nil)
    }

    init(_ field: AnyField, _ json: JSONValue, refused message: String) {
        (self.field, self.json, cell, self.message) = (field, json, nil, message)
    }

    var testDescription: String { "\(field.info.name) ← \(json.text)" }
}

@Suite struct ValueParserTests {
    @Test("a client's value becomes a cell or a message", arguments: texts + numbers + others)
    func parse(_ row: ParserCase) {
        do throws(ValueError) {
            let value = try ValueParser.parse(row.json, for: row.field)
            #expect(value == row.cell)
            #expect(row.message == nil)
        } catch {
            #expect(error.message == row.message)
        }
    }

    private static let handles = Book.schema.handles
    private static let slip = Slip.schema.handles

    private static let texts: [ParserCase] = [
        ParserCase(handles.title, "Emma", .text("Emma")),
        ParserCase(handles.title, "  Emma\n", .text("Emma")),
        ParserCase(handles.title, 12, .text("12")),
        ParserCase(handles.title, 1.5, .text("1.5")),
        ParserCase(handles.title, true, refused: "Not a valid string."),
        ParserCase(handles.title, [], refused: "Not a valid string."),
        ParserCase(handles.title, .null, refused: "This field may not be null."),
        ParserCase(handles.title, "", refused: "This field may not be blank."),
        ParserCase(handles.title, "  ", refused: "This field may not be blank."),
        ParserCase(handles.title, "a\u{0}b", refused: "Null characters are not allowed."),
        ParserCase(handles.title, "0123456789", .text("0123456789")),
        ParserCase(handles.title, "ääääääääää", .text("ääääääääää")),
        ParserCase(handles.title, "01234567890", refused: "Ensure this field has no more than 10 characters."),
        ParserCase(handles.note, .null, .null),
        ParserCase(handles.note, "", .text("")),
        ParserCase(handles.cover, "hard", .text("hard")),
        ParserCase(handles.cover, "", .text("")),
        ParserCase(handles.cover, .null, .null),
        ParserCase(handles.cover, "iron", refused: "\"iron\" is not a valid choice."),
        ParserCase(handles.cover, ["a"], refused: "[\"a\"] is not a valid choice."),
        ParserCase(handles.state, ["value": "worn", "label": "Worn"], .text("worn")),
        ParserCase(handles.state, "worn", .text("worn")),
        ParserCase(handles.state, "odd", refused: "odd is not a valid choice."),
        ParserCase(handles.state, .null, refused: "This field may not be null."),
        ParserCase(handles.state, ["value": "odd"], refused: "odd is not a valid choice."),
    ]

    private static let integer = "A valid integer is required."
    private static let number = "A valid number is required."

    private static let numbers: [ParserCase] = [
        ParserCase(handles.pages, 7, .int(7)),
        ParserCase(handles.pages, 7.0, .int(7)),
        ParserCase(handles.pages, " 7 ", .int(7)),
        ParserCase(handles.pages, 7.5, refused: integer),
        ParserCase(handles.pages, "seven", refused: integer),
        ParserCase(handles.pages, "", refused: integer),
        ParserCase(handles.pages, "99999999999999999999", refused: integer),
        ParserCase(handles.pages, 0, refused: "Ensure this value is greater than or equal to 1."),
        ParserCase(handles.pages, 5001, refused: "Ensure this value is less than or equal to 5000."),
        ParserCase(handles.pages, .null, refused: "This field may not be null."),
        ParserCase(handles.weight, 2, .double(2)),
        ParserCase(handles.weight, "2.5", .double(2.5)),
        ParserCase(handles.weight, "", .null),
        ParserCase(handles.weight, "inf", refused: number),
        ParserCase(handles.weight, "x", refused: number),
        ParserCase(handles.price, "12.5", .int(1250)),
        ParserCase(handles.price, 12.34, .int(1234)),
        ParserCase(handles.price, "-0.05", .int(-5)),
        ParserCase(handles.price, "+3", .int(300)),
        ParserCase(handles.price, ".5", .int(50)),
        ParserCase(handles.price, "0", .int(0)),
        ParserCase(handles.price, "", .null),
        ParserCase(handles.price, "1.005", refused: "Ensure that there are no more than 2 decimal places."),
        ParserCase(
            handles.price, "12345678901234",
            refused: "Ensure that there are no more than 13 digits before the decimal point."),
        ParserCase(
            handles.price, "1234567890123456", refused: "Ensure that there are no more than 15 digits in total."),
        ParserCase(handles.price, "1.2.3", refused: number),
        ParserCase(handles.price, "1e3", refused: number),
        ParserCase(handles.price, "--1", refused: number),
        ParserCase(handles.price, "-", refused: number),
        ParserCase(handles.price, "٣", refused: number),
        ParserCase(handles.price, true, refused: number),
        ParserCase(slip.lat, "48.858370", .int(48_858_370)),
        ParserCase(slip.lat, "148.858370", refused: "Ensure that there are no more than 8 digits in total."),
    ]

    private static let dayMessage = "Date has wrong format. Use one of these formats instead: YYYY-MM-DD."
    private static let timeMessage =
        "Datetime has wrong format. Use one of these formats instead: "
        + "YYYY-MM-DDThh:mm[:ss[.uuuuuu]][+HH:MM|-HH:MM|Z]."
    private static let leapDay = CalendarDay(year: 2024, month: 2, day: 29) ?? .first

    private static let others: [ParserCase] =
        ["true", "T", "yes", "Y", "on", "1"].map { ParserCase(handles.isLent, .string($0), .bool(true)) }
        + ["false", "F", "no", "n", "OFF", "0"].map { ParserCase(handles.isLent, .string($0), .bool(false)) }
        + [
            ParserCase(handles.isLent, true, .bool(true)),
            ParserCase(handles.isLent, 0, .bool(false)),
            ParserCase(handles.isLent, 2, refused: "Must be a valid boolean."),
            ParserCase(handles.isLent, "maybe", refused: "Must be a valid boolean."),
            ParserCase(handles.published, "2024-02-29", .day(leapDay)),
            ParserCase(handles.published, "", .null),
            ParserCase(handles.published, "2023-02-29", refused: dayMessage),
            ParserCase(handles.published, 20_240_229, refused: dayMessage),
            ParserCase(slip.day, "", refused: dayMessage),
            ParserCase(handles.borrowed, "2024-02-29T00:00:00Z", .timestamp(Timestamp(leapDay))),
            ParserCase(handles.borrowed, "2024-02-29T02:00:00+02:00", .timestamp(Timestamp(leapDay))),
            ParserCase(handles.borrowed, "noon", refused: timeMessage),
            ParserCase(handles.guid, .string(Toys.key(5).description), .id(Toys.key(5))),
            ParserCase(handles.guid, "", .null),
            ParserCase(handles.guid, "5", refused: "Must be a valid UUID."),
            ParserCase(handles.extras, ["a": [1, .null]], .json("{\"a\":[1,null]}")),
            ParserCase(handles.extras, .null, refused: "This field may not be null."),
            ParserCase(handles.labels, ["b", "a", "b"], .json("[\"b\",\"a\"]")),
            ParserCase(handles.labels, "a, b", .json("[\"a\",\"b\"]")),
            ParserCase(handles.labels, [], .json("[]")),
            ParserCase(handles.labels, [1], refused: "Not a valid string."),
            ParserCase(handles.labels, 1, refused: "Expected a list of items but got type \"int\"."),
            ParserCase(handles.labels, ["a": 1], refused: "Expected a list of items but got type \"dict\"."),
            ParserCase(slip.list, [], refused: "This list may not be empty."),
            ParserCase(slip.list, ["dcim.device"], .json("[\"dcim.device\"]")),
            ParserCase(
                slip.list, ["device"],
                refused: "Invalid value. Specify a content type as '<app_label>.<model_name>'."),
        ]
}

/// A format, texts that it takes with what is kept of them, and texts that it refuses.
struct FormatCase: CustomTestStringConvertible, Sendable {
    let format: TextFormat
    let taken: [String: String]
    let refused: [String]
    let message: String
    var testDescription: String { "\(format)" }
}

@Suite struct TextFormatTests {
    @Test("each format takes what is well-formed and nothing else", arguments: all)
    func format(_ row: FormatCase) throws {
        let field = Field<String>(.format(row.format))
        for (text, kept) in row.taken {
            #expect(try ValueParser.parse(.string(text), for: field) == .text(kept), "\(text)")
        }
        for text in row.refused {
            #expect(throws: ValueError(row.message), "\(text)") { try ValueParser.parse(.string(text), for: field) }
        }
        #expect(try ValueParser.parse("", for: field) == .text(""))
    }

    private static func same(_ texts: String...) -> [String: String] {
        Dictionary(texts.map { ($0, $0) }, uniquingKeysWith: { first, _ in first })
    }

    private static let all: [FormatCase] = [
        FormatCase(
            format: .url,
            taken: same(
                "http://example.com", "https://example.com:8443/a?b=c#d", "ftp://user:pw@example.com/x",
                "http://localhost/",
                "https://[2001:db8::1]/", "https://10.0.0.1/x", "https://bücher.example/"),
            refused: [
                "example.com", "javascript:alert(1)", "http://", "http://a b.example", "http://-a.example",
                "http://example", "http://a..example", "http://example.com:99999/", "http://[zz]/", "http://[::1",
                "//example.com", "http://a\u{7F}.example",
            ], message: "Enter a valid URL."),
        FormatCase(
            format: .email, taken: same("a@example.com", "a.b+c@sub.example.org", "root@localhost"),
            refused: [
                "a", "@example.com", "a@", "a@b", "a@-b.example", "a b@example.com", "a@b@example.com", "a@b..c",
            ],
            message: "Enter a valid email address."),
        FormatCase(
            format: .color, taken: same("00ff00", "9e9e9e"), refused: ["00FF00", "#00ff00", "0f0", "00ff0g"],
            message: "RGB color in hexadecimal (e.g. 00ff00)"),
        FormatCase(
            format: .timeZone, taken: same("UTC", "Europe/Berlin", "America/Argentina/Salta", "Etc/GMT+3"),
            refused: ["Europe//Berlin", "a/b/c/d", "Europe/Ber lin", "Zürich"], message: "A valid timezone is required."
        ),
        FormatCase(
            format: .macAddress,
            taken: ["00:1b:2c:3d:4e:5f": "00:1B:2C:3D:4E:5F", "001b.2c3d.4e5f": "00:1B:2C:3D:4E:5F"],
            refused: ["00:1b", "zz:1b:2c:3d:4e:5f"], message: "Enter a valid MAC address."),
        FormatCase(
            format: .contentType, taken: same("dcim.device", "my_app.model2"),
            refused: ["device", "dcim.", ".device", "a.b.c", "DCIM.device"],
            message: "Invalid value. Specify a content type as '<app_label>.<model_name>'."),
        FormatCase(
            format: .ipHost, taken: ["10.0.0.1": "10.0.0.1", "2001:DB8::0:1": "2001:db8::1"],
            refused: ["10.0.0", "10.0.0.256", "10.0.0.1/24", "::g"], message: "Enter a valid IPv4 or IPv6 address."),
        FormatCase(
            format: .ipInterface, taken: ["10.0.0.1/24": "10.0.0.1/24", "2001:db8::1/64": "2001:db8::1/64"],
            refused: ["10.0.0.1/33", "x/24"], message: "Enter a valid IPv4 or IPv6 address (with optional mask)."),
        FormatCase(
            format: .ipNetwork, taken: ["10.0.0.0/24": "10.0.0.0/24", "10.0.0.9/24": "10.0.0.0/24"],
            refused: ["10.0.0.0/33", "x"], message: "Enter a valid IPv4 or IPv6 network (with mask)."),
    ]
}

@Suite struct CellJSONTests {
    private func written(_ value: Value, _ kind: Kind) -> String {
        var bytes: [UInt8] = []
        CellJSON.append(value, kind, to: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }

    @Test func `each kind of cell has its JSON`() {
        #expect(written(.null, .text) == "null")
        #expect(written(.bool(true), .boolean) == "true" && written(.bool(false), .boolean) == "false")
        #expect(written(.int(-7), .integer) == "-7")
        #expect(written(.int(1250), .decimal(digits: 15, scale: 2)) == "\"12.50\"")
        #expect(written(.double(0.5), .real) == "0.5")
        #expect(written(.text("a\"\u{1}é"), .text) == "\"a\\\"\\u0001é\"")
        #expect(written(.json("{\"a\":1}"), .json) == "{\"a\":1}")
        #expect(written(.id(Toys.key(1)), .identifier) == "\"\(Toys.key(1))\"")
        #expect(written(.day(CalendarDay(daysSinceEpoch: 0)), .day) == "\"1970-01-01\"")
        #expect(written(.timestamp(Timestamp(microseconds: 0)), .timestamp) == "\"\(Timestamp(microseconds: 0))\"")
    }

    @Test(
        "decimals keep all their places",
        arguments: [
            (0, 2, "0.00"), (5, 2, "0.05"), (-5, 2, "-0.05"), (1234, 2, "12.34"), (7, 0, "7"), (-1, 6, "-0.000001"),
            (Int64.min, 2, "-92233720368547758.08"),
        ] as [(Int64, Int, String)])
    func decimals(_ number: Int64, _ scale: Int, _ text: String) {
        #expect(CellJSON.decimalText(number, scale) == text)
    }
}
