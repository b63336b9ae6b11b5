/// Names that sources gave up for others, frozen: a released migration never changes.
enum ReplacedNameSchema {
    static let text = """
        table vulnerabilities_replacedname key id
          id identifier
          source text
          key text
          is_live boolean
          load integer
          digest identifier
          is_withdrawn boolean
          modified timestamp null
          replacements json
          index load
          unique source key is_live
        """
}
