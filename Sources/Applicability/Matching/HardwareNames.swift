/// Models of hardware as devices, advisories and CPE names write them.
package struct HardwareNames: Sendable {
    /// The models that a device consists of, in normal form; `nil` when nobody knows.
    private let models: [String]?

    /// Takes the models of a device: chassis, modules, part numbers.
    ///
    /// - Parameter models: `nil` or empty when the hardware is not known.
    package init(_ models: [String]?) {
        let known = (models ?? []).map(Self.normal).filter { !$0.isEmpty }
        self.models = known.isEmpty ? nil : known
    }

    /// Whether the device is of a model or a family.
    ///
    /// `possible` when the hardware is not known, or the names cannot be compared.
    /// - Parameters:
    ///   - product: A model or a family, as a CPE name or an advisory writes it.
    ///   - vendor: The vendor's name in CPE names; that of the product.
    package func match(_ product: String, vendor: String) -> Truth {
        guard let models else { return .possible }
        let wanted = Self.normal(product)
        var result = Truth.no
        for model in models {
            if model == wanted { return .yes }
            result = max(result, Self.compare(model, wanted, vendor))
        }
        return result == .yes ? .yes : result
    }

    /// Small letters, without prefixes of vendors and what separates.
    static func normal(_ name: String) -> String {
        var text = name.lowercased()
        for prefix in ["cisco ", "arista ", "arista networks ", "juniper ", "fortinet "] where text.hasPrefix(prefix) {
            text.removeFirst(prefix.count)
        }
        for prefix in ["dcs-", "ccs-"] where text.hasPrefix(prefix) { text.removeFirst(prefix.count) }
        for suffix in ["-f", "-r", "/k9", "_series", " series"] where text.hasSuffix(suffix) {
            text.removeLast(suffix.count)
        }
        return String(
            text.unicodeScalars.filter { $0.value < 0x80 && ($0.properties.isAlphabetic || $0.value &- 0x30 < 10) })
    }

    private static func compare(_ model: String, _ wanted: String, _ vendor: String) -> Truth {
        switch vendor {
        case "arista": return arista(model, wanted)
        case "juniper", "paloaltonetworks", "fortinet": return lettersAndNumber(model, wanted)
        // Cisco's part numbers and its names of families have nothing in common that a rule could use.
        default: return .possible
        }
    }

    /// `7280sr348yc8` is of the family `7280r3`: the number, and the last letter with its digit before the ports.
    private static func arista(_ model: String, _ wanted: String) -> Truth {
        guard let member = AristaModel(model), let family = AristaModel(wanted) else { return .possible }
        guard member.generation == family.generation else { return .no }
        if member.number != family.number {
            // `7500r3` is the family of the chassis `7504r3`, and `7500r3-36cq` a card in one of them.
            let isChassis = member.number.prefix(2) == family.number.prefix(2)
            guard isChassis, family.number.hasSuffix("00") || member.number.hasSuffix("00") else { return .no }
            return family.isFamily ? .yes : .possible
        }
        // A family has its letter alone; two members with different letters or ports are different models.
        return family.isFamily || member.isFamily ? (family.isFamily ? .yes : .possible) : .no
    }

    /// `mx240`, `srx345`, `pa820`, `fortigate60f`: letters, a number, and what distinguishes.
    private static func lettersAndNumber(_ model: String, _ wanted: String) -> Truth {
        guard let left = split(model) else { return .possible }
        if wanted == left.letters { return .yes }
        guard let right = split(wanted) else { return .possible }
        guard left.letters == right.letters else { return .no }
        // `srx5000` may be the family of `srx5800`.
        if right.number.hasSuffix("00"), right.rest.isEmpty { return .possible }
        guard left.number == right.number else { return .no }
        // `srx345sysjb` is an `srx345`.
        return left.rest.hasPrefix(right.rest) ? .yes : .possible
    }

    private static func split(_ text: String) -> (letters: String, number: String, rest: String)? {
        let letters = text.prefix { $0.isLetter }
        let number = text.dropFirst(letters.count).prefix { $0.isNumber }
        guard !letters.isEmpty, !number.isEmpty else { return nil }
        return (String(letters), String(number), String(text.dropFirst(letters.count + number.count)))
    }
}

/// A model of Arista: `7280`, `s`, `r3`, `48yc8`.
private struct AristaModel {
    let number: String
    /// The letter and digit of the generation: `r3`, `x3`.
    let generation: String
    /// Whether nothing but number and generation is there.
    let isFamily: Bool

    init?(_ text: String) {
        let number = text.prefix { $0.isNumber }
        guard (3...4).contains(number.count) else { return nil }
        var rest = text.dropFirst(number.count)
        let letters = rest.prefix { $0.isLetter }
        guard let last = letters.last else { return nil }
        rest = rest.dropFirst(letters.count)
        self.number = String(number)
        // The digit of the generation is one of 2 to 9; what follows are ports.
        if let digit = rest.first, digit.isNumber {
            generation = String(last) + String(digit)
            isFamily = letters.count == 1 && rest.count == 1
        } else {
            generation = String(last)
            isFamily = letters.count == 1 && rest.isEmpty
        }
    }
}
