/// What runs learn of devices, frozen: a released migration never changes.
enum DiscoverySchema {
    static let text = """
        log vulnerabilities_discoveryresult key id
          id identifier
          job_result_id identifier references extras_jobresult
          device_id identifier references dcim_device
          outcome text
          failure text
          message text
          system text
          version text
          canonical text
          confidence text
          model text
          serial text
          hostname text
          uptime integer null
          differences json null
          raw text
          at timestamp
          index job_result_id
          index device_id
        """
}
