/// Export templates and custom links, frozen: a released migration never changes.
enum TemplateTables {
    static let text = """
        table extras_exporttemplate key id
          id identifier
          content_type text
          owner_content_type text null
          owner_object_id identifier null
          name text
          description text
          template_code text
          mime_type text
          file_extension text
          created timestamp null
          last_updated timestamp null
          unique content_type name
        table extras_customlink key id
          id identifier
          content_type text
          name text
          text text
          target_url text
          weight integer
          group_name text
          button_class text
          new_window boolean
          created timestamp null
          last_updated timestamp null
          unique name
        """
}
