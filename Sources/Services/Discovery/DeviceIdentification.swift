import Applicability
import Basics
import DeviceAccess
import Domain

/// What a device is, seen next to what the inventory says of it.
///
/// A version that is not understood is told and never becomes one; what differs from the inventory is told and never overwritten.
struct DeviceIdentification: Sendable {
    /// Something that does not fit.
    struct Difference: Sendable, Hashable {
        /// What it is about.
        enum Kind: String, Sendable {
            case version
            case system
            case serial
            case model
            case members
        }

        let kind: Kind
        let expected: String
        let found: String

        var json: JSONValue {
            ["kind": .string(kind.rawValue), "expected": .string(expected), "found": .string(found)]
        }
        var message: String {
            switch kind {
            case .version: "The version \"\(found)\" is not understood as one of \(expected)."
            case .system: "The device runs \(found), its platform is one of \(expected)."
            case .serial: "The serial number is \(found), the inventory has \(expected)."
            case .model: "The model is \(found), the inventory has \(expected)."
            case .members: "The members run different versions: \(found)."
            }
        }
    }

    /// The release that it runs; nil when nobody can tell.
    private(set) var version: Version?
    private(set) var confidence: DiscoveryResult.Confidence?
    private(set) var differences: [Difference] = []
    /// Why there is no version.
    private(set) var failure: DeviceFailure?

    init(_ facts: DeviceFacts, of device: SelectedDevice) {
        let systems = DevicePlatform.named(device.driver)?.systems ?? []
        identify(facts, systems)
        if let serial = facts.serial, !device.serial.isEmpty, serial.uppercased() != device.serial.uppercased() {
            differences.append(Difference(kind: .serial, expected: device.serial, found: serial))
        }
        if let model = facts.hardware, !device.models.isEmpty,
            !device.models.contains(where: { Self.isSame($0, model) })
        {
            let expected = device.models.joined(separator: " or ")
            differences.append(Difference(kind: .model, expected: expected, found: model))
        }
        let versions = Set(facts.members.compactMap(\.version)).sorted()
        if versions.count > 1 {
            differences.append(
                Difference(kind: .members, expected: "", found: versions.joined(separator: ", ")))
        }
    }

    private mutating func identify(_ facts: DeviceFacts, _ systems: [String]) {
        guard let text = facts.release ?? facts.version else {
            failure = DeviceFailure(.unparseable, "The answer does not tell the version.")
            return
        }
        guard systems.contains(facts.system), let system = OperatingSystem(rawValue: facts.system) else {
            let isKnown = systems.contains(facts.system)
            let expected = isKnown ? "systems whose versions are understood" : systems.joined(separator: ", ")
            differences.append(Difference(kind: .system, expected: expected, found: facts.system))
            failure = DeviceFailure(
                .unparseable,
                isKnown
                    ? "Versions of \(facts.system) are not understood."
                    : "The answer is that of another system than the platform's.")
            return
        }
        do throws(VersionError) {
            version = try Version(text, of: system)
            confidence = facts.system == systems.first ? .high : .medium
        } catch {
            differences.append(Difference(kind: .version, expected: system.rawValue, found: String(text.prefix(120))))
            failure = DeviceFailure(.unparseable, error.description)
        }
    }

    /// Whether two names are of one model: vendors add prefixes, and suffixes for the flow of air.
    private static func isSame(_ left: String, _ right: String) -> Bool {
        let (left, right) = (plain(left), plain(right))
        guard !left.isEmpty, !right.isEmpty else { return false }
        return left == right || (min(left.count, right.count) >= 5 && (left.contains(right) || right.contains(left)))
    }

    private static func plain(_ text: String) -> String { text.lowercased().filter { $0.isLetter || $0.isNumber } }
}
