"""How the machine is started: UEFI or BIOS, Secure Boot, and its security chip (TPM)."""

from __future__ import annotations

from agent.field import Field
from agent.probe import HOUR

EVERY = HOUR
DEADLINE = 30.0
FACTS = {
    "firmware": Field("1", "uefi or bios", str),
    "secure_boot": Field("1", "Secure Boot is on", bool),
    "tpm": Field("1", "it has a security chip (TPM) that the system sees", bool),
    "tpm_version": Field("1", "the version of the TPM's specification: 1.2 or 2.0", str),
    "tpm_vendor": Field("1", "who made the TPM", str),
    "tpm_firmware": Field("1", "the TPM's firmware", str),
}
