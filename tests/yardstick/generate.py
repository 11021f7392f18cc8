"""Make texts of other things from the documented grammar of their names; unique tails are zeros.

    python tests/yardstick/generate.py

Replaces the lines of others.tsv whose source starts with "grammar:". Every family says what
documents its form.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

OTHERS = Path(__file__).with_name("others.tsv")
MARK = "grammar: "


@dataclass(frozen=True, slots=True)
class Family:
    """Names of one sort of thing, and what it says with them; {} stands for the name."""

    what: str
    source: str
    names: str  # separated by spaces, "_" is a space
    says: tuple[tuple[str, str], ...]  # channel, form


HP = (
    "LaserJet_4250 LaserJet_P2055dn LaserJet_Pro_M404dn LaserJet_Pro_MFP_M428fdw LaserJet_M607 "
    "Color_LaserJet_CP3525 Color_LaserJet_MFP_M477fdw Officejet_Pro_8610 OfficeJet_Pro_9010 "
    "ENVY_4520_series DeskJet_2700_series Photosmart_C4700 PageWide_Pro_477dw DesignJet_T520"
)
FAMILIES = (
    Family(
        "HP printer",
        "Bonjour Printing Specification 1.2 (ty, product); HP Embedded Web Server manual",
        HP,
        (
            ("mdns.txt", "ty=HP {}"),
            ("mdns.txt", "product=(HP {})"),
            ("mdns.instance", "HP {} [000000]"),
            ("http.server", "HP HTTP Server; HP {} - J8H61A; Serial Number: XXX0000000;"),
            ("http.title", "HP {}"),
            ("upnp.model", "HP {}"),
            ("wsd.scope", "ldap:///ou=printers,cn=HP {}"),
        ),
    ),
    Family(
        "Canon printer",
        "Bonjour Printing Specification 1.2; Canon manuals on Remote UI and on Bonjour names",
        "MF743C/745C MF4800_Series LBP622C/623C iR-ADV_C5535 MX920_series TS5000_series "
        "MG5700_series G3010_series PRO-1000_series iPF785 TR8500_series D1300_Series",
        (
            ("mdns.txt", "ty=Canon {}"),
            ("mdns.txt", "product=(Canon {})"),
            ("mdns.instance", "Canon {}"),
            ("upnp.model", "Canon {}"),
            ("snmp.sysdescr", "Canon {} /P"),
            ("http.title", "Remote UI: Login: {}: {}"),
            ("upnp.manufacturer", "CANON INC."),
        ),
    ),
    Family(
        "Samsung printer",
        "Samsung SyncThru Web Service manual; Bonjour Printing Specification 1.2",
        "ML-2850_Series CLP-680_Series M2070_Series C460_Series SCX-4623_Series CLX-6260_Series "
        "K4300_Series X4250_Series M4070_Series SCX-5635_Series",
        (
            ("mdns.txt", "ty=Samsung {}"),
            ("mdns.instance", "Samsung {} (SEC000000000000)"),
            (
                "snmp.sysdescr",
                "Samsung {}; V4.00.01.29; Engine 1.00.52; NIC V4.01.29; S/N 0000000000",
            ),
            ("upnp.model", "Samsung {}"),
            ("http.title", "{} - SyncThru Web Service"),
        ),
    ),
    Family(
        "printer of another maker",
        "Bonjour Printing Specification 1.2",
        "Brother_MFC-L2710DW EPSON_WF-3720_Series EPSON_ET-2750_Series Kyocera_ECOSYS_M5526cdw "
        "Lexmark_MS610dn RICOH_MP_C3004 Xerox_WorkCentre_6515 OKI-C332 KONICA_MINOLTA_bizhub_C258 "
        "SHARP_MX-3071 TOSHIBA_e-STUDIO2505AC Dell_C1760nw Panasonic_KX-MB2120 Pantum_M6550NW",
        (
            ("mdns.txt", "ty={}"),
            ("mdns.txt", "product=({})"),
            ("mdns.instance", "{}"),
            ("upnp.model", "{}"),
            ("http.title", "{}"),
        ),
    ),
    Family(
        "printer by its default host name",
        "manuals of HP, Brother, Epson, Canon, Samsung, Ricoh, Xerox and Lexmark on host names",
        "NPI000000 BRW000000000000 BRN000000000000 EPSON000000 Canon000000 SEC000000000000 "
        "RNP000000000000 XRX000000000000 KM000000 ET000000000000 HP000000 HPE000000",
        (("dhcp.hostname", "{}"), ("mdns.host", "{}.local"), ("snmp.sysdescr", "{}")),
    ),
    Family(
        "Sony television or console",
        "Sony manuals on renaming a BRAVIA; HbbTV and UPnP strings in Sony's developer pages",
        "KD-55XF9005 KDL-40W605B XR-65A80J KD-49XE8005 BRAVIA_4K_GB BRAVIA_2015 PS3-000 PS4-000 "
        "PS5-000 STR-DN1080 HT-ST5000 BDP-S6700 SRS-X88",
        (
            ("upnp.model", "{}"),
            ("upnp.name", "{}"),
            ("dhcp.hostname", "{}"),
            ("mdns.instance", "{}"),
            ("mdns.txt", "md={}"),
            ("upnp.manufacturer", "Sony Corporation"),
        ),
    ),
    Family(
        "Panasonic television, recorder of broadcasts or telephone",
        "Panasonic manuals on DLNA names; KX-HDV and KX-TGP manuals on User-Agent",
        "TX-55GZ950E TX-L42E6E TH-65FX600A VIERA DMR-BWT835 DMP-BDT220 SC-ALL3 KX-HDV130 KX-HDV230 "
        "KX-TGP600 KX-UT123 KX-NS700",
        (
            ("upnp.model", "{}"),
            ("upnp.name", "{}"),
            ("dhcp.hostname", "{}"),
            ("sip.agent", "Panasonic-{}/01.002 (080023000000)"),
            ("http.title", "{}"),
        ),
    ),
    Family(
        "Samsung or LG television",
        "Samsung and LG manuals on the names of televisions; UPnP Device Architecture 1.1",
        "UE55NU7100 UN46D6000 QE65Q90R LE40B650 UE40ES6300 OLED55C9 43UJ620V 55SK8500 42LB650V",
        (
            ("upnp.model", "{}"),
            ("upnp.name", "[TV] {}"),
            ("dhcp.hostname", "{}"),
            ("mdns.txt", "md={}"),
        ),
    ),
    Family(
        "telephone",
        "RFC 3261 section 20.41 and the makers' provisioning guides",
        "Grandstream_GXP2160_1.0.11.16 Grandstream_GXP1625_1.0.4.55 Grandstream_HT802_1.0.19.11 "
        "Grandstream_DP750_1.0.3.23 Grandstream_GRP2614_1.0.5.36 Grandstream_UCM6202_1.0.20 "
        "Yealink_SIP-T46S_66.84.0.15 Yealink_W60B_77.85.0.20 PolycomVVX-VVX_410-UA/5.9.0.9373 "
        "Cisco-CP8841/11.0.1 Cisco/SPA504G-7.6.2 snom320/8.7.3.19 snomD785/10.1.46.16 "
        "Fanvil_X4_2.12.1 Gigaset_N510_IP_PRO/42.248 AVM_FRITZ!Box_7490_113.07.12 "
        "Aastra_6757i/3.2.2.56 Mitel_6869i/5.1.0 Avaya_J179_IP_Phone_4.0.3 Linksys/PAP2T-5.1.6(LS) "
        "Huawei-eSpace_7950 Zoiper_rv2.10.8 Asterisk_PBX_16.8.0 FreeSWITCH-mod_sofia/1.10.2",
        (
            ("sip.agent", "{}"),
            ("http.title", "{}"),
        ),
    ),
    Family(
        "D-Link router, switch, plug or store",
        "D-Link manuals (login pages, host names)",
        "DIR-600 DIR-655 DIR-816L DIR-825 DIR-842 DIR-868L DIR-882 DSL-2750U DSL-2640B DAP-1360 "
        "DAP-1620 DGS-1210-24 DES-3526 DNS-320 DNS-323 DSP-W215 DSP-W115 DCH-S150 DCH-S220 "
        "DWR-921 DVG-5004S DHP-W310AV",
        (
            ("http.title", "D-LINK SYSTEMS, INC. | WIRELESS ROUTER | {}"),
            ("http.title", "{}"),
            ("http.realm", "{}"),
            ("dhcp.hostname", "{}"),
            ("upnp.model", "{}"),
            ("upnp.name", "D-Link {}"),
            ("snmp.sysdescr", "{} Gigabit Ethernet Switch"),
        ),
    ),
    Family(
        "TP-Link router, switch, plug or bulb",
        "TP-Link manuals (realm and title of the login page, host names)",
        "TL-WR841N TL-WR740N TL-WA850RE TL-SG108E TL-MR3420 Archer_C7 Archer_AX50 TD-W8960N HS100 "
        "HS110 HS300 LB130 KL130 KP105 L530 P100 P110 RE450 Deco_M5",
        (
            ("http.realm", "TP-LINK Wireless N Router {}"),
            ("http.title", "{}"),
            ("dhcp.hostname", "{}"),
            ("upnp.model", "{}"),
            ("upnp.name", "TP-LINK {}"),
            ("mdns.host", "{}.local"),
        ),
    ),
    Family(
        "Huawei or ZTE router, switch or modem",
        "product manuals of Huawei and ZTE (login pages, SNMP system group)",
        "HG8245H HG532e HG659 B525s-23a E5573 EchoLife_HG520b AR1220 S5720-28P-LI S2700-26TP "
        "ZXHN_H108N ZXHN_F660 MF283V ZXV10_W300",
        (
            ("http.title", "{}"),
            ("http.realm", "{}"),
            ("dhcp.hostname", "{}"),
            ("upnp.model", "{}"),
            ("snmp.sysdescr", "{} Huawei Versatile Routing Platform Software"),
        ),
    ),
    Family(
        "Edimax or Trendnet router, plug or access point",
        "manuals of Edimax and Trendnet",
        "BR-6428nS EW-7438RPn SP-1101W SP-2101W BR-6478AC PS-1206MF TEW-652BRP TEW-731BR "
        "TEW-812DRU TPL-406E TEG-240WS TEW-638APB",
        (
            ("http.title", "{}"),
            ("http.realm", "{}"),
            ("dhcp.hostname", "{}"),
            ("upnp.model", "{}"),
        ),
    ),
    Family(
        "Axis print server",
        "Axis manuals of print servers (AXIS 540+ to AXIS OfficeBasic): FTP greeting, page",
        "540+ 560 1440 1610 1650 5400+ 5500 5570e 5600+ 5600 5550 5470e",
        (
            ("ftp.banner", "AXIS {} Network Print Server V7.00 Oct 12 2004 ready."),
            ("telnet.banner", "AXIS {} TELNET Print Server V7.00"),
            ("http.title", "AXIS {} Print Server"),
            ("snmp.sysdescr", "AXIS {} Network Print Server V7.00"),
        ),
    ),
    Family(
        "Bosch or Siemens appliance",
        "Home Connect manuals: the name of an appliance is brand, model and MAC",
        "SMV68TX06E WAW325X0 HBG675BS1 KGN39AI45 WTX87KH0 TI9573X1RW SN658X06TE WM16XKH0",
        (
            ("dhcp.hostname", "BOSCH-{}-000000000000"),
            ("dhcp.hostname", "SIEMENS-{}-000000000000"),
            ("mdns.instance", "BOSCH-{}-000000000000"),
            ("mdns.txt", "brand=BOSCH {}"),
        ),
    ),
    Family(
        "thermostat, building or door controller without video",
        "installation guides of Honeywell, ecobee, Tado, Siemens, Tridium, HID, Paxton, Axis A1001",
        "LYRIC-000000 TCC-000000 ecobee3 tado-gateway WEB-8000 JACE-8000 EXCEL_WEB_II Desigo_PXC "
        "VertX_V1000 EVO_EH400 Net2_Plus ISTAR_Edge Mercury_EP1502 A1001_Network_Door_Controller",
        (
            ("dhcp.hostname", "{}"),
            ("http.title", "{}"),
            ("snmp.sysdescr", "{}"),
            ("mdns.instance", "{}"),
        ),
    ),
    Family(
        "light, plug, speaker or player",
        "project and product documentation of Shelly, Tasmota, WLED, Philips, LIFX, Sonos, Google",
        "shelly1-000000000000 shellyplug-s-000000 shellydimmer2-000000000000 tasmota-000000-0000 "
        "wled-000000 Philips-hue LIFX_Bulb Nanoleaf-Light-Panels-000000 ESP_000000 sonoff-0000 "
        "SonosZP Chromecast Google-Home-Mini Nest-Hub amazon-000000000 HEOS-000000 Roku-Express "
        "AppleTV XBOXONE Nintendo-Switch TiVo-000000000000000 VolumIo kodi",
        (
            ("dhcp.hostname", "{}"),
            ("mdns.host", "{}.local"),
            ("mdns.instance", "{}"),
            ("upnp.name", "{}"),
        ),
    ),
    Family(
        "network device by its system description",
        "RFC 3418 (sysDescr) and the makers' SNMP guides",
        "RouterOS_CCR1009-7G-1C-1S+ RouterOS_RB4011iGS+ RouterOS_hAP_ac2 "
        "Cisco_IOS_Software,_C2960_Software_(C2960-LANBASEK9-M),_Version_12.2(55)SE "
        "Cisco_NX-OS(tm)_n5000,_Software Cisco_Adaptive_Security_Appliance_Version_9.8(2) "
        "ProCurve_J9021A_Switch_2810-24G HP_J9775A_2530-48G_Switch "
        "Juniper_Networks,_Inc._ex2200-24t-4g ExtremeXOS_(X440-24t)_version_15.3 "
        "ArubaOS_(MODEL:_225),_Version_6.5.4 FortiGate-60E UAP-AC-Pro-Gen2_6.0.14 "
        "EdgeOS_v1.10.8 Linux_UBNT_3.10 GS1900-24E WS-C3750X-24P NETGEAR_GS724Tv4 "
        "APC_Web/SNMP_Management_Card_(MN:AP9630) Eaton_9PX_3000i PowerNet_UPS "
        "VMware_ESXi_6.7.0_build-14320388_VMware,_Inc._x86_64 "
        "Hardware:_Intel64_Family_6_-_Software:_Windows_Version_6.3 Linux_pve_5.4.34-1-pve_x86_64 "
        "Darwin_Mac-mini.local_19.6.0 FreeBSD_pfSense_11.3-STABLE QNAP_TS-453A ReadyNAS_OS "
        "Dell_Out-of-band_SNMP_Agent_for_Remote_Access_Controller",
        (
            ("snmp.sysdescr", "{}"),
            ("http.title", "{}"),
            ("ssdp.server", "{}"),
        ),
    ),
    Family(
        "computer or telephone by its DHCP words",
        "RFC 2132 options 12 and 60; manuals of Windows, Android, busybox and dhcpcd",
        "DESKTOP-0000000 LAPTOP-0000000 WIN-00000000000 MacBook-Pro MacBook-Air iPad iPhone "
        "Galaxy-S10 Pixel-6 android-0000000000000000 raspberrypi ubuntu debian openwrt",
        (("dhcp.hostname", "{}"), ("mdns.host", "{}.local"), ("mdns.instance", "{}")),
    ),
    Family(
        "DHCP client",
        "RFC 2132 option 60; the clients' own documentation",
        "MSFT_5.0 MSFT_98 android-dhcp-9 android-dhcp-11 dhcpcd-5.5.6 dhcpcd-8.0.3 udhcp_1.30.1 "
        "udhcp_1.19.4 AAPLBSDPC ArubaAP Cisco_AP_c2700 ubnt Hewlett-Packard_JetDirect "
        "Mfg=Hewlett_Packard;Typ=Printer;Mod=HP_LaserJet_P4515 PXEClient HUAWEI:android:ELE "
        "Cisco_Systems,_Inc._IP_Phone_CP-8841 yealink Polycom-VVX410 Linux_ipconfig SONOS Xbox_360",
        (("dhcp.vendor-class", "{}"),),
    ),
    Family(
        "file or shell server",
        "documentation of vsftpd, ProFTPD, Pure-FTPd, FileZilla Server, Microsoft and HP JetDirect",
        "(vsFTPd_3.0.3) (vsFTPd_2.0.5) ProFTPD_1.3.5_Server_(Debian) Microsoft_FTP_Service "
        "FileZilla_Server_0.9.60_beta Welcome_to_Pure-FTPd JD_FTP_Server_Ready "
        "NASFTPD_Turbo_station_1.3.5a_Server_(ProFTPD) Synology_FTP_server_ready. "
        "MikroTik_6.47_FTP_server_ready ADSL_Router_login: BusyBox_v1.19.4_built-in_shell_(ash) "
        "Ubuntu_18.04_LTS Welcome_to_Microsoft_Telnet_Service User_Access_Verification",
        (("ftp.banner", "{}"), ("telnet.banner", "{}")),
    ),
)


def made() -> list[tuple[str, str, str, str, str]]:
    """Give the generated lines, each once, sorted."""
    lines = {
        (channel, form.replace("{}", name.replace("_", " ")), one.what, "yes", MARK + one.source)
        for one in FAMILIES
        for name in one.names.split()
        for channel, form in one.says
    }
    return sorted(lines)


def main() -> None:
    """Rewrite the generated lines of others.tsv."""
    lines = OTHERS.read_text(encoding="utf-8").splitlines()
    kept = [line for line in lines if not line.rpartition("\t")[2].startswith(MARK)]
    told = {tuple(line.split("\t")[:2]) for line in kept}
    kept += ["\t".join(line) for line in made() if line[:2] not in told]
    OTHERS.write_text("\n".join(kept) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
