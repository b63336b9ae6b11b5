/// Reads addresses from ASCII bytes.
struct IPScanner {
    let bytes: UnsafeBufferPointer<UInt8>
    var offset = 0

    init(bytes: UnsafeBufferPointer<UInt8>) {
        self.bytes = bytes
    }

    /// The whole text as one address.
    mutating func host() -> IPHost? {
        guard bytes.contains(0x3A) else {
            guard let value = quad(), offset == bytes.count else { return nil }
            return IPHost(v4: value)
        }
        return hostV6()
    }

    /// Four decimal numbers without leading zeros, with points between them.
    private mutating func quad() -> UInt32? {
        var value: UInt32 = 0
        for index in 0..<4 {
            if index > 0 { guard accept(0x2E) else { return nil } }
            guard let part = decimal(maximum: 255) else { return nil }
            value = value &<< 8 | UInt32(part)
        }
        return value
    }

    /// A decimal number without leading zeros, at most `maximum` (below 1000).
    mutating func decimal(maximum: Int) -> Int? {
        let start = offset
        var value = 0
        while offset < bytes.count, offset &- start < 4, bytes[offset].isDigit {
            value = value &* 10 &+ Int(bytes[offset].digitValue)
            offset &+= 1
        }
        let length = offset &- start
        guard length > 0, value <= maximum, length == 1 || bytes[start] != 0x30 else { return nil }
        return value
    }

    private mutating func hostV6() -> IPHost? {
        // At most 39 characters, or 45 with a dotted quad at the end.
        guard bytes.count <= 45 else { return nil }
        var groups: [UInt16] = []
        var gap: Int?
        if accept(0x3A) {
            guard accept(0x3A) else { return nil }
            gap = 0
        }
        while offset < bytes.count {
            guard appendGroups(to: &groups) else { return nil }
            guard offset < bytes.count else { break }
            guard accept(0x3A) else { return nil }
            if accept(0x3A) {
                guard gap == nil else { return nil }
                gap = groups.count
            } else if offset == bytes.count {
                return nil
            }
        }
        guard let gap else { return groups.count == 8 ? Self.host(groups) : nil }
        // The gap stands for one group or more.
        guard groups.count < 8 else { return nil }
        groups.insert(contentsOf: repeatElement(0, count: 8 - groups.count), at: gap)
        return Self.host(groups)
    }

    /// One group of hexadecimal digits, or two groups from the dotted quad that ends the text.
    private mutating func appendGroups(to groups: inout [UInt16]) -> Bool {
        guard groups.count < 8 else { return false }
        let start = offset
        var value: UInt16 = 0
        while offset < bytes.count, bytes[offset].hexValue < 16 {
            guard offset &- start < 4 else { return false }
            value = value &<< 4 | UInt16(bytes[offset].hexValue)
            offset &+= 1
        }
        guard offset > start else { return false }
        guard offset < bytes.count, bytes[offset] == 0x2E else {
            groups.append(value)
            return true
        }
        offset = start
        guard groups.count <= 6, let tail = quad(), offset == bytes.count else { return false }
        groups.append(UInt16(truncatingIfNeeded: tail &>> 16))
        groups.append(UInt16(truncatingIfNeeded: tail))
        return true
    }

    private mutating func accept(_ byte: UInt8) -> Bool {
        guard offset < bytes.count, bytes[offset] == byte else { return false }
        offset &+= 1
        return true
    }

    private static func host(_ groups: [UInt16]) -> IPHost {
        let high = groups.prefix(4).reduce(UInt64(0)) { $0 &<< 16 | UInt64($1) }
        let low = groups.suffix(4).reduce(UInt64(0)) { $0 &<< 16 | UInt64($1) }
        return IPHost(v6High: high, low: low)
    }
}

extension IPScanner {
    /// An address, a slash and a prefix length without leading zeros that fits the family.
    static func hostAndPrefix(_ text: some StringProtocol) -> (host: IPHost, prefixLength: Int)? {
        text.withUTF8Bytes { bytes in
            guard let slash = bytes.firstIndex(of: 0x2F) else { return nil }
            var hostScanner = IPScanner(bytes: bytes.part(0, slash))
            var prefixScanner = IPScanner(bytes: bytes.part(slash &+ 1, bytes.count))
            guard let host = hostScanner.host(), let length = prefixScanner.decimal(maximum: host.family.bits),
                prefixScanner.offset == prefixScanner.bytes.count
            else { return nil }
            return (host, length)
        }
    }
}
