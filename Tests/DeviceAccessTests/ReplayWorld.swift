import Basics
import DeviceAccess
import Foundation

/// A folder of recordings that goes away with the test.
final class ReplayWorld: Sendable {
    let folder: String
    let time = ManualTime(Timestamp("2026-11-21T12:00:00Z") ?? Timestamp(microseconds: 0))

    init() throws {
        folder = NSTemporaryDirectory() + "almanac-replay-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    }

    deinit {
        // Nothing waits for it.
        try? FileManager.default.removeItem(atPath: folder)
    }

    static let ios = """
        Cisco IOS Software, C2960 Software (C2960-LANBASEK9-M), Version 15.0(2)SE4, RELEASE SOFTWARE (fc1)
        ROM: Bootstrap program is C2960 boot loader
        sw-1 uptime is 1 week, 2 days, 1 hour, 51 minutes
        cisco WS-C2960-24TT-L (PowerPC405) processor (revision D0) with 65536K bytes of memory.
        Processor board ID FOC1010X104
        """

    /// Records what a device answers.
    func record(_ device: String, _ answers: [String: String], behaviour: String? = nil) throws {
        let path = folder + "/" + device
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        for (name, text) in answers { try Data(text.utf8).write(to: URL(filePath: path + "/" + name)) }
        if let behaviour { try Data(behaviour.utf8).write(to: URL(filePath: path + "/transport.json")) }
    }

    func reader(_ transport: (any DeviceTransport)? = nil) -> DeviceReader {
        DeviceReader(transport ?? ReplayTransport(folder: folder, time: time), time: time)
    }

    func read(
        _ name: String, address: String? = nil, driver: String = "cisco_ios", _ reader: DeviceReader? = nil
    ) async throws -> DeviceReading {
        try await (reader ?? self.reader()).read(DeviceTarget(name: name, address: address, driver: driver))
    }
}
