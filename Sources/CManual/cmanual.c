// Made by Scripts/check-manual --write from the files of docs/; do not edit. What is embedded: cmanual.h.

#include "cmanual.h"

#pragma clang diagnostic ignored "-Wc23-extensions"

static const unsigned char file_README_md[] = {
#embed "../../docs/README.md"
};

static const unsigned char file_explanation_applicability_md[] = {
#embed "../../docs/explanation/applicability.md"
};

static const unsigned char file_explanation_exposure_md[] = {
#embed "../../docs/explanation/exposure.md"
};

static const unsigned char file_explanation_history_and_durability_md[] = {
#embed "../../docs/explanation/history-and-durability.md"
};

static const unsigned char file_explanation_jobs_from_outside_md[] = {
#embed "../../docs/explanation/jobs-from-outside.md"
};

static const unsigned char file_explanation_jobs_md[] = {
#embed "../../docs/explanation/jobs.md"
};

static const unsigned char file_explanation_logins_and_tokens_md[] = {
#embed "../../docs/explanation/logins-and-tokens.md"
};

static const unsigned char file_explanation_one_declaration_per_model_md[] = {
#embed "../../docs/explanation/one-declaration-per-model.md"
};

static const unsigned char file_explanation_outbound_requests_md[] = {
#embed "../../docs/explanation/outbound-requests.md"
};

static const unsigned char file_explanation_secrets_threat_model_md[] = {
#embed "../../docs/explanation/secrets-threat-model.md"
};

static const unsigned char file_explanation_support_status_md[] = {
#embed "../../docs/explanation/support-status.md"
};

static const unsigned char file_explanation_validated_software_md[] = {
#embed "../../docs/explanation/validated-software.md"
};

static const unsigned char file_explanation_web_interface_md[] = {
#embed "../../docs/explanation/web-interface.md"
};

static const unsigned char file_how_to_add_your_own_fields_md[] = {
#embed "../../docs/how-to/add-your-own-fields.md"
};

static const unsigned char file_how_to_be_notified_md[] = {
#embed "../../docs/how-to/be-notified.md"
};

static const unsigned char file_how_to_configuration_contexts_md[] = {
#embed "../../docs/how-to/configuration-contexts.md"
};

static const unsigned char file_how_to_configure_almanac_md[] = {
#embed "../../docs/how-to/configure-almanac.md"
};

static const unsigned char file_how_to_decide_what_to_replace_md[] = {
#embed "../../docs/how-to/decide-what-to-replace.md"
};

static const unsigned char file_how_to_discover_what_devices_run_md[] = {
#embed "../../docs/how-to/discover-what-devices-run.md"
};

static const unsigned char file_how_to_export_the_inventory_md[] = {
#embed "../../docs/how-to/export-the-inventory.md"
};

static const unsigned char file_how_to_find_exposed_devices_md[] = {
#embed "../../docs/how-to/find-exposed-devices.md"
};

static const unsigned char file_how_to_give_permissions_md[] = {
#embed "../../docs/how-to/give-permissions.md"
};

static const unsigned char file_how_to_group_objects_md[] = {
#embed "../../docs/how-to/group-objects.md"
};

static const unsigned char file_how_to_import_a_network_md[] = {
#embed "../../docs/how-to/import-a-network.md"
};

static const unsigned char file_how_to_let_people_in_md[] = {
#embed "../../docs/how-to/let-people-in.md"
};

static const unsigned char file_how_to_reach_credentials_md[] = {
#embed "../../docs/how-to/reach-credentials.md"
};

static const unsigned char file_how_to_run_jobs_md[] = {
#embed "../../docs/how-to/run-jobs.md"
};

static const unsigned char file_how_to_take_back_changes_md[] = {
#embed "../../docs/how-to/take-back-changes.md"
};

static const unsigned char file_how_to_tell_other_systems_md[] = {
#embed "../../docs/how-to/tell-other-systems.md"
};

static const unsigned char file_how_to_triage_vulnerabilities_md[] = {
#embed "../../docs/how-to/triage-vulnerabilities.md"
};

static const unsigned char file_how_to_use_git_repositories_md[] = {
#embed "../../docs/how-to/use-git-repositories.md"
};

static const unsigned char file_how_to_use_jobs_and_secrets_in_the_browser_md[] = {
#embed "../../docs/how-to/use-jobs-and-secrets-in-the-browser.md"
};

static const unsigned char file_how_to_use_postgresql_md[] = {
#embed "../../docs/how-to/use-postgresql.md"
};

static const unsigned char file_how_to_use_reports_in_automation_md[] = {
#embed "../../docs/how-to/use-reports-in-automation.md"
};

static const unsigned char file_how_to_use_the_web_interface_md[] = {
#embed "../../docs/how-to/use-the-web-interface.md"
};

