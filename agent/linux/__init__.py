"""What the Linux kernel tells in files and by ioctl, read by several probes."""
