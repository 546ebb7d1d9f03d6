"""What all pages share: forms, languages, headers, and the pages of errors."""
