"""What all pages share: forms, languages, security headers, and the pages of errors."""
