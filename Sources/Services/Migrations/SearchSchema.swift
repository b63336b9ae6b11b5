/// What the index of texts has still to take in, frozen: a released migration never changes.
///
/// The index itself is made, and filled with what is there already, by whoever keeps it (``SearchIndexer``): in batches, so
/// that nobody waits for it, and going on where it stopped.
enum SearchSchema {
    static let text = """
        table text_change key id
          id identifier
          model text
          objects text
        table text_progress key id
          id identifier
          model text
          number integer
          texts text
          last identifier null
          is_complete boolean
          unique model
        """
}
