/// The tables of what operators add to the models, frozen: a released migration never changes.
enum CustomizationSchema {
    static let text = """
        table extras_customfield key id
          id identifier
          content_types json
          type text
          filter_logic text
          label text
          grouping text
          key text
          description text
          required boolean
          default_value json null
          weight integer
          validation_minimum integer null
          validation_maximum integer null
          validation_regex text
          advanced_ui boolean
          scope_filter json
          created timestamp null
          last_updated timestamp null
          unique key
        table extras_customfieldchoice key id
          id identifier
          value text
          weight integer
          custom_field_id identifier references extras_customfield
          created timestamp null
          last_updated timestamp null
          unique custom_field_id value
        table extras_computedfield key id
          id identifier
          content_type text
          key text
          grouping text
          label text
          description text
          template text
          fallback_value text
          weight integer
          advanced_ui boolean
          created timestamp null
          last_updated timestamp null
          unique key
          unique content_type label
        table extras_relationship key id
          id identifier
          source_type text
          destination_type text
          label text
          key text
          description text
          type text
          required_on text
          source_label text
          source_hidden boolean
          source_filter json null
          destination_label text
          destination_hidden boolean
          destination_filter json null
          advanced_ui boolean
          created timestamp null
          last_updated timestamp null
          unique label
          unique key
        table extras_relationshipassociation key id
          id identifier
          source_type text
          destination_type text
          source_id identifier
          destination_id identifier
          relationship_id identifier references extras_relationship
          index source_id
          index destination_id
          unique relationship_id source_type source_id destination_type destination_id
        """
}
