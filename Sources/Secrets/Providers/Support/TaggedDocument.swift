/// A document whose first byte says what the others are.
struct TaggedDocument {
    enum Form: UInt8 {
        case text = 0x54
        case binary = 0x42
        case json = 0x4A
    }

    let form: Form
    let bytes: SecretBytes

    init(_ form: Form, _ bytes: SecretBytes) {
        self.form = form
        self.bytes = bytes
    }

    /// Reads what ``document(lease:)`` made.
    init(_ document: SecretDocument) {
        let form = document.bytes.withBytes { $0.first.flatMap(Form.init) }
        self.form = form ?? .text
        bytes = document.bytes.part((form == nil ? 0 : 1)..<document.bytes.count)
    }

    func document(lease: Duration? = nil) -> SecretDocument {
        SecretDocument(
            SecretBytes(count: bytes.count + 1) { room in
                room[0] = form.rawValue
                bytes.withBytes { UnsafeMutableRawBufferPointer(rebasing: room[1...]).copyMemory(from: $0) }
            }, lease: lease)
    }

    /// The whole as a value.
    var value: SecretValue {
        switch form {
        case .text: SecretValue(bytes)
        case .binary: SecretValue(bytes, .binary)
        case .json: SecretValue(bytes, .json)
        }
    }
}
