import Basics

/// What the libraries that talk to devices call a platform, by its normalised driver name.
///
/// Clients choose their library's driver from `network_driver_mappings` of a platform. The names are those of the
/// netutils project (https://netutils.readthedocs.io, mappings of version 1.19), which the clients use themselves.
enum NetworkDrivers {
    /// The names of `driver` by library, empty for a driver that nothing knows.
    static func mappings(of driver: String) -> JSONValue {
        .object(byDriver[driver] ?? JSONObject())
    }

    /// By library: drivers that it calls by their normalised name, and after `=` its own name for one.
    private static let names: [(library: String, names: String)] = [
        (
            "aerleon",
            """
            arista_eos=arista aruba_aoscx=aruba brocade_nos=brocade cisco_asa=ciscoasa cisco_ios=cisco
            cisco_nxos=cisconx cisco_xe=cisco cisco_xr=ciscoxr cloudarmor gce gcp_hf ipset iptables
            juniper_junos=juniper k8s openconfig packetfilter paloalto_panos=paloalto pcap sonic speedway
            vmware_nsxt=nsxt vmware_nsxv=nsxv windows
            """
        ),
        (
            "ansible",
            """
            a10=a10.acos_axapi.a10 arista_eos=arista.eos.eos aruba_aoscx=arubanetworks.aoscx
            aruba_os=arubanetworks.aos_switch bigip_f5=f5networks.f5_bigip.bigip ciena_saos=ciena.saos6.saos6
            cisco_asa=cisco.asa.asa cisco_dnac=cisco.catalystcenter cisco_ios=cisco.ios.ios
            cisco_meraki=cisco.meraki.meraki cisco_nxos=cisco.nxos.nxos cisco_xe=cisco.ios.ios
            cisco_xr=cisco.iosxr.iosxr dell_os10=dellemc.os10.os10 dell_os6=dellemc.os6.os6 dell_os9=dellemc.os9.os9
            ericsson_ipos=community.network.eric_eccli extreme_exos=community.network.exos
            extreme_netiron=community.network.ironware extreme_nos=community.network.nos
            extreme_slx=community.network.slxos extreme_vsp=community.network.voss fortinet=fortinet.fortios.fortios
            huawei=community.network.ce juniper_junos=junipernetworks.junos.junos lenovo_cnos=community.network.cnos
            lenovo_enos=community.network.enos mikrotik_routeros=community.network.routeros nokia_srl=nokia.srl
            nokia_sros=community.network.sros paloalto_panos=paloaltonetworks.panos.panos
            pluribus=community.network.netvisor ruckus_icx=community.network.icx sonic=dellemc.enterprise_sonic.sonic
            vyos=vyos.vyos.vyos
            """
        ),
        (
            "capirca",
            """
            arista_eos=arista aruba_aoscx=aruba brocade_nos=brocade cisco_asa=ciscoasa cisco_ios=cisco
            cisco_nxos=cisconx cisco_xe=cisco cisco_xr=ciscoxr cloudarmor gce gcp_hf ipset iptables
            juniper_junos=juniper k8s openconfig packetfilter paloalto_panos=paloalto pcap sonic speedway
            vmware_nsxt=nsxt vmware_nsxv=nsxv windows
            """
        ),
        (
            "dna_center",
            """
            cisco_ios=IOS cisco_nxos=NX-OS cisco_xr=IOS-XR
            """
        ),
        (
            "forward_networks",
            """
            arista_eos=ARISTA_EOS aruba_aoscx=ARUBA_SWITCH bigip_f5=F5 cisco_asa=ASA cisco_ios=IOS cisco_nxos=NXOS
            cisco_xe=IOS cisco_xr=IOS_XR extreme_netiron=EXTREME_NOS fortinet=FORTINET juniper_junos=JUNOS
            linux=LINUX netscaler=NETSCALER paloalto_panos=PAN_OS
            """
        ),
        (
            "hier_config",
            """
            arista_eos=eos aruba_aoscx cisco_ios=ios cisco_nxos=nxos cisco_xe=ios cisco_xr=iosxr juniper_junos=junos
            ruckus_fastiron=fastiron vyos
            """
        ),
        (
            "librenms",
            """
            applogic_procera=procera arista_eos cisco_nxos=nxos cisco_xe=iosxe cisco_xr=iosxr juniper_junos=junos
            """
        ),
        (
            "napalm",
            """
            arista_eos=eos aruba_aoscx=aoscx aruba_os=arubaoss bigip_f5=f5 cisco_asa=asa cisco_ios=ios
            cisco_nxos=nxos cisco_wlc=cisco_wlc_ssh cisco_xe=ios cisco_xr=iosxr fortinet=fortios huawei=huawei_vrp
            juniper_junos=junos mikrotik_routeros=ros nokia_srl=srl nokia_sros=sros paloalto_panos=panos vyos
            """
        ),
        (
            "ncclient",
            """
            alcatel_sros=alu ciena_saos=ciena cisco_ios=iosxe cisco_nxos=nexus cisco_xe=iosxe cisco_xr=iosxr
            h3c_comware=h3c hp_comware=hpcomware huawei huawei_vrp=huaweiyang huawei_vrpv8=huaweiyang
            juniper_junos=junos nokia_sros=alu
            """
        ),
        (
            "netmiko",
            """
            a10 accedian adtran_os adva_fsp150f2 adva_fsp150f3 alaxala_ax26s alaxala_ax36s alcatel_aos alcatel_sros
            allied_telesis_awplus apresia_aeos arista_eos arris_cer aruba_aoscx aruba_os aruba_osswitch
            aruba_procurve asterfusion_asternos audiocode_66 audiocode_72 audiocode_shell avaya_ers avaya_vsp
            bigip_f5 bintec_boss broadcom_icos brocade_fastiron brocade_fos brocade_netiron brocade_nos brocade_vdx
            brocade_vyos calix_b6 casa_cmts cdot_cros centec_os checkpoint_gaia ciena_saos ciena_saos10
            ciena_waveserver cisco_apic cisco_asa cisco_ftd cisco_ios cisco_nxos cisco_s200 cisco_s300 cisco_tp
            cisco_wlc cisco_xe cisco_xr cloudgenix_ion corelight_linux coriant cumulus_linux dell_dnos9 dell_force10
            dell_isilon dell_os10 dell_os6 dell_os9 dell_powerconnect dell_sonic digi_transport dlink_ds
            edgecore_sonic ekinops_ek360 eltex eltex_esr endace enterasys ericsson_ipos ericsson_mltn63
            ericsson_mltn66 extreme extreme_ers extreme_exos extreme_netiron extreme_nos extreme_slx extreme_tierra
            extreme_vdx extreme_vsp extreme_wing fiberstore_fsos fiberstore_fsosv2 flexvnf fortinet generic
            generic_termserver h3c_comware hillstone_stoneos hp_comware hp_procurve huawei huawei_olt huawei_smartax
            huawei_smartaxmmi huawei_vrp huawei_vrpv8 infinera_packet ipinfusion_ocnos juniper juniper_junos
            juniper_screenos keymile keymile_nos lancom_lcossx4 linux maipu mellanox mellanox_mlnxos
            mikrotik_routeros mikrotik_switchos moxa_nos mrv_lx mrv_optiswitch nec_ix netapp_cdot netgear_prosafe
            netscaler nokia_srl nokia_sros oneaccess_oneos ovs_linux paloalto_panos pluribus quanta_mesh rad_etx
            raisecom_roap ruckus_fastiron ruijie_os silverpeak_vxoa sixwind_os sophos_sfos telcosystems_binos
            teldat_cit tplink_jetstream ubiquiti_edge ubiquiti_edgerouter ubiquiti_edgeswitch ubiquiti_unifiswitch
            vertiv_mph vyatta_vyos vyos watchguard_fireware yamaha zte_zxros zyxel_os
            """
        ),
        (
            "netutils_parser",
            """
            adva_fsp150f2 adva_fsp150f3 arista_eos aruba_aoscx aruba_os aruba_osswitch bigip_f5 ciena_saos
            ciena_saos10 cisco_aireos cisco_asa cisco_ios cisco_nxos cisco_xe=cisco_ios cisco_xr=cisco_iosxr
            citrix_netscaler extreme_netiron fortinet=fortinet_fortios hp_comware juniper_junos linux
            mikrotik_routeros mrv_optiswitch netscaler nokia_sros nvidia_onyx paloalto_panos rad_etx ruckus_fastiron
            ubiquiti_airos
            """
        ),
        (
            "nist",
            """
            arista_eos=arista:eos aruba_os=arubanetworks:arubaos cisco_asa=cisco:adaptive_security_appliance_software
            cisco_ios=cisco:ios cisco_nxos=cisco:nx-os cisco_xe=cisco:ios_xe cisco_xr=cisco:ios_xr
            juniper_junos=juniper:junos paloalto_panos=paloaltonetworks:pan-os
            """
        ),
        (
            "ntc_templates",
            """
            a10 accedian adtran_os adva_fsp150f2 adva_fsp150f3 alaxala_ax26s alaxala_ax36s alcatel_aos alcatel_sros
            allied_telesis_awplus apresia_aeos arista_eos arris_cer aruba_aoscx aruba_os aruba_osswitch
            aruba_procurve asterfusion_asternos audiocode_66 audiocode_72 audiocode_shell avaya_ers avaya_vsp
            bigip_f5 bintec_boss broadcom_icos brocade_fastiron brocade_fos brocade_netiron brocade_nos brocade_vdx
            brocade_vyos calix_b6 casa_cmts cdot_cros centec_os checkpoint_gaia ciena_saos ciena_saos10
            ciena_waveserver cisco_apic cisco_asa cisco_ftd cisco_ios cisco_nxos cisco_s200 cisco_s300 cisco_tp
            cisco_wlc=cisco_wlc_ssh cisco_xe=cisco_ios cisco_xr cloudgenix_ion corelight_linux coriant cumulus_linux
            dell_dnos9 dell_force10 dell_isilon dell_os10 dell_os6 dell_os9 dell_powerconnect dell_sonic
            digi_transport dlink_ds edgecore_sonic ekinops_ek360 eltex eltex_esr endace enterasys ericsson_ipos
            ericsson_mltn63 ericsson_mltn66 extreme extreme_ers extreme_exos extreme_netiron extreme_nos extreme_slx
            extreme_tierra extreme_vdx extreme_vsp extreme_wing fiberstore_fsos fiberstore_fsosv2 flexvnf fortinet
            generic generic_termserver h3c_comware hillstone_stoneos hp_comware hp_procurve huawei huawei_olt
            huawei_smartax huawei_smartaxmmi huawei_vrp huawei_vrpv8 infinera_packet ipinfusion_ocnos juniper
            juniper_junos juniper_screenos keymile keymile_nos lancom_lcossx4 linux maipu mellanox mellanox_mlnxos
            mikrotik_routeros mikrotik_switchos moxa_nos mrv_lx mrv_optiswitch nec_ix netapp_cdot netgear_prosafe
            netscaler nokia_srl nokia_sros oneaccess_oneos ovs_linux paloalto_panos pluribus quanta_mesh rad_etx
            raisecom_roap ruckus_fastiron ruijie_os silverpeak_vxoa sixwind_os sophos_sfos telcosystems_binos
            teldat_cit tplink_jetstream ubiquiti_edge ubiquiti_edgerouter ubiquiti_edgeswitch ubiquiti_unifiswitch
            vertiv_mph vmware_nsxv vyatta_vyos vyos watchguard_firebox watchguard_fireware yamaha zte_zxros zyxel_os
            """
        ),
        (
            "pyats",
            """
            bigip_f5=bigip cisco_asa=asa cisco_dnac=dnac cisco_ios=iosxe cisco_nxos=nxos cisco_viptella=viptela
            cisco_xe=iosxe cisco_xr=iosxr juniper_junos=junos linux nokia_sros=sros
            """
        ),
        (
            "pyntc",
            """
            arista_eos=arista_eos_eapi bigip_f5=f5_tmos_icontrol cisco_asa=cisco_asa_ssh cisco_ios=cisco_ios_ssh
            cisco_nxos=cisco_nxos_nxapi cisco_wlc=cisco_aireos_ssh cisco_xe=cisco_ios_ssh cisco_xr=cisco_iosxr_ssh
            juniper_junos=juniper_junos_netconf
            """
        ),
        (
            "scrapli",
            """
            arista_eos aruba_aoscx cisco_ios=cisco_iosxe cisco_nxos cisco_xe=cisco_iosxe cisco_xr=cisco_iosxr
            juniper_junos nokia_srl=nokia_srlinux
            """
        ),
    ]

    private static let byDriver: [String: JSONObject] = {
        var result: [String: JSONObject] = [:]
        for (library, names) in names {
            for entry in names.split(whereSeparator: \.isWhitespace) {
                let parts = entry.split(separator: "=", maxSplits: 1)
                let name = String(parts[parts.count - 1])
                result[String(parts[0]), default: JSONObject()][library] = .string(name)
            }
        }
        return result
    }()
}
