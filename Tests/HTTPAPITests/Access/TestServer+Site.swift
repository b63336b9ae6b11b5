import HTTPAPI
import HTTPServing
import Services
import TestKit
import WebUI

extension TestServer {
    /// The API with the login and the health of the server beside it.
    var site: SiteRouter {
        SiteRouter(
            api: router, sites: [LoginArea(identity: identity, pages: EntrancePages())], store: store,
            environment: environment, mask: secrets.redaction, logger: TemporaryStore.logger)
    }
}
