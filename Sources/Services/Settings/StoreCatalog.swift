import Domain
import JobEngine
package import Modeling
import Storage

/// Everything that the store keeps: the models of the product, and the tables of the engines below it.
package enum StoreCatalog {
    package static let catalog = Catalog(ProductCatalog.catalog.schemas + QueueTables.schemas + TextTables.schemas)
}
