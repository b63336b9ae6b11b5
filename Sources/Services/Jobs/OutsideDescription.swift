import Basics
import Domain
import JobEngine
import Modeling

/// Reads what executables say of their jobs, strictly: a mistyped member would be a rule that does not hold.
enum OutsideDescription {
    /// Why a description is not taken.
    struct Fault: Error, Hashable, Sendable {
        let message: String
        init(_ message: String) { self.message = message }
    }

    /// The protocol that is spoken.
    static let version: Int64 = 1

    /// The jobs of an executable.
    ///
    /// - Parameter text: `{"protocol": 1, "jobs": [{…}]}`.
    static func jobs(_ text: [UInt8], module: String, file: String) throws(Fault) -> [OutsideJob.Found] {
        let json: JSONValue
        do throws(JSONError) { json = try JSONValue(parsing: text) } catch {
            throw Fault("What it says of itself is no JSON: \(error.description)")
        }
        guard json["protocol"]?.intValue == version else {
            throw Fault("What it says of itself must have \"protocol\": \(version).")
        }
        guard let jobs = json["jobs"]?.arrayValue, !jobs.isEmpty, jobs.count <= 100 else {
            throw Fault("What it says of itself must have \"jobs\", a list of 1 to 100 objects.")
        }
        var found: [OutsideJob.Found] = []
        for job in jobs {
            guard let name = job["class_name"]?.stringValue, isName(name) else {
                throw Fault("Each job needs a \"class_name\" of letters, digits and _, which begins with no digit.")
            }
            guard !found.contains(where: { $0.declaration.className == name }) else {
                throw Fault("Two jobs are called \(name).")
            }
            found.append(
                OutsideJob.Found(
                    declaration: try declaration(job, module: module, name: name), file: file, description: job))
        }
        return found
    }

    /// Letters, digits and `_`, at most 100, no digit first.
    static func isName(_ text: String) -> Bool {
        guard let first = text.utf8.first, !(48...57).contains(first), text.utf8.count <= 100 else { return false }
        return text.utf8.allSatisfy { (48...57).contains($0) || (97...122).contains($0 | 32) || $0 == 0x5F }
    }

    private static let members: Set<String> = [
        "class_name", "name", "grouping", "description", "variables", "read_only", "has_sensitive_variables",
        "is_singleton", "hidden", "dryrun_default", "soft_time_limit", "time_limit", "receiver",
    ]

    static func declaration(_ json: JSONValue, module: String, name: String) throws(Fault) -> JobDeclaration {
        let reader = try MemberReader(json, members, "The job \(name)")
        var job = JobDeclaration(module: module, className: name, name: name, grouping: module)
        job.name = try reader.text("name", atMost: 100) ?? name
        job.grouping = try reader.text("grouping", atMost: 255) ?? module
        job.description = try reader.text("description", atMost: 10_000) ?? ""
        job.isReadOnly = try reader.flag("read_only") ?? false
        job.hasSensitiveVariables = try reader.flag("has_sensitive_variables") ?? true
        job.isSingleton = try reader.flag("is_singleton") ?? false
        job.isHidden = try reader.flag("hidden") ?? false
        job.dryRunDefault = try reader.flag("dryrun_default") ?? false
        job.softTimeLimit = try reader.number("soft_time_limit", 0...31_536_000) ?? 0
        job.timeLimit = try reader.number("time_limit", 0...31_536_000) ?? 0
        switch try reader.text("receiver", atMost: 10) {
        case nil: break
        case "hook": job.receiver = .hook
        case "button": job.receiver = .button
        default: throw Fault("The job \(name): \"receiver\" is \"hook\" or \"button\".")
        }
        for variable in try reader.list("variables") ?? [] {
            let variable = try self.variable(variable, name)
            guard !job.variables.contains(where: { $0.name == variable.name }) else {
                throw Fault("The job \(name) has two variables \(variable.name).")
            }
            job.variables.append(variable)
        }
        return job
    }

    private static let variableMembers: Set<String> = [
        "name", "type", "label", "help_text", "required", "default", "min_length", "max_length", "regex", "min_value",
        "max_value", "choices", "model", "filters", "sensitive",
    ]

