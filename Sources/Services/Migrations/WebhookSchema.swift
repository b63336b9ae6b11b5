/// The tables of webhooks and their deliveries, frozen: a released migration never changes.
enum WebhookSchema {
    static let text = """
        table extras_webhook key id
          id identifier
          content_types json
          name text
          type_create boolean
          type_update boolean
          type_delete boolean
          payload_url text
          enabled boolean
          http_method text
          http_content_type text
          additional_headers text
          body_template text
          secret text
          ssl_verification boolean
          ca_file_path text
          saved_by_id identifier null references users_user
          saved_by_product boolean
          created timestamp null
          last_updated timestamp null
          unique name
          index saved_by_id when-not-null saved_by_id
        table extras_webhookdelivery key id
          id identifier
          webhook_id identifier references extras_webhook
          event text
          change identifier
          changed_object_type text
          changed_object_id identifier
          object_repr text
          request_id identifier
          target text
          state text
          attempts integer
          next_attempt timestamp null
          leased_until timestamp null
          last_attempt timestamp null
          status_code integer null
          duration integer null
          response_body text
          error text
          created timestamp
          index webhook_id
          index change
          index state next_attempt
        """
}
