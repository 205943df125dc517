"""What people see: each view authorises and fetches, validates, calls one stage function, responds."""
