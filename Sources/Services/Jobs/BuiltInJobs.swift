/// The jobs that the product brings; one line each.
package enum BuiltInJobs {
    package static let all: [any Job] =
        LifecycleReportJobs.all + VulnerabilityJobs.all + ExposureJobs.all + [VendorDiscoveryJob()]
        + [
            RecomputeJob(), UpdateHardwareNoticesJob(), UpdateSoftwareDatesJob(), LogsCleanupJob(),
            DatabaseMaintenanceJob(), SendNotificationsJob(),
        ] + GitJobs.all
}
