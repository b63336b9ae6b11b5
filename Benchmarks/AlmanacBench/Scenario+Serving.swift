import Foundation
import Synchronization

extension Scenario {
    /// Serves the store with the executable and asks it over loopback.
    func serving() throws {
        let started = Measure.wallSeconds()
        let server = try Child(
            executable, ["serve", "--data", folder + "/data", "--listen", "127.0.0.1:0", "--log-level", "error"],
            environment: ["ALMANAC_BOOTSTRAP_TOKEN": Self.token])
        defer { server.stop() }
        guard let port = server.port(), let client = Client(port: port, token: Self.token) else {
            print("  the server did not start")
            return
        }
        let (status, _) = client.send("GET", "/api/dcim/manufacturers/?limit=1")
        figure(
            "start to first answer (\(status))", short((Measure.wallSeconds() - started) * 1000, "ms wall"),
            target: "150 ms")
        figure("  memory then", short(server.residentMegabytes(peak: false), "MB"), target: "60 MB")
        lists(client, server)
        try creates(port, server)
        figure("memory of the server, peak", short(server.residentMegabytes(peak: true), "MB"), target: "250 MB")
    }

    private func lists(_ client: Client, _ server: Child) {
        let limit = min(1000, devices)
        measure("list \(limit) devices", client, server, times: 40, target: "5 ms") { _ in
            "/api/dcim/devices/?limit=\(limit)"
        }
        measure("list 50 devices", client, server, times: 400) { _ in "/api/dcim/devices/?limit=50" }
        let (_, body) = client.send("GET", "/api/dcim/devices/?limit=1&sort=-name")
        let text = String(decoding: body, as: UTF8.self)
        if let range = text.range(of: "\"id\":\"") {
            let id = text[range.upperBound...].prefix(36)
            measure("one device", client, server, times: 2000, target: "0.2 ms") { _ in "/api/dcim/devices/\(id)/" }
        }
        let last = max(0, devices - 50)
        let first = measure("first page of 50 by cursor", client, server, times: 200) { _ in
            "/api/dcim/devices/?limit=50&cursor="
        }
        guard let cursor = cursor(before: last, client) else { return }
        let deep = measure("page \(last / 50) by cursor", client, server, times: 200) { _ in cursor }
        figure("  ratio to the first page", short(deep / max(first, 1e-9), "×"), target: "1.5 ×")
        measure("page \(last / 50) by offset", client, server, times: 20) { _ in
            "/api/dcim/devices/?limit=50&offset=\(last)"
        }
    }

    /// The link of a page far down, taken from the page before it.
    private func cursor(before offset: Int, _ client: Client) -> String? {
        // Page by the largest pages to get there, then take the next link.
        var target = "/api/dcim/devices/?limit=1000&cursor="
        var seen = 0
        while true {
            let (_, body) = client.send("GET", target)
            let head = String(decoding: body.prefix(2000), as: UTF8.self)
            guard let range = head.range(of: "\"next\":\"") else {
                return target.replacingOccurrences(of: "limit=1000", with: "limit=50")
            }
            let link = head[range.upperBound...].prefix { $0 != "\"" }
            guard let path = link.range(of: "/api/") else { return nil }
            let next = String(link[path.lowerBound...])
            seen += 1000
            if seen >= offset - 1000 { return next.replacingOccurrences(of: "limit=1000", with: "limit=50") }
            target = next
        }
    }

    @discardableResult
    private func measure(
        _ name: String, _ client: Client, _ server: Child, times: Int, target: String = "", _ path: (Int) -> String
    ) -> Double {
        for index in 0..<min(5, times) { _ = client.send("GET", path(index)) }
        let before = server.cpu
        var failures = 0
        for index in 0..<times where client.send("GET", path(index)).status != 200 { failures += 1 }
        let each = (server.cpu - before) / Double(times)
        figure(name, short(each * 1000, "CPU ms") + (failures > 0 ? " (\(failures) failed)" : ""), target: target)
        return each
    }

    /// Durable creates by 32 clients, beside the machine's rate of synced writes.
    private func creates(_ port: Int, _ server: Child) throws {
        let syncRate = try syncedWritesPerSecond()
        let perClient = 60
        let before = server.cpu
        let started = Measure.wallSeconds()
        let created = Mutex(0)
        let size = devices
        // Threads of their own: a queue has no more at once than the machine has cores.
        let finished = DispatchGroup()
        for number in 0..<32 {
            finished.enter()
            Thread.detachNewThread {
                defer { finished.leave() }
                guard let client = Client(port: port, token: Self.token) else { return }
                for index in 0..<perClient {
                    let body =
                        "{\"name\":\"bench \(size) \(number) \(index)\",\"description\":\"made by almanac-bench\"}"
                    if client.send("POST", "/api/dcim/manufacturers/", body).status == 201 {
                        created.withLock { $0 += 1 }
                    }
                }
            }
        }
        finished.wait()
        let wall = Measure.wallSeconds() - started
        let count = created.withLock { $0 }
        figure(
            "durable create with history, 32 clients",
            short((server.cpu - before) / Double(max(count, 1)) * 1000, "CPU ms"), target: "0.5 ms")
        figure("  rate (\(count) of \(32 * perClient) created)", short(Double(count) / wall, "per s"))
        figure(
            "  ratio to fdatasync \(short(syncRate, "per s"))", short(Double(count) / wall / max(syncRate, 1), "×"),
            target: "5 ×")
    }

    /// How often the disk can make 4 KiB durable.
    private func syncedWritesPerSecond() throws -> Double {
        let path = folder + "/sync.bin"
        let descriptor = open(path, O_CREAT | O_WRONLY, 0o600)
        defer {
            close(descriptor)
            unlink(path)
        }
        let block = [UInt8](repeating: 7, count: 4096)
        let started = Measure.wallSeconds()
        var count = 0
        while Measure.wallSeconds() - started < 1 {
            _ = write(descriptor, block, block.count)
            fdatasync(descriptor)
            count += 1
        }
        return Double(count) / (Measure.wallSeconds() - started)
    }
}
