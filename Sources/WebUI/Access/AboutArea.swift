import Basics
import Domain
import HTTPServing
import Services

/// What runs here, and what the owners of the data that it shows ask to be told.
struct AboutArea: PageArea {
    func respond(_ web: WebRequest) async throws -> APIResponse? {
        guard web.request.path == "/about/" else { return nil }
        return Page("About Almanac") {
            div(.class("grid")) {
                Component.panel("This server") {
                    dl(.class("facts")) {
                        dt { "Version" }
                        dd { ProductVersion.text }
                        dt { "API" }
                        dd { a(.href("/api/")) { "\(web.request.baseURL)/api/" } }
                        dt { "Today" }
                        dd { ValueMarkup.day(web.environment.time.today.description) }
                    }
                }
                Component.panel("Sources and licences") {
                    dl(.class("facts")) {
                        for notice in SourceNotices.all {
                            dt { notice.source }
                            dd { notice.text }
                        }
                    }
                }
            }
        }.response(web)
    }
}
