"""What disks say of themselves (SMART, NVMe, SCSI), by smartmontools' `smartctl`."""
