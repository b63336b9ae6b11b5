import Foundation

#if canImport(Glibc)
    import Glibc
#endif

/// A run of the product's executable that is measured from outside.
struct Child {
    let process: Process
    private let output: Pipe

    /// Starts the executable.
    init(_ executable: String, _ arguments: [String], environment: [String: String] = [:]) throws {
        process = Process()
        process.executableURL = URL(fileURLWithPath: executable)
        process.arguments = arguments
        process.environment = ["PATH": "/usr/bin:/bin", "SWIFT_BACKTRACE": "enable=no"].merging(environment) { $1 }
        output = Pipe()
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        try process.run()
    }

    /// The port of a server, read from its line "listening on http://HOST:PORT".
    func port() -> Int? {
        var text = ""
        while !text.contains("listening on ") || !text.hasSuffix("\n") {
            let data = output.fileHandleForReading.availableData
            guard !data.isEmpty else { return nil }
            text += String(decoding: data, as: UTF8.self)
        }
        return text.split(separator: "\n").last?.split(separator: ":").last.flatMap { Int($0) }
    }

    /// CPU seconds so far.
    var cpu: Double {
        guard let text = try? String(contentsOfFile: "/proc/\(process.processIdentifier)/stat", encoding: .utf8) else {
            return 0
        }
        let fields = text.split(separator: ")").last?.split(separator: " ") ?? []
        guard fields.count > 13, let user = Double(fields[11]), let system = Double(fields[12]) else { return 0 }
        return (user + system) / Double(sysconf(Int32(_SC_CLK_TCK)))
    }

    /// CPU seconds so far of the threads that live, to the nanosecond.
    var preciseCPU: Double {
        let folder = "/proc/\(process.processIdentifier)/task"
        let threads = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        return threads.reduce(0) { sum, thread in
            let text = try? String(contentsOfFile: "\(folder)/\(thread)/schedstat", encoding: .utf8)
            return sum + (text?.split(separator: " ").first.flatMap { Double($0) } ?? 0) / 1e9
        }
    }

    /// Resident memory in MB: now, or the highest so far.
    func residentMegabytes(peak: Bool) -> Double {
        guard let text = try? String(contentsOfFile: "/proc/\(process.processIdentifier)/status", encoding: .utf8)
        else {
            return 0
        }
        let name = peak ? "VmHWM:" : "VmRSS:"
        let line = text.split(separator: "\n").first { $0.hasPrefix(name) } ?? ""
        return (Double(line.filter(\.isNumber)) ?? 0) / 1024
    }

    /// Asks the process to stop and waits for it.
    func stop() {
        process.terminate()
        process.waitUntilExit()
    }

    /// Waits for the end and tells CPU seconds and peak memory in MB.
    func finish() -> (cpu: Double, megabytes: Double, status: Int32) {
        var cpu = 0.0
        var megabytes = 0.0
        while process.isRunning {
            cpu = max(cpu, self.cpu)
            megabytes = max(megabytes, residentMegabytes(peak: true))
            usleep(20_000)
        }
        process.waitUntilExit()
        return (cpu, megabytes, process.terminationStatus)
    }
}
