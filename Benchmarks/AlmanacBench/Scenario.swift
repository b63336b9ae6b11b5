import Basics
import Domain
import Foundation
import Logging
import Modeling
import Services
import Storage

/// The figures at one size.
struct Scenario {
    let devices: Int
    let folder: String
    let executable: String
    static let token = "bench-token-0123456789abcdef"

    var data: String { folder + "/data" }

    /// Writes the sample network as NDJSON and imports it with the executable.
    mutating func importing() async throws {
        let file = folder + "/network.ndjson"
        let today = SystemTime().today
        let network = SampleNetwork(devices: devices, seed: 1, today: today)
        _ = FileManager.default.createFile(atPath: file, contents: nil)
        guard let handle = FileHandle(forWritingAtPath: file) else { return }
        var buffer: [UInt8] = []
        var objects = 0
        try network.generate { model, object in
            buffer += "{\"object_type\":\"\(model)\",".utf8
            var text: [UInt8] = []
            JSONValue.object(object).write(into: &text)
            buffer += text.dropFirst()
            buffer.append(10)
            objects += 1
            if buffer.count > 1 << 20 {
                try handle.write(contentsOf: Data(buffer))
                buffer.removeAll(keepingCapacity: true)
            }
        }
        try handle.write(contentsOf: Data(buffer))
        try handle.close()
        let child = try Child(executable, ["import", file, "--apply", "--data", data, "--log-level", "error"])
        let (cpu, megabytes, status) = child.finish()
        figure("import, \(objects) objects with history", short(cpu, "CPU s"), target: "40 s at 1,000,000")
        figure("  per object", short(cpu / Double(objects) * 1e6, "µs"), target: "40 µs")
        figure("  peak memory", short(megabytes, "MB"), target: "150 MB")
        if status != 0 { figure("  exit status", "\(status)", target: "0") }
        try? FileManager.default.removeItem(atPath: file)
    }
}
