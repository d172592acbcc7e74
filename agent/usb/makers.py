"""Who made a USB device, by the maker's number: those that offices have. Source: usb.org, USB-IF's
list of vendor ids. Windows itself knows no more than who wrote the driver."""

from __future__ import annotations

_NAMES = """
03EE Mitsumi | 03F0 HP | 03F9 KeyTronic | 0409 NEC | 040A Kodak | 0411 Buffalo | 0413 Leadtek
0416 Winbond | 0424 Microchip | 042B Intel | 043D Lexmark | 043E LG | 0451 Texas Instruments
0453 CMD | 045B Hitachi | 045E Microsoft | 0461 Primax | 046A Cherry | 046D Logitech
046E Behavior | 0471 Philips | 0480 Toshiba | 0482 Kyocera | 0483 STMicroelectronics
0489 Foxconn | 048D ITE | 0499 Yamaha | 049F Compaq | 04A5 BenQ | 04A9 Canon | 04B0 Nikon
04B3 IBM | 04B4 Cypress | 04B8 Epson | 04BB I-O Data | 04C5 Fujitsu | 04CA Lite-On
04CF Myson Century | 04D8 Microchip | 04D9 Holtek | 04DA Panasonic | 04DD Sharp
04E6 SCM Microsystems | 04E7 Elo | 04E8 Samsung | 04F2 Chicony | 04F3 Elan | 04F9 Brother
04FC Sunplus | 0502 Acer | 050D Belkin | 051D APC | 054C Sony | 056A Wacom | 056E Elecom
057B Y-E Data | 058F Alcor Micro | 05AC Apple | 05C6 Qualcomm | 05C8 Foxlink | 05CA Ricoh
05DC Lexar | 05E0 Symbol | 05E3 Genesys Logic | 05F9 PSC | 0603 Novatek | 0638 Avision
067B Prolific | 06BC OKI | 06CB Synaptics | 06DA Phoenixtec | 0738 Mad Catz | 0764 Cyber Power
076B OmniKey | 0781 SanDisk | 07AB Freecom | 07CA AVerMedia | 07D1 D-Link | 0846 Netgear
08E6 Gemalto | 08EC M-Systems | 08FF AuthenTec | 0909 Audio-Technica | 090C Silicon Motion
0922 Dymo | 0924 Xerox | 0930 Toshiba | 093A Pixart | 0951 Kingston | 0955 NVIDIA
0A12 Cambridge Silicon Radio | 0A5C Broadcom | 0A5F Zebra | 0AC8 Z-Star | 0B05 Asus | 0B0E Jabra
0B95 ASIX | 0B97 O2Micro | 0BC2 Seagate | 0BDA Realtek | 0BDB Ericsson | 0C2E Honeywell
0C45 Microdia | 0C4B Reiner SCT | 0CF3 Qualcomm Atheros | 0D8C C-Media | 0D9F Powercom | 0DB0 MSI
0E0F VMware | 0E8D MediaTek | 0F03 Unitek UPS | 1004 LG | 1043 iCreate | 1050 Yubico
1058 Western Digital | 10C4 Silicon Labs | 10D5 Uni Class | 1199 Sierra Wireless | 125F Adata
12D1 Huawei | 1307 Transcend | 138A Validity | 13D3 IMC Networks | 13FD Initio | 13FE Phison
148F Ralink | 14CD Super Top | 152D JMicron | 152E LG | 154B PNY | 15D9 Trust | 16D0 MCS
174C ASMedia | 174F Syntek | 17E9 DisplayLink | 17EF Lenovo | 18D1 Google | 1908 Gembird
19D2 ZTE | 1A2C China Resource | 1A40 Terminus | 1A86 QinHeng | 1B1C Corsair | 1BC7 Telit
1BCF Sunplus | 1C4F SiGma Micro | 1C7A LighTuning | 1E0E Qualcomm | 1E4E Cubeternet | 1EAB Newland
1F3A Allwinner | 2001 D-Link | 2109 VIA Labs | 2357 TP-Link | 2C7C Quectel | 413C Dell
5986 Bison | 8087 Intel | 8564 Transcend | 8644 Intenso
"""
MAKERS = {one.strip()[:4]: one.strip()[5:] for one in _NAMES.replace("\n", "|").split("|")}
"""Four hexadecimal digits -> a name."""
del MAKERS[""]
