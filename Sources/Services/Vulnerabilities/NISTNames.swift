import Applicability

/// Under which names the NVD is asked for a software version: CPE names, without the part before the vendor.
///
/// The names are those that the netutils project makes for its nine drivers (lifecycle.md §4.5), which clients compare with. To
/// them ``questions(driver:version:)`` adds the vendor's own spelling where a device pads numbers or writes them another way.
enum NISTNames {
    /// Why there is no name.
    struct Fault: Error, Hashable {
        let message: String
    }

    private struct Driver {
        let product: String
        let system: OperatingSystem
    }

    private static let drivers: [String: Driver] = [
        "arista_eos": Driver(product: "arista:eos", system: .aristaEOS),
        "aruba_os": Driver(product: "arubanetworks:arubaos", system: .arubaOS),
        "cisco_asa": Driver(product: "cisco:adaptive_security_appliance_software", system: .ciscoASA),
        "cisco_ios": Driver(product: "cisco:ios", system: .ciscoIOS),
        "cisco_nxos": Driver(product: "cisco:nx-os", system: .ciscoNXOS),
        "cisco_xe": Driver(product: "cisco:ios_xe", system: .ciscoIOSXE),
        "cisco_xr": Driver(product: "cisco:ios_xr", system: .ciscoIOSXR),
        "juniper_junos": Driver(product: "juniper:junos", system: .junos),
        "paloalto_panos": Driver(product: "paloaltonetworks:pan-os", system: .panOS),
    ]

    /// Whole CPE names that ask for a version, each once; what several of them find is one list.
    ///
    /// - Parameters:
    ///   - driver: The network driver of the platform, in any case.
    ///   - version: The version as the inventory has it; spaces do not count.
    static func questions(driver: String, version: String) throws(Fault) -> [String] {
        let driver = driver.lowercased()
        let version = version.filter { !$0.isWhitespace }
        guard let known = drivers[driver] else { throw unsupported }
        let canonical = try? Version(version, of: known.system)
        var names: [String] = []
        var fault: Fault?
        do { names = try self.names(driver: driver, version: version) } catch { fault = error }
        if known.system == .junos {
            // Junos OS Evolved is a product of its own there.
            if version.uppercased().hasSuffix("-EVO") {
                names = names.map { $0.replacing("juniper:junos:", with: "juniper:junos_os_evolved:") }
            }
        } else if let canonical {
            let name = known.product + ":" + part(canonical.canonical)
            if !names.contains(name) { names.append(name) }
        }
        guard !names.isEmpty else { throw fault ?? unsupported }
        return names.map { "cpe:2.3:o:" + $0 }
    }

    /// The names as netutils makes them, in its order.
    static func names(driver: String, version: String) throws(Fault) -> [String] {
        guard let known = drivers[driver] else { throw unsupported }
        if driver == "juniper_junos" { return try junos(version).map { "\(known.product):\($0)" } }
        let parts = version.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2, let major = parts.first, isNumber(major), major == "0" || major.first != "0" else {
            throw notUnderstood(version)
        }
        return ["\(known.product):\(part(version))"]
    }

    private static let unsupported = Fault(
        message: "Only these network drivers are supported: " + drivers.keys.sorted().joined(separator: ", ") + ".")

    private static func notUnderstood(_ version: String) -> Fault {
        Fault(message: "The version \"\(version.prefix(80))\" is not understood.")
    }

    /// The version as it stands in a name.
    private static func part(_ version: String) -> String {
        version.lowercased().replacing("-", with: ":").replacing("(", with: "\\(").replacing(")", with: "\\)") + ":*"
    }

    private static func isNumber(_ text: some StringProtocol) -> Bool {
        !text.isEmpty && text.utf8.allSatisfy { $0 &- 0x30 < 10 }
    }

    // MARK: Junos

    private static let six = String(repeating: ":*", count: 6)
    private static let seven = six + ":*"

    /// Both ways in which the NVD writes a release: the service release as the version's update, and all in one.
    private static func junos(_ text: String) throws(Fault) -> [String] {
        let parts = text.lowercased().split { $0 == "-" || $0 == ":" }.map(String.init)
        guard let first = parts.first, let core = JunosCore(first) else { throw notUnderstood(text) }
        let service = parts.dropFirst().first(where: isService)
        guard let type = core.type else { return ["\(core.number):-\(six)"] }
        let release = core.number + type + core.build
        if let service { return ["\(release):\(service)\(six)", "\(release)-\(service)\(seven)"] }
        if type == "x" { return ["\(release):-\(six)", "\(release)\(seven)"] }
        guard !core.build.isEmpty else { return ["\(release)\(seven)"] }
        return ["\(release)\(seven)", "\(core.number):\(type)\(core.build)\(six)"]
    }

    /// `s15`, `d40.1`.
    private static func isService(_ text: String) -> Bool {
        guard let kind = text.first, kind == "s" || kind == "d" else { return false }
        let numbers = text.dropFirst().split(separator: ".", omittingEmptySubsequences: false)
        return (1...2).contains(numbers.count) && numbers.allSatisfy { isNumber($0) }
    }

    /// `21.1r1.11` without what stands behind the build.
    private struct JunosCore {
        /// `21.1`.
        let number: String
        /// `r`, `s` or `x`.
        let type: String?
        /// The number behind the type; empty when there is none.
        let build: String

        init?(_ text: String) {
            let main = text.prefix { $0.isASCII && $0.isNumber }
            let rest = text.dropFirst(main.count)
            guard !main.isEmpty, rest.first == "." else { return nil }
            let minor = rest.dropFirst().prefix { $0.isASCII && $0.isNumber }
            guard !minor.isEmpty else { return nil }
            number = "\(main).\(minor)"
            let tail = rest.dropFirst(1 + minor.count)
            guard let kind = tail.first, "rsx".contains(kind) else {
                guard tail.isEmpty else { return nil }
                type = nil
                build = ""
                return
            }
            type = String(kind)
            build = String(tail.dropFirst().prefix { $0.isASCII && $0.isNumber })
        }
    }
}
