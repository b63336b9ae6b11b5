import Domain
import Storage

/// The schema of the first release.
enum FoundationSchema {
    static let text = SchemaDescription(ProductCatalog.catalog).text
}
