import Basics

/// The API of a cluster as far as secrets go, with the answers of contracts/secrets.md §3.7.
package final class KubernetesDouble: BackendDouble {
    package init() {}

    package func answer(_ request: ReceivedRequest) -> Reply {
        func refused(_ status: Int64, _ reason: String) -> Reply {
            .json(
                Int(status),
                [
                    "kind": "Status", "apiVersion": "v1", "metadata": [:], "status": "Failure",
                    "reason": .string(reason), "message": "canary", "code": .int(status),
                ])
        }
        guard request["Authorization"] == "Bearer second" else { return refused(403, "Forbidden") }
        guard request.path == "/api/v1/namespaces/net/secrets/router" else { return refused(404, "NotFound") }
        return .json(
            200,
            [
                "kind": "Secret", "apiVersion": "v1", "type": "Opaque",
                "metadata": ["name": "router", "namespace": "net"],
                "data": ["password": "aHVudGVyMg==", "der": "/w==", "bad": "***"],
            ])
    }
}
