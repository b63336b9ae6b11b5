/// Something that holds values and is shared.
///
/// A rendering keeps all of its containers and empties them when it ends: lists that contain themselves are freed, and
/// freeing a long chain of them needs no deep recursion.
class Container {
    /// Lets go of all values.
    func empty() {}
}

/// A list.
final class ListBox: Container {
    var items: [Value]

    init(_ items: [Value]) { self.items = items }

    override func empty() { items = [] }
}

/// A tuple, or a view of a mapping's keys, values or items.
final class TupleBox: Container {
    private(set) var items: [Value]
    /// Names of the elements.
    let fields: [String]
    /// `dict_keys`, `dict_values`, `dict_items`.
    let viewName: String?

    init(_ items: [Value], fields: [String] = [], viewName: String? = nil) {
        self.items = items
        self.fields = fields
        self.viewName = viewName
    }

    override func empty() { items = [] }
}

/// Elements that can be gone through once.
final class IteratorBox: Container {
    private var items: ArraySlice<Value>
    let name: String

    init(_ items: [Value], name: String) {
        self.items = items[...]
        self.name = name
    }

    /// What has not been taken yet.
    func rest() -> [Value] {
        defer { items = [] }
        return Array(items)
    }

    func next() -> Value? { items.popFirst() }

    override func empty() { items = [] }
}

/// An object of another module.
final class ObjectBox: Container {
    let object: any TemplateObject

    init(_ object: any TemplateObject) { self.object = object }
}

/// A function.
final class FunctionBox: Container {
    typealias Body = (Evaluator, CallArguments) throws(TemplateError) -> Value

    /// What it prints as.
    let shown: String
    /// Whether it makes values of a type, such as `dict` and `namespace`.
    let isType: Bool
    private var body: Body?

    init(shown: String, isType: Bool = false, _ body: @escaping Body) {
        self.shown = shown
        self.isType = isType
        self.body = body
    }

    func call(_ evaluator: Evaluator, _ arguments: CallArguments) throws(TemplateError) -> Value {
        guard let body else { return .none }
        return try body(evaluator, arguments)
    }

    override func empty() { body = nil }
}

/// An object of the language itself, such as `loop`.
class Special: Container {
    /// The name of the type in messages.
    var typeName: String { "object" }
    /// What it is shown as in a list.
    func text(_ evaluator: Evaluator) throws(TemplateError) -> String { "<\(typeName)>" }
    /// What it prints as; `nil` for the same as in a list.
    var string: String? { nil }
    /// The value of a member; `nil` when there is none.
    func member(_ name: String, _ evaluator: Evaluator) throws(TemplateError) -> Value? { nil }
    /// Whether it can be called.
    var isCallable: Bool { false }
    /// Calls it.
    func call(_ evaluator: Evaluator, _ arguments: CallArguments) throws(TemplateError) -> Value {
        throw .type("\(PythonText.quoted(typeName)) object is not callable")
    }
    /// What tells equal ones.
    var identity: String? { nil }
}

/// The values that a call is made with.
struct CallArguments {
    var positional: [Value] = []
    var named: [(name: String, value: Value)] = []

    subscript(index: Int) -> Value? { index < positional.count ? positional[index] : nil }

    subscript(name: String) -> Value? { named.first { $0.name == name }?.value }
}

/// The names of a scope.
///
/// Only macros and loops hold one back, and they let it go when the rendering ends: it need not be kept.
final class Scope: Container {
    let parent: Scope?
    private var values: [String: Value] = [:]

    init(parent: Scope?) { self.parent = parent }

    subscript(name: String) -> Value? {
        get { values[name] }
        set { values[name] = newValue }
    }

    /// The value of a name here or further out.
    func lookUp(_ name: String) -> Value? {
        var scope: Scope? = self
        while let current = scope {
            if let value = current.values[name] { return value }
            scope = current.parent
        }
        return nil
    }

    override func empty() { values = [:] }
}
