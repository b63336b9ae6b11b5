import Basics
import Domain
import Modeling

/// Which devices something holds for, said by their software, with types of device for which it is otherwise.
struct DeviceKinds {
    private struct Software {
        var holds = false
        /// Types for which it is otherwise than for all.
        var types: [Identifier: Bool] = [:]
    }

    private var software: [Identifier: Software] = [:]

    /// Says whether it holds for a software; nil as type for all hardware of which nothing else is said.
    mutating func say(_ of: Identifier, type: Identifier?, _ holds: Bool) {
        if let type {
            software[of, default: Software()].types[type] = holds
        } else {
            software[of, default: Software()].holds = holds
        }
    }

    /// Whether it holds for a device of a type that runs a software.
    func holds(_ of: Identifier, type: Identifier) -> Bool {
        guard let entry = software[of] else { return false }
        return entry.types[type] ?? entry.holds
    }

    /// The software of which it holds on some hardware, or may.
    var names: [Identifier] {
        software.filter { $0.value.holds || $0.value.types.values.contains(true) }.map(\.key).sorted()
    }

    /// The devices, as a filter of their list.
    var predicate: Predicate {
        var whole: [Identifier] = []
        var parts: [Predicate] = []
        for (id, entry) in software.sorted(by: { $0.key < $1.key }) {
            let others = entry.types.filter { $0.value != entry.holds }.map(\.key).sorted().map(Value.id)
            if others.isEmpty {
                if entry.holds { whole.append(id) }
                continue
            }
            let types = Predicate.compare(["device_type"], .equals, others)
            parts.append(
                .compare(["software_version"], .equals, [.id(id)]) && (entry.holds ? .not(types) : types))
        }
        if !whole.isEmpty { parts.append(.compare(["software_version"], .equals, whole.map(Value.id))) }
        return parts.isEmpty ? .never : .any(parts)
    }
}
