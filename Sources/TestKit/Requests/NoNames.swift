package import Basics
package import Outbound

/// A name server that knows no name: what tests reach, they reach by address.
package struct NoNames: HostResolver {
    package init() {}

    package func addresses(of name: String) async throws(ResolutionError) -> [IPHost] { throw .notFound }
}

/// A name server by which every name leads to this machine.
package struct LoopbackNames: HostResolver {
    package init() {}

    package func addresses(of name: String) async throws(ResolutionError) -> [IPHost] { [IPHost(v4: 0x7F00_0001)] }
}
