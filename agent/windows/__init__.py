"""What Windows tells by its registry, by calls and by WMI, read by several probes."""
