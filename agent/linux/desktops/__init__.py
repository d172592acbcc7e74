"""The desktops of Linux: which are installed, and what the system says of locking their screens."""
