import Basics
import Services
import TestKit

@testable import WebUI

/// The site over the sample network.
struct SampleWorld: Sendable {
    let world: WebWorld
    let browser: WebBrowser

    init(devices: Int = 120, isJudged: Bool = false) async throws {
        world = try await WebWorld()
        let (store, environment) = (world.server.store, world.server.environment)
        let load = SampleLoad(store: store, environment: environment)
        _ = try await load.run(.system(requestID: environment.identifiers.next(), detail: "test"), devices: devices)
        if isJudged { try await load.judgeExposure() }
        browser = try await world.browser()
    }

    /// How many rows the API lists at the address of a page.
    func count(_ place: String) async throws -> Int? {
        let separator = place.contains("?") ? "&" : "?"
        return try await world.server.get("/api\(place)\(separator)limit=1&exclude_m2m=true")["count"]?.intValue
            .map(Int.init)
    }
}

extension WebPage {
    /// The links with what stands in them, markup included.
    var links: [(place: String, words: String)] {
        text.split(separator: "<a href=\"").dropFirst().compactMap { part in
            guard let end = part.firstIndex(of: "\""), let close = part.firstRange(of: "</a>"),
                let start = part.firstIndex(of: ">"), start < close.lowerBound
            else { return nil }
            return (
                String(part[..<end]).replacing("&amp;", with: "&"),
                String(part[part.index(after: start)..<close.lowerBound])
            )
        }
    }

    /// The links whose words are a number, with the number.
    var numbers: [(place: String, count: Int)] {
        text.split(separator: "<a href=\"").dropFirst().compactMap { part -> (place: String, count: Int)? in
            guard let end = part.firstIndex(of: "\""), let close = part.firstRange(of: "</a>"),
                let start = part.firstIndex(of: ">"), start < close.lowerBound
            else { return nil }
            var words = part[part.index(after: start)..<close.lowerBound]
            let mark = "<span class=\"number\">"
            if words.hasPrefix(mark) { words = words.dropFirst(mark.count).prefix { $0 != "<" } }
            let digits = words.filter { $0 != "\u{202F}" }
            guard !digits.isEmpty, digits.allSatisfy({ $0.isASCII && $0.isNumber }), let count = Int(digits) else {
                return nil
            }
            return (String(part[..<end]).replacing("&amp;", with: "&"), count)
        }
    }
}
