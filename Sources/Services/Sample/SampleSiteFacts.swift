/// Places, organisation and support contracts of the sample network.
///
/// Every table is plain text, one row per line and no heading row. Columns are separated by `|`; a cell may be empty.
/// Dates are `YYYY-MM-DD`.
///
/// Cities, time zones and positions are real (IANA names, degrees of the city centre). Street addresses, tenants and
/// contracts are invented.
enum SampleSiteFacts {
    /// Location types, parents first.
    ///
    /// Columns: `name|parent`.
    static let locationTypes = #"""
        Region|
        Country|Region
        Site|Country
        """#

    /// Sites, one per city.
    ///
    /// Columns: `region|country|site_name|city|time_zone|latitude|longitude|address|facility`.
    static let sites = #"""
        Americas|United States|NYC01|New York|America/New_York|40.7128|-74.0060|111 Harbor Street|Headquarters
        Americas|United States|ASH01|Ashburn|America/New_York|39.0438|-77.4874|2100 Fiber Way|Data center
        Americas|United States|CHI01|Chicago|America/Chicago|41.8781|-87.6298|320 Lakefront Avenue|Regional office
        Americas|United States|DAL01|Dallas|America/Chicago|32.7767|-96.7970|4500 Prairie Road|Data center
        Americas|United States|DEN01|Denver|America/Denver|39.7392|-104.9903|87 Foothill Drive|Branch office
        Americas|United States|SFO01|San Francisco|America/Los_Angeles|37.7749|-122.4194|64 Bayview Street|Regional office
        Americas|Canada|YTO01|Toronto|America/Toronto|43.6532|-79.3832|250 Maple Street|Regional office
        Americas|Mexico|MEX01|Mexico City|America/Mexico_City|19.4326|-99.1332|Calle Jacaranda 48|Branch office
        Americas|Brazil|SAO01|São Paulo|America/Sao_Paulo|-23.5505|-46.6333|Rua das Palmeiras 310|Regional office
        EMEA|United Kingdom|LON01|London|Europe/London|51.5074|-0.1278|18 Wharf Lane|Regional office
        EMEA|United Kingdom|SLO01|Slough|Europe/London|51.5105|-0.5950|7 Exchange Park|Data center
        EMEA|Ireland|DUB01|Dublin|Europe/Dublin|53.3498|-6.2603|22 Canal Row|Branch office
        EMEA|Germany|FRA01|Frankfurt am Main|Europe/Berlin|50.1109|8.6821|Hafenweg 12|Data center
        EMEA|Germany|MUC01|Munich|Europe/Berlin|48.1351|11.5820|Lindenallee 5|Regional office
        EMEA|France|PAR01|Paris|Europe/Paris|48.8566|2.3522|14 rue des Tilleuls|Regional office
        EMEA|Netherlands|AMS01|Amsterdam|Europe/Amsterdam|52.3676|4.9041|Sluiskade 33|Data center
        EMEA|Spain|MAD01|Madrid|Europe/Madrid|40.4168|-3.7038|Calle del Olmo 9|Branch office
        EMEA|South Africa|JNB01|Johannesburg|Africa/Johannesburg|-26.2041|28.0473|71 Acacia Road|Branch office
        EMEA|United Arab Emirates|DXB01|Dubai|Asia/Dubai|25.2048|55.2708|Tower 3 Marina Walk|Branch office
        APAC|India|BLR01|Bengaluru|Asia/Kolkata|12.9716|77.5946|56 Banyan Road|Regional office
        APAC|Singapore|SIN01|Singapore|Asia/Singapore|1.3521|103.8198|9 Straits Link|Data center
        APAC|Japan|TYO01|Tokyo|Asia/Tokyo|35.6762|139.6503|2-4-8 Kawabata|Regional office
        APAC|South Korea|SEL01|Seoul|Asia/Seoul|37.5665|126.9780|41 Namsan-gil|Branch office
        APAC|Australia|SYD01|Sydney|Australia/Sydney|-33.8688|151.2093|130 Jetty Street|Regional office
        APAC|New Zealand|AKL01|Auckland|Pacific/Auckland|-36.8509|174.7645|25 Kauri Crescent|Branch office
        """#

    /// Tenant groups.
    ///
    /// Columns: `name|description`.
    static let tenantGroups = #"""
        Corporate|Shared functions of the company
        Business Units|Divisions that pay for their own network
        """#

    /// Tenants: divisions of an invented company.
    ///
    /// Columns: `name|tenant_group|description`.
    static let tenants = #"""
        Group IT|Corporate|Network and data center services for everyone
        Corporate Services|Corporate|Finance, human resources and facilities
        Retail Division|Business Units|Shops and their back offices
        Logistics Division|Business Units|Warehouses and transport
        Manufacturing Division|Business Units|Plants and industrial networks
        Research and Development|Business Units|Laboratories and test networks
        """#

    /// Device roles.
    ///
    /// Columns: `name|color|description`; the colour is six hexadecimal digits.
    static let roles = #"""
        core-switch|9c27b0|Core of a campus
        distribution-switch|3f51b5|Joins the access switches of a building
        access-switch|2196f3|Connects users and access points
        branch-router|009688|Router of a branch office
        wan-edge|00bcd4|Edge to the carriers
        datacenter-leaf|4caf50|Connects the servers of a rack
        datacenter-spine|8bc34a|Joins the leaves of a data center
        firewall|f44336|Separates security zones
        out-of-band|9e9e9e|Management network
        """#

    /// Tags for devices.
    ///
    /// Columns: `name|color|description`; the colour is six hexadecimal digits.
    static let tags = #"""
        critical|f44336|An outage stops the business
        internet-facing|ff5722|Reachable from the internet
        pci-zone|ff9800|Carries payment card traffic
        lab|9e9e9e|Not in production
        refresh-2027|ffc107|To be replaced in the 2027 refresh
        change-freeze|795548|No changes without approval
        managed-service|607d8b|Run by a partner
        pilot|4caf50|Receives new software first
        """#

    /// Contract providers: the vendors themselves.
    ///
    /// Columns: `name|country|portal_url|email`; the country is an ISO 3166-1 alpha-3 code.
    static let supportProviders = #"""
        Cisco Systems|USA|https://mycase.cloudapps.cisco.com/case|tac@cisco.com
        Arista Networks|USA|https://www.arista.com/en/support/customer-support|support@arista.com
        Juniper Networks|USA|https://supportportal.juniper.net|
        Palo Alto Networks|USA|https://support.paloaltonetworks.com|
        Fortinet|USA|https://support.fortinet.com|
        """#

    /// Support levels by provider.
    ///
    /// Columns: `provider|support_level|description`. The names are those of the vendors' offers.
    static let supportLevels = #"""
        Cisco Systems|Smart Net Total Care 8x5xNBD|Parts on the next business day
        Cisco Systems|Smart Net Total Care 24x7x4|Parts within four hours at any time
        Cisco Systems|Software Support Enhanced|Software and technical assistance
        Arista Networks|A-Care Next Business Day|Parts on the next business day
        Arista Networks|A-Care 4 Hour|Parts within four hours at any time
        Juniper Networks|Juniper Care Core|Technical assistance and software, no advance replacement
        Juniper Networks|Juniper Care Next Day|Parts on the next day
        Palo Alto Networks|Premium Support|Technical assistance at any time, parts on the next business day
        Palo Alto Networks|Platinum Support|Technical assistance at any time with faster response
        Fortinet|FortiCare Premium|Technical assistance at any time
        Fortinet|FortiCare Elite|Technical assistance at any time with faster response
        """#

    /// Support contracts.
    ///
    /// An empty end means that the contract is open ended.
    ///
    /// Columns: `provider|name|number|start|end|cost|currency|support_level|contract_type|manufacturer`; `manufacturer`
    /// tells whose devices the contract covers.
    static let contracts = #"""
        Cisco Systems|Cisco campus hardware|SNT-204417|2022-01-01|2025-12-31|182400.00|USD|Smart Net Total Care 8x5xNBD|Hardware|Cisco
        Cisco Systems|Cisco campus hardware renewal|SNT-204418|2026-01-01|2028-12-31|196750.00|USD|Smart Net Total Care 8x5xNBD|Hardware|Cisco
        Cisco Systems|Cisco data center and WAN|SNT-311902|2024-02-01|2027-01-31|241300.00|USD|Smart Net Total Care 24x7x4|Hardware|Cisco
        Cisco Systems|Cisco EMEA branches|SNT-318055|2023-12-15|2026-12-14|88600.00|EUR|Smart Net Total Care 8x5xNBD|Hardware|Cisco
        Cisco Systems|Cisco software subscription|SSE-500871|2025-07-01|2028-06-30|129900.00|USD|Software Support Enhanced|Software|Cisco
        Arista Networks|Arista data center|AC-71820|2024-06-01|2027-05-31|64500.00|USD|A-Care 4 Hour|Hardware|Arista
        Arista Networks|Arista campus|AC-73355|2026-03-01|2029-02-28|31200.00|USD|A-Care Next Business Day|Hardware|Arista
        Juniper Networks|Juniper switching and routing|JC-0099341|2023-09-01|2026-08-31|54800.00|USD|Juniper Care Next Day|Hardware|Juniper
        Juniper Networks|Juniper security gateways|JC-0104420|2026-09-01|2029-08-31|47250.00|USD|Juniper Care Next Day|Hardware|Juniper
        Juniper Networks|Juniper laboratory|JC-LAB-0017|2021-05-01||6900.00|EUR|Juniper Care Core|Hardware|Juniper
        Palo Alto Networks|Palo Alto firewalls worldwide|PAN-2231780|2024-01-15|2027-01-14|156000.00|USD|Premium Support|Hardware|Palo Alto Networks
        Palo Alto Networks|Palo Alto data center firewalls|PAN-2290046|2025-04-01|2028-03-31|98400.00|USD|Platinum Support|Hardware|Palo Alto Networks
        Fortinet|Fortinet branch firewalls|FC-10-88213|2022-10-01|2025-09-30|27600.00|EUR|FortiCare Premium|Hardware|Fortinet
        Fortinet|Fortinet co-term agreement|FC-10-94470|2025-10-01||33150.00|EUR|FortiCare Elite|Hardware|Fortinet
        """#
}