static const unsigned char file_how_to_write_jobs_of_your_own_md[] = {
#embed "../../docs/how-to/write-jobs-of-your-own.md"
};

static const unsigned char file_images_overview_png[] = {
#embed "../../docs/images/overview.png"
};

static const unsigned char file_reference_cli_md[] = {
#embed "../../docs/reference/cli.md"
};

static const unsigned char file_reference_configuration_md[] = {
#embed "../../docs/reference/configuration.md"
};

static const unsigned char file_reference_exit_codes_md[] = {
#embed "../../docs/reference/exit-codes.md"
};

static const unsigned char file_reference_export_formats_md[] = {
#embed "../../docs/reference/export-formats.md"
};

static const unsigned char file_reference_feeds_md[] = {
#embed "../../docs/reference/feeds.md"
};

static const unsigned char file_reference_glossary_md[] = {
#embed "../../docs/reference/glossary.md"
};

static const unsigned char file_reference_import_formats_md[] = {
#embed "../../docs/reference/import-formats.md"
};

static const unsigned char file_reference_jobs_from_outside_md[] = {
#embed "../../docs/reference/jobs-from-outside.md"
};

static const unsigned char file_reference_jobs_md[] = {
#embed "../../docs/reference/jobs.md"
};

static const unsigned char file_reference_models_md[] = {
#embed "../../docs/reference/models.md"
};

static const unsigned char file_reference_rest_api_md[] = {
#embed "../../docs/reference/rest-api.md"
};

static const unsigned char file_reference_sample_network_md[] = {
#embed "../../docs/reference/sample-network.md"
};

static const unsigned char file_reference_secrets_providers_clouds_md[] = {
#embed "../../docs/reference/secrets-providers-clouds.md"
};

static const unsigned char file_reference_secrets_providers_vaults_md[] = {
#embed "../../docs/reference/secrets-providers-vaults.md"
};

static const unsigned char file_reference_secrets_providers_md[] = {
#embed "../../docs/reference/secrets-providers.md"
};

static const unsigned char file_reference_secrets_md[] = {
#embed "../../docs/reference/secrets.md"
};

static const unsigned char file_reference_templates_md[] = {
#embed "../../docs/reference/templates.md"
};

static const unsigned char file_reference_version_order_md[] = {
#embed "../../docs/reference/version-order.md"
};

static const unsigned char file_reference_vulnerabilities_md[] = {
#embed "../../docs/reference/vulnerabilities.md"
};

static const unsigned char file_tutorial_first_report_md[] = {
#embed "../../docs/tutorial/first-report.md"
};

