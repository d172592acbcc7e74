"""The firewalls of Linux: those who manage one, and the kernel's own rules."""
