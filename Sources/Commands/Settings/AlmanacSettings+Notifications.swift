import Basics
import Outbound

extension AlmanacSettings {
    /// Where links in messages lead, without a slash at the end.
    var publicURL: String { publicAddress ?? "http://\(listen)" }

    /// Reads by which address people call the server.
    ///
    /// - Throws: ``Problem`` of kind `misconfigured`.
    static func publicAddress(_ value: (String) -> String?) throws -> String? {
        let name = "public-url"
        guard let text = value(name) else { return nil }
        let allowed = "scheme and host, such as https://almanac.example.com"
        // Why it is none follows from what it may be.
        guard let url = try? TargetURL(text), url.target == "/" else { throw wrong(name, text, allowed) }
        return url.origin
    }
}
