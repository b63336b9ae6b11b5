/// What dry runs would change, frozen: a released migration never changes.
enum JobPlanSchema {
    static let text = """
        log extras_jobplanchange key id
          id identifier
          action text
          changed_object_type text null
          changed_object_id identifier
          object_repr text
          job_result_id identifier references extras_jobresult
          before json null
          after json null
          index job_result_id
        """
}
