import Basics

/// The products of a CSAF document, by their ids (vendor.md §2.4).
///
/// What a product is stands in the branches above it: vendor, family and version are carried down.
struct CSAFProducts: Sendable {
    /// What one place in the tree says of an id.
    struct Product: Sendable, Hashable {
        /// Who makes it.
        var vendor: String?
        /// Its name, without vendor and version where branches tell them apart.
        var name: String
        /// The version, or the range of versions, as it is written; `nil` when none is told.
        var version: String?
        /// What it runs on, where the document limits it.
        var platform: String?
    }

    private var products: [String: [Product]] = [:]
    private static let deepest = 32

    /// Reads a product tree.
    init(_ tree: JSONValue?) {
        for branch in tree?["branches"]?.arrayValue ?? [] { read(branch, Product(name: ""), depth: 0) }
        for product in tree?["full_product_names"]?.arrayValue ?? [] { add(product, Product(name: "")) }
        for relation in tree?["relationships"]?.arrayValue ?? [] { relate(relation) }
    }

    /// What the tree says of an id; several places may speak of one.
    subscript(id: String) -> [Product] { products[id] ?? [] }

    private mutating func read(_ branch: JSONValue, _ above: Product, depth: Int) {
        guard depth < Self.deepest else { return }
        var here = above
        if let name = branch["name"]?.text {
            switch branch["category"]?.text {
            case "vendor": here.vendor = name
            case "product_family", "product_name", "product": here.name = name
            case "product_version", "product_version_range", "service_pack", "patch_level": here.version = name
            default: break
            }
        }
        if let product = branch["product"] { add(product, here) }
        for branch in branch["branches"]?.arrayValue ?? [] { read(branch, here, depth: depth + 1) }
    }

    private mutating func add(_ json: JSONValue, _ above: Product) {
        guard let id = json["product_id"]?.stringValue else { return }
        var product = above
        if product.name.isEmpty { product.name = json["name"]?.text ?? id }
        if products[id]?.contains(product) != true { products[id, default: []].append(product) }
    }

    /// A product on a platform is the product, limited to it.
    private mutating func relate(_ json: JSONValue) {
        guard let id = json["full_product_name"]?["product_id"]?.stringValue,
            let reference = json["product_reference"]?.stringValue
        else { return }
        let platforms = json["relates_to_product_reference"]?.stringValue.map { self[$0] } ?? []
        for var product in self[reference] {
            product.platform = platforms.first?.name
            if products[id]?.contains(product) != true { products[id, default: []].append(product) }
        }
    }
}
