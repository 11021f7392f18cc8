"""What the United Kingdom's statement of November 2022 asks, and what is said to it."""

from __future__ import annotations

WMS = {
    "wms-title": "Facts for the United Kingdom's written statement of 24 November 2022",
    "wms-by": "Written ministerial statement of 24 November 2022, in our words.",
    "wms-binds": (
        "The statement binds central government departments, for their sensitive sites. It names "
        "no maker: it describes producers by the law of the country they belong to. It does not "
        "bind councils, schools or hospitals, which may follow it."
    ),
    "wms-described": (
        "Counted as described by it here: devices of firms that have their headquarters in China "
        "({makers})."
    ),
    "wms-described-none": (
        "No maker that was found has its headquarters in the country that it describes."
    ),
    # Sites
    "wms-sites": "Which of your sites are sensitive?",
    "wms-declared": "Sites declared as sensitive in the estate file",
    "wms-of-sites": "{sites} in the estate file",
    "wms-how-sites": "sites with 'sensitivity: high' in the estate file",
    "wms-sites-open": "which sites are sensitive: the estate file declares none",
    "wms-sites-check": "whether the estate file is right about which sites are sensitive",
    "wms-who-security": "whoever answers for the security of the sites",
    # Deployed
    "wms-deployed": (
        "Is such equipment on sensitive sites? Departments were told to deploy no more of it there."
    ),
    "wms-table": "Devices that the statement describes, by site; sensitive sites first.",
    "wms-how-table": (
        "devices by such makers, each once; a maker is counted where it is confirmed or likely"
    ),
    "wms-sensitive": "Sensitive",
    "wms-yes": "yes, as declared",
    "wms-no": "not declared",
    "wms-deployed-open": "what was bought or put up since 24 November 2022, and what is on order",
    # Core networks
    "wms-core": "Is such equipment kept off the core network?",
    "wms-among": "Of such devices, seen to share a network with office devices",
    "wms-how-among": (
        "devices in a network that the estate file calls an office's, or one of mixed use with at "
        "least three other devices in it"
    ),
    "wms-reaches": "Of such devices, seen to speak with an office network",
    "wms-how-reaches": "bytes went both ways; searches, names and the time are left out",
    "wms-reaches-open": (
        "whether such devices speak with an office network: NOT LOOKED, no file shows traffic "
        "within the networks"
    ),
    "wms-who-capture": "whoever runs the network: a capture at a mirror port (camaudit guide)",
    "wms-not-told": "Of such devices, those of which this cannot be told",
    "wms-how-not-told": (
        "devices in no network with a declared purpose, and cameras known from lists only"
    ),
    "wms-of": "{devices} by makers that the statement describes, possible ones among them",
    "wms-core-open": "which of the networks are the core network, and what their firewalls pass",
    "wms-who-network": "whoever runs the network",
    # Removal
    "wms-removal": "Was it considered to remove such equipment early?",
    "wms-removal-open": "what was considered, what was decided, by whom and when",
    "wms-removal-figure": "Findings about placement that somebody accepted until a day",
    "wms-how-removal": "rows of the exceptions file that hold a finding about placement",
    "wms-of-findings": "{findings} about placement",
    "wms-other": "Was it considered for sites that are not sensitive?",
    "wms-others": "Devices that it describes, on sites that are not declared as sensitive",
    "wms-how-others": "devices of which such a maker is confirmed or likely, each once",
}
