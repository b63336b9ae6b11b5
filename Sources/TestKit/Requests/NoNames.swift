package import Basics
package import Outbound

/// A name server that knows no name: what tests reach, they reach by address.
package struct NoNames: HostResolver {
    package init() {}

    package func addresses(of name: String) async throws(ResolutionError) -> [IPHost] { throw .notFound }
}
