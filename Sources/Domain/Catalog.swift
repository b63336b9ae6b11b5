package import Modeling

/// Every model of the product: the one list that all generic code reads.
package enum ProductCatalog {
    /// Referenced models come before those that refer to them, as far as there is such an order.
    package static let catalog = Catalog(
        CoreCatalog.schemas + SystemCatalog.schemas + LifecycleCatalog.schemas + VulnerabilityCatalog.schemas
            + CoreCatalog.associations)
}
