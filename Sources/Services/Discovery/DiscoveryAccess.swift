package import DeviceAccess

/// How devices are reached, as the operator has set it up.
package struct DiscoveryAccess: Sendable {
    /// The way to devices; nil where there is none, and only what the inventory says counts.
    package var transport: (any DeviceTransport)?
    /// How long a device may take.
    package var limits = DeviceReader.Limits()
    /// Devices that are asked at the same time.
    package var atOnce = 20

    package init(transport: (any DeviceTransport)? = nil) { self.transport = transport }
}
