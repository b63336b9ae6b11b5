#if canImport(Glibc)
    import Glibc
#endif

/// CPU time, wall time and memory of this process.
struct Measure {
    /// CPU seconds of user and system of all threads.
    let cpu: Double
    let wall: Double

    /// Runs work and measures it.
    static func run<R>(_ work: () async throws -> R) async rethrows -> (R, Measure) {
        let cpu = cpuSeconds()
        let wall = wallSeconds()
        let result = try await work()
        return (result, Measure(cpu: cpuSeconds() - cpu, wall: wallSeconds() - wall))
    }

    static func cpuSeconds() -> Double {
        var usage = rusage()
        getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
        func seconds(_ time: timeval) -> Double { Double(time.tv_sec) + Double(time.tv_usec) / 1e6 }
        return seconds(usage.ru_utime) + seconds(usage.ru_stime)
    }

    static func wallSeconds() -> Double {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }

    /// Resident memory in MB: now, or the highest so far.
    static func residentMegabytes(peak: Bool) -> Double {
        guard let file = fopen("/proc/self/status", "r") else { return 0 }
        defer { fclose(file) }
        let name = peak ? "VmHWM:" : "VmRSS:"
        var line = [CChar](repeating: 0, count: 256)
        while fgets(&line, 256, file) != nil {
            let text = String(decoding: line.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
            guard text.hasPrefix(name) else { continue }
            let digits = text.filter { $0.isNumber }
            return (Double(digits) ?? 0) / 1024
        }
        return 0
    }
}

/// How far memory rises from here on.
struct MemoryRise {
    private let begin: Double

    /// Begins to watch: the highest so far is forgotten (proc_pid_clear_refs(5), value 5).
    init() {
        if let file = fopen("/proc/self/clear_refs", "w") {
            fputs("5", file)
            fclose(file)
        }
        begin = Measure.residentMegabytes(peak: false)
    }

    /// The most so far, in MB.
    var megabytes: Double { max(0, Measure.residentMegabytes(peak: true) - begin) }
}
