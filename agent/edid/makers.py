"""Who stands behind the three letters that an EDID block has of its maker.

Source: the PNP id registry (uefi.org/PNP_ID_List), with the names that people know: GSM is
registered to Goldstar, and LG is what is written on the monitor.
"""

from __future__ import annotations

_NAMES = """
AAC AcerView | AAE Anatek | ABO Acer | ACI Asus | ACR Acer | ACT Targa | ADI ADI | AGN AG Neovo
AIC AG Neovo | AIR Airis | ALP Alps | AMH AMH | AMR JVC | AMT AMT International | AMW AMW
AOC AOC | AOP AOpen | APP Apple | ARC Alcatel | ART ArtMedia | ASU Asus | AST AST Research
ATO Astro Design | AUO AU Optronics | AUS Asus | AVE Add Value | AXM Axiom | BBY Insignia
BEL Beltronic | BGR BGR | BMM BMM | BNQ BenQ | BOE BOE | BTC Bang & Olufsen | BUS BusTech
CAS Casio | CHG Sichuan Changhong | CHR Christie | CMI InnoLux | CMN Chi Mei Innolux
CMO Chi Mei Optoelectronics | CNC Alcatel | COR Corsair | CPL Compal | CPQ Compaq | CPT Chunghwa
CRS Cisco | CSO California Institute of Technology | CTX CTX | CVT Cvte | CWC Curtiss-Wright
DCL Dynax | DEC Digital Equipment | DEL Dell | DGC Data General | DON Denon | DPC Delta
DTK DTK | DWE Daewoo | ECS Elitegroup | EIZ Eizo | ELE Elecom | ELO Elo Touch | EMC eMicro
ENC Eizo | EPI Envision | EQD EQD | ESN Eson | EZX Ezbox | FCM Funai | FDR Founder | FNI Funai
FUJ Fujitsu | FUS Fujitsu Siemens | GBT Gigabyte | GMX GMX | GRU Grundig | GSM LG | GVC GVC
GWY Gateway | HAI Haier | HAR Harman | HCL HCL | HDC HardCom | HEC Hisense | HEI Hyundai
HIQ Hyundai ImageQuest | HIS Hisense | HIT Hitachi | HKC HKC | HPC Hewlett Packard | HPD HP
HPE Hewlett Packard Enterprise | HPN HP | HPQ HP | HRE Haier | HSD HannStar | HSG Hannspree
HSI Hisense | HSL Hansol | HSP HannStar | HTC Hitachi | HWP Hewlett Packard | HWV Huawei
HYO HYC | HYP Hyphen | IBM IBM | ICL ICL | IFS InFocus | INL InnoLux | INN InnoLux | INT Intel
INX Innolux | IQT ImageQuest | ITE Integrated Tech Express | IVM Iiyama | IVO InfoVision
JDI Japan Display | JEN Jean | JVC JVC | KDS KDS | KFC KFC | KOG Kogan | KTC KTC | KTK Key Tech
LCD Toshiba Matsushita Display | LEN Lenovo | LGD LG Display | LGP LG Philips | LHC LHC
LKM Likom | LNK Link | LNX Lanix | LPL LG Philips | LTN Litronic | LTV Leitch | LWR Laview
MAG MAG Innovision | MAX Belinea | MED Messeltronik | MEI Panasonic | MEL Mitsubishi
MJI Marantz | MOR Morse | MSI MSI | MST MS Telematica | MTC Mitac | MTX Matrox | NAN Eizo
NCI NewCom | NCP Najing CEC Panda | NEC NEC | NEX Nexgen | NOK Nokia | NVD NVIDIA | NVT Novatel
OEM Optoelectronics | OIM Optoma | OPT Optoma | OQI Optiquest | ORN Orion | OTM Optoma
PAN Panasonic | PBN Packard Bell | PCK Packard Bell | PDC Polaroid | PEA Pegatron | PGS Princeton
PHL Philips | PIO Pioneer | PKB Packard Bell | PLN Planar | PLX Parallax | PNR Planar
POS Positivo | PRT Princeton | PTS Plain Tree Systems | PXN Proxima | PXO Phoenix | QDS Quanta
QSM Qsmart | RDH R. Stahl | REL Reliance | RGT Rogen Tech | RHD Robert Bosch | RIC Ricoh
ROL Rolls | SAM Samsung | SAN Sanyo | SDC Samsung Display | SEC Seiko Epson | SEK Seikosha
SGD Sigma Designs | SGI Silicon Graphics | SGX SGX | SHP Sharp | SII Skyworth | SKG Skyworth
SKY Skyworth | SMC Standard Microsystems | SME Sysmate | SMI Smile | SNI Siemens Nixdorf
SNN Sun | SNO Sinosun | SNY Sony | SPT Sceptre | SRC Shamrock | STN Samtron | STP Sceptre
SUN Sun Microsystems | SVR Sobon | TAT Tatung | TCL TCL | TEC Tecmar | TEO Teco | TGL Toguard
THN Thundercom | TLX Telxon | TMX Thermotrex | TOS Toshiba | TPV Top Victory | TRL Royal
TRU Truly | TSB Toshiba | TSD TechniSat | TTX TTX | UNM Unisys | UPP Uppertech | VES Vestel
VIT Visitech | VIZ Vizio | VLV Valve | VMW VMware | VOB Vobis | VSC ViewSonic | VSN Ingram Micro
WAC Wacom | WDE Westinghouse | WET Westinghouse | WNX Wincor Nixdorf | WTC Wen Technology
XER Xerox | XFG Jan Strapko | XMI Xiaomi | YMH Yamaha | ZCM Zenith | ZEN Zenith | ZTE ZTE
"""
MAKERS = {one.strip()[:3]: one.strip()[4:] for one in _NAMES.replace("\n", "|").split("|")}
"""Three letters -> a name."""
del MAKERS[""]
