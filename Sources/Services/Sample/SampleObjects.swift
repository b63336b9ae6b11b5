import Basics

/// What takes the objects of the sample network, one after the other: the model and the object.
typealias SampleSink = (_ model: String, _ object: JSONObject) throws -> Void

/// The models that the sample network has objects of.
enum SampleModel {
    static let locationType = "dcim.locationtype"
    static let location = "dcim.location"
    static let tenantGroup = "tenancy.tenantgroup"
    static let tenant = "tenancy.tenant"
    static let role = "extras.role"
    static let tag = "extras.tag"
    static let manufacturer = "dcim.manufacturer"
    static let family = "dcim.devicefamily"
    static let platform = "dcim.platform"
    static let version = "dcim.softwareversion"
    static let image = "dcim.softwareimagefile"
    static let deviceType = "dcim.devicetype"
    static let imageMapping = "dcim.devicetypetosoftwareimagefile"
    static let device = "dcim.device"
    static let item = "dcim.inventoryitem"
    static let interface = "dcim.interface"
    static let prefix = "ipam.prefix"
    static let address = "ipam.ipaddress"
    static let assignment = "ipam.ipaddresstointerface"
    static let clusterType = "virtualization.clustertype"
    static let cluster = "virtualization.cluster"
    static let virtualMachine = "virtualization.virtualmachine"
    static let notice = "nautobot_device_lifecycle_mgmt.hardwarelcm"
    static let provider = "nautobot_device_lifecycle_mgmt.providerlcm"
    static let contract = "nautobot_device_lifecycle_mgmt.contractlcm"
    static let validated = "nautobot_device_lifecycle_mgmt.validatedsoftwarelcm"
}

/// The identifiers of the sample network.
enum SampleID {
    /// The identifier of an object of the catalogue: the same in every sample network.
    static func named(_ model: String, _ name: String) -> Identifier {
        Identifier.derived(from: "sample:\(model):\(name)")
    }

    /// A reference to an object of the catalogue.
    static func reference(_ model: String, _ name: String) -> JSONValue {
        .string(named(model, name).description)
    }

    /// The objects that occur in large numbers; each kind has a time of its own, so that each ascends by itself.
    enum Series: UInt64 {
        case devices
        case items
        case interfaces
        case addresses
        case assignments
    }

    /// 2026-01-01T00:00:00Z in milliseconds.
    private static let origin: UInt64 = 1_767_225_600_000

    /// An identifier in the shape of UUID version 7 that ascends with the index, so that a store appends its rows.
    ///
    /// - Parameters:
    ///   - series: The kind of object.
    ///   - index: 0 or greater, below 2³⁰.
    ///   - bits: Anything; 44 bits of it are used.
    /// - Returns: Greater than that of any smaller index of the series.
    static func ordered(_ series: Series, _ index: Int, bits: UInt64) -> Identifier {
        let counter = UInt64(index)
        return Identifier(
            high: (origin + series.rawValue) << 16 | 0x7000 | counter >> 18 & 0x0FFF,
            low: 0x8000_0000_0000_0000 | (counter & 0x3_FFFF) << 44 | bits & 0x0FFF_FFFF_FFFF)
    }
}

/// What a row of random numbers is for; each purpose has a row of its own for every index.
enum SamplePurpose: UInt64 {
    case site = 1
    case plan
    case details
    case items
    case address
    case contract

    /// The numbers for one index under one seed.
    func random(seed: UInt64, index: Int) -> SeededRandom {
        let start = seed &* 0xD6E8_FEB8_6659_FD93
        let step = rawValue &* 0xA076_1D64_78BD_642F &+ UInt64(index) &* 0xE703_7ED1_A0B4_28DB
        return SeededRandom(seed: start &+ step)
    }
}

extension SeededRandom {
    /// True so many times of a hundred.
    func percent(_ chance: UInt64) -> Bool { below(100) < chance }

    /// One of the elements; `nil` when there is none.
    func pick<T>(_ elements: [T]) -> T? {
        elements.isEmpty ? nil : elements[Int(below(UInt64(elements.count)))]
    }

    /// The place of one of the weights, the heavier the more often; 0 when all are 0.
    func pick(weights: [UInt64]) -> Int {
        var rest = below(weights.reduce(0, +))
        for (place, weight) in weights.enumerated() {
            if rest < weight { return place }
            rest -= weight
        }
        return 0
    }
}

extension JSONObject {
    /// Makes an object of the sample network; members with an empty text, an empty list or null are left out.
    init(id: Identifier, _ members: KeyValuePairs<String, JSONValue>) {
        self.init()
        self["id"] = .string(id.description)
        for (key, value) in members {
            switch value {
            case .null, .string(""), .array([]): continue
            default: self[key] = value
            }
        }
    }
}

/// Texts made from numbers.
enum SampleText {
    /// The number with zeros before it, up to a width.
    static func padded(_ number: Int, _ width: Int, radix: Int = 10) -> String {
        let digits = String(number, radix: radix, uppercase: true)
        return digits.utf8.count >= width ? digits : String(repeating: "0", count: width - digits.utf8.count) + digits
    }

    /// Seven digits that look random; every index has its own, and more digits from ten million on.
    static func digits(_ index: Int) -> String {
        scattered(index, 10_000_000, 3_141_593, width: 7, radix: 10)
    }

    /// Four digits and letters that look random; every index has its own, and more from 36⁴ on.
    static func letters(_ index: Int) -> String {
        scattered(index, 1_679_616, 700_001, width: 4, radix: 36)
    }

    /// The multiplier has no factor in common with the modulus, so no two indices give the same text.
    private static func scattered(_ index: Int, _ modulus: Int, _ factor: Int, width: Int, radix: Int) -> String {
        let low = padded(index % modulus * factor % modulus, width, radix: radix)
        return index < modulus ? low : low + String(index / modulus, radix: radix, uppercase: true)
    }
}
