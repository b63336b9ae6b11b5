package import Basics
package import Logging

/// Takes values of secrets out of everything that is logged, whoever logs it.
package struct RedactingLogHandler: LogHandler {
    private var inner: any LogHandler
    private let mask: any TextMask
    /// What every event is logged with; masked then and not here, as most requests log nothing.
    package var metadata: Logger.Metadata

    package init(_ inner: any LogHandler, mask: any TextMask) {
        self.inner = inner
        self.mask = mask
        metadata = inner.metadata
        self.inner.metadata = [:]
    }

    package var metadataProvider: Logger.MetadataProvider? {
        get { inner.metadataProvider }
        set { inner.metadataProvider = newValue }
    }

    package var logLevel: Logger.Level {
        get { inner.logLevel }
        set { inner.logLevel = newValue }
    }

    package subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    package func log(event: LogEvent) {
        // The error goes as masked text: its own text may hold anything.
        var metadata = masked(metadata.merging(event.metadata ?? [:]) { _, own in own })
        if let error = event.error, metadata["error"] == nil { metadata["error"] = masked("\(error)") }
        inner.log(
            event: LogEvent(
                level: event.level, message: Logger.Message(stringLiteral: mask.masked(event.message.description)),
                metadata: metadata, source: event.source, file: event.file, function: event.function, line: event.line))
    }

    private func masked(_ metadata: Logger.Metadata) -> Logger.Metadata {
        Dictionary(
            metadata.map { (mask.masked($0.key), masked($0.value)) }, uniquingKeysWith: { first, _ in first })
    }

    private func masked(_ value: Logger.MetadataValue) -> Logger.MetadataValue {
        switch value {
        case .string(let text): .string(mask.masked(text))
        case .stringConvertible(let value): .string(mask.masked(value.description))
        case .array(let values): .array(values.map(masked))
        case .dictionary(let members): .dictionary(masked(members))
        }
    }

    private func masked(_ text: String) -> Logger.MetadataValue { .string(mask.masked(text)) }
}
