/// A release as a CPE name names it, whatever its edition is.
package struct NamedRelease: Hashable, Sendable {
    /// `vendor:product`.
    package let product: String
    /// Version and update, in the form of ``NamedVersions/short(_:)``.
    package let version: String

    /// The release that a name names; `nil` when it names hardware, or no product or version.
    package init?(_ name: CPEName) {
        guard name.part != .hardware, case .text(let vendor) = name.vendor, case .text(let product) = name.product,
            let version = NamedVersions.short(name)
        else { return nil }
        self.init(product: "\(vendor):\(product)", version: version)
    }

    /// Makes a release.
    init(product: String, version: String) {
        self.product = product
        self.version = version
    }

    /// For people, on one line.
    var text: String { "\(product):\(version)" }
}