static const struct cmanual_entry files[] = {
    {"README.md", file_README_md, sizeof file_README_md},
    {"explanation/applicability.md", file_explanation_applicability_md, sizeof file_explanation_applicability_md},
    {"explanation/exposure.md", file_explanation_exposure_md, sizeof file_explanation_exposure_md},
    {"explanation/history-and-durability.md", file_explanation_history_and_durability_md, sizeof file_explanation_history_and_durability_md},
    {"explanation/jobs-from-outside.md", file_explanation_jobs_from_outside_md, sizeof file_explanation_jobs_from_outside_md},
    {"explanation/jobs.md", file_explanation_jobs_md, sizeof file_explanation_jobs_md},
    {"explanation/logins-and-tokens.md", file_explanation_logins_and_tokens_md, sizeof file_explanation_logins_and_tokens_md},
    {"explanation/one-declaration-per-model.md", file_explanation_one_declaration_per_model_md, sizeof file_explanation_one_declaration_per_model_md},
    {"explanation/outbound-requests.md", file_explanation_outbound_requests_md, sizeof file_explanation_outbound_requests_md},
    {"explanation/secrets-threat-model.md", file_explanation_secrets_threat_model_md, sizeof file_explanation_secrets_threat_model_md},
    {"explanation/support-status.md", file_explanation_support_status_md, sizeof file_explanation_support_status_md},
    {"explanation/validated-software.md", file_explanation_validated_software_md, sizeof file_explanation_validated_software_md},
    {"explanation/web-interface.md", file_explanation_web_interface_md, sizeof file_explanation_web_interface_md},
    {"how-to/add-your-own-fields.md", file_how_to_add_your_own_fields_md, sizeof file_how_to_add_your_own_fields_md},
    {"how-to/be-notified.md", file_how_to_be_notified_md, sizeof file_how_to_be_notified_md},
    {"how-to/configuration-contexts.md", file_how_to_configuration_contexts_md, sizeof file_how_to_configuration_contexts_md},
    {"how-to/configure-almanac.md", file_how_to_configure_almanac_md, sizeof file_how_to_configure_almanac_md},
    {"how-to/decide-what-to-replace.md", file_how_to_decide_what_to_replace_md, sizeof file_how_to_decide_what_to_replace_md},
    {"how-to/discover-what-devices-run.md", file_how_to_discover_what_devices_run_md, sizeof file_how_to_discover_what_devices_run_md},
    {"how-to/export-the-inventory.md", file_how_to_export_the_inventory_md, sizeof file_how_to_export_the_inventory_md},
    {"how-to/find-exposed-devices.md", file_how_to_find_exposed_devices_md, sizeof file_how_to_find_exposed_devices_md},
    {"how-to/give-permissions.md", file_how_to_give_permissions_md, sizeof file_how_to_give_permissions_md},
    {"how-to/group-objects.md", file_how_to_group_objects_md, sizeof file_how_to_group_objects_md},
    {"how-to/import-a-network.md", file_how_to_import_a_network_md, sizeof file_how_to_import_a_network_md},
    {"how-to/let-people-in.md", file_how_to_let_people_in_md, sizeof file_how_to_let_people_in_md},
    {"how-to/reach-credentials.md", file_how_to_reach_credentials_md, sizeof file_how_to_reach_credentials_md},
    {"how-to/run-jobs.md", file_how_to_run_jobs_md, sizeof file_how_to_run_jobs_md},
    {"how-to/take-back-changes.md", file_how_to_take_back_changes_md, sizeof file_how_to_take_back_changes_md},
    {"how-to/tell-other-systems.md", file_how_to_tell_other_systems_md, sizeof file_how_to_tell_other_systems_md},
    {"how-to/triage-vulnerabilities.md", file_how_to_triage_vulnerabilities_md, sizeof file_how_to_triage_vulnerabilities_md},
    {"how-to/use-git-repositories.md", file_how_to_use_git_repositories_md, sizeof file_how_to_use_git_repositories_md},
    {"how-to/use-jobs-and-secrets-in-the-browser.md", file_how_to_use_jobs_and_secrets_in_the_browser_md, sizeof file_how_to_use_jobs_and_secrets_in_the_browser_md},
    {"how-to/use-postgresql.md", file_how_to_use_postgresql_md, sizeof file_how_to_use_postgresql_md},
    {"how-to/use-reports-in-automation.md", file_how_to_use_reports_in_automation_md, sizeof file_how_to_use_reports_in_automation_md},
    {"how-to/use-the-web-interface.md", file_how_to_use_the_web_interface_md, sizeof file_how_to_use_the_web_interface_md},
    {"how-to/write-jobs-of-your-own.md", file_how_to_write_jobs_of_your_own_md, sizeof file_how_to_write_jobs_of_your_own_md},
    {"images/overview.png", file_images_overview_png, sizeof file_images_overview_png},
    {"reference/cli.md", file_reference_cli_md, sizeof file_reference_cli_md},
    {"reference/configuration.md", file_reference_configuration_md, sizeof file_reference_configuration_md},
    {"reference/exit-codes.md", file_reference_exit_codes_md, sizeof file_reference_exit_codes_md},
    {"reference/export-formats.md", file_reference_export_formats_md, sizeof file_reference_export_formats_md},
    {"reference/feeds.md", file_reference_feeds_md, sizeof file_reference_feeds_md},
    {"reference/glossary.md", file_reference_glossary_md, sizeof file_reference_glossary_md},
    {"reference/import-formats.md", file_reference_import_formats_md, sizeof file_reference_import_formats_md},
    {"reference/jobs-from-outside.md", file_reference_jobs_from_outside_md, sizeof file_reference_jobs_from_outside_md},
    {"reference/jobs.md", file_reference_jobs_md, sizeof file_reference_jobs_md},
    {"reference/models.md", file_reference_models_md, sizeof file_reference_models_md},
    {"reference/rest-api.md", file_reference_rest_api_md, sizeof file_reference_rest_api_md},
    {"reference/sample-network.md", file_reference_sample_network_md, sizeof file_reference_sample_network_md},
    {"reference/secrets-providers-clouds.md", file_reference_secrets_providers_clouds_md, sizeof file_reference_secrets_providers_clouds_md},
    {"reference/secrets-providers-vaults.md", file_reference_secrets_providers_vaults_md, sizeof file_reference_secrets_providers_vaults_md},
    {"reference/secrets-providers.md", file_reference_secrets_providers_md, sizeof file_reference_secrets_providers_md},
    {"reference/secrets.md", file_reference_secrets_md, sizeof file_reference_secrets_md},
    {"reference/templates.md", file_reference_templates_md, sizeof file_reference_templates_md},
    {"reference/version-order.md", file_reference_version_order_md, sizeof file_reference_version_order_md},
    {"reference/vulnerabilities.md", file_reference_vulnerabilities_md, sizeof file_reference_vulnerabilities_md},
    {"tutorial/first-report.md", file_tutorial_first_report_md, sizeof file_tutorial_first_report_md},
};

const struct cmanual_entry *cmanual_file(size_t index) {
    return index < sizeof files / sizeof files[0] ? &files[index] : NULL;
}