    private static func variable(_ json: JSONValue, _ job: String) throws(Fault) -> JobVariable {
        guard let name = json["name"]?.stringValue, isName(name) else {
            throw Fault("The job \(job): each variable needs a \"name\" of letters, digits and _.")
        }
        let what = "The variable \(name) of the job \(job)"
        let reader = try MemberReader(json, variableMembers, what)
        guard let kind = try reader.text("type", atMost: 40).flatMap(JobVariable.Kind.init(rawValue:)) else {
            let kinds = JobVariable.Kind.allCases.map(\.rawValue).joined(separator: ", ")
            throw Fault("\(what) needs a \"type\": \(kinds).")
        }
        var variable = JobVariable(name, kind)
        variable.label = try reader.text("label", atMost: 255) ?? ""
        variable.help = try reader.text("help_text", atMost: 2000) ?? ""
        variable.isRequired = try reader.flag("required") ?? true
        variable.defaultValue = json["default"]
        variable.minLength = try reader.number("min_length", 0...1_000_000).map { Int($0) }
        variable.maxLength = try reader.number("max_length", 0...1_000_000).map { Int($0) }
        variable.pattern = try reader.text("regex", atMost: 500)
        variable.minimum = json["min_value"]?.intValue
        variable.maximum = json["max_value"]?.intValue
        variable.isSensitive = try reader.flag("sensitive") ?? false
        variable.model = try reader.text("model", atMost: 100)
        for choice in try reader.list("choices") ?? [] {
            guard let value = choice[0]?.stringValue ?? choice.stringValue else {
                throw Fault("\(what): a choice is a text, or a value and its label in a list.")
            }
            variable.choices.append((value, choice[1]?.stringValue ?? value))
        }
        for member in json["filters"]?.objectValue?.members ?? [] {
            variable.filters.append((member.key, member.value.stringValue ?? member.value.text))
        }
        try check(variable, what)
        return variable
    }

    private static func check(_ variable: JobVariable, _ what: String) throws(Fault) {
        switch variable.kind {
        case .choice, .multiChoice:
            guard !variable.choices.isEmpty else { throw Fault("\(what) needs \"choices\".") }
        case .object, .multiObject:
            guard let model = variable.model, ProductCatalog.catalog[model]?.isExposed == true else {
                throw Fault("\(what) needs a \"model\" that there is, such as dcim.device.")
            }
        default: break
        }
        guard let pattern = variable.pattern else { return }
        do throws(PatternError) {
            _ = try Pattern("\\A(?:\(pattern))", caseInsensitive: false)
        } catch {
            throw Fault("\(what) has a \"regex\" that cannot be used: \(error)")
        }
    }
}

/// Reads members of an object, and refuses those that mean nothing.
private struct MemberReader {
    let object: JSONObject
    let what: String

    init(_ json: JSONValue, _ known: Set<String>, _ what: String) throws(OutsideDescription.Fault) {
        guard let object = json.objectValue else { throw OutsideDescription.Fault("\(what) must be an object.") }
        for name in object.keys where !known.contains(name) {
            throw OutsideDescription.Fault("\(what) has \"\(name)\", which means nothing.")
        }
        self.object = object
        self.what = what
    }

    func text(_ name: String, atMost limit: Int) throws(OutsideDescription.Fault) -> String? {
        guard let value = object[name], !value.isNull else { return nil }
        guard let text = value.stringValue, !text.isEmpty, text.count <= limit else {
            throw OutsideDescription.Fault("\(what): \"\(name)\" is a text of 1 to \(limit) characters.")
        }
        return text
    }

    func flag(_ name: String) throws(OutsideDescription.Fault) -> Bool? {
        guard let value = object[name], !value.isNull else { return nil }
        guard let flag = value.boolValue else {
            throw OutsideDescription.Fault("\(what): \"\(name)\" is true or false.")
        }
        return flag
    }

    func number(_ name: String, _ range: ClosedRange<Double>) throws(OutsideDescription.Fault) -> Double? {
        guard let value = object[name], !value.isNull else { return nil }
        guard let number = value.doubleValue, range.contains(number) else {
            throw OutsideDescription.Fault(
                "\(what): \"\(name)\" is a number from \(Int(range.lowerBound)) to \(Int(range.upperBound)).")
        }
        return number
    }

    func list(_ name: String) throws(OutsideDescription.Fault) -> [JSONValue]? {
        guard let value = object[name], !value.isNull else { return nil }
        guard let list = value.arrayValue, list.count <= 1000 else {
            throw OutsideDescription.Fault("\(what): \"\(name)\" is a list of at most 1000.")
        }
        return list
    }
}
