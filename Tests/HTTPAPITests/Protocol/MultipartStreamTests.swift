import Basics
import HTTPServing
import Testing

/// A form with a file is read the same however the network cuts it.
@Suite struct MultipartStreamTests {
    private static let type = "multipart/form-data; boundary=xx"
    private static let content = "one\r\n--x\r\n--xy two\r\n"
    private static let body = Array(
        ("--xx\r\nContent-Disposition: form-data; name=\"feed\"\r\n\r\nkev\r\n"
            + "--xx\r\nContent-Disposition: form-data; name=\"bundle\"; filename=\"a b.json\"\r\n"
            + "Content-Type: application/json\r\n\r\n\(content)\r\n--xx--\r\n").utf8)

    /// The events with the bytes of the file joined.
    private func read(_ pieces: [[UInt8]]) throws -> [String] {
        var stream = try MultipartStream(contentType: Self.type)
        var told: [String] = []
        var file: [UInt8] = []
        for piece in pieces {
            for event in try stream.take(piece) {
                switch event {
                case .field(let name, let value): told.append("\(name)=\(value)")
                case .file(let field, let name): told.append("\(field): \(name)")
                case .bytes(let bytes): file += bytes
                case .endOfFile: told.append(String(decoding: file, as: UTF8.self))
                }
            }
        }
        try stream.finish()
        return told
    }

    @Test(arguments: [1, 2, 3, 7, 40, 10_000])
    func `a form is the same however it is cut`(_ size: Int) throws {
        let pieces = stride(from: 0, to: Self.body.count, by: size).map {
            Array(Self.body[$0..<min($0 + size, Self.body.count)])
        }
        #expect(try read(pieces) == ["feed=kev", "bundle: a b.json", Self.content])
    }

    @Test func `what was cut off, and what is no form, is refused`() throws {
        for end in [4, 30, 80, 140, Self.body.count - 6] {
            #expect(throws: Problem.self) { try read([Array(Self.body[..<end])]) }
        }
        #expect(throws: Problem.self) { try read([Array("nonsense".utf8)]) }
        #expect(throws: Problem.self) { try read([Array("--xx nonsense".utf8)]) }
        #expect(throws: Problem.self) { try read([Array("--xx\r\nX: y\r\n\r\nvalue\r\n--xx--".utf8)]) }
        let long = [UInt8](repeating: 97, count: 200_000)
        #expect(throws: Problem.self) { try read([Array("--xx\r\n".utf8) + long]) }
        #expect(throws: Problem.self) {
            try read([Array("--xx\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n".utf8) + long])
        }
        #expect(throws: Problem.self) { try MultipartStream(contentType: "application/json") }
        #expect(throws: Problem.self) { try MultipartStream(contentType: "multipart/form-data") }
    }
}
