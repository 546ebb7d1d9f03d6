"""What the operator can see of the web: log lines, security events, metrics and health."""
