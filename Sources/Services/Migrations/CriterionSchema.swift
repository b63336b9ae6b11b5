/// Versions that criteria list by name, and changes of vulnerabilities, frozen: a released migration never changes.
enum CriterionSchema {
    static let text = """
        table vulnerabilities_listedversions key id
          id identifier
          source text
          key text
          is_live boolean
          load integer
          digest identifier
          is_withdrawn boolean
          criterion text
          modified timestamp null
          versions json
          index key
          index load
          unique source key is_live
        log vulnerabilities_recordcriterion key id
          id identifier
          record_id identifier references vulnerabilities_record
          criterion text
          cve text
          index record_id
          index criterion
          index cve
        table vulnerabilities_change key id
          id identifier
          source text
          key text
          is_live boolean
          load integer
          digest identifier
          is_withdrawn boolean
          cve text
          event text
          author text
          happened timestamp
          details json null
          index cve happened
          index load
          unique source key is_live
        """
}
