"""Those who set the clock on Linux: chrony, systemd-timesyncd, ntpd."""
