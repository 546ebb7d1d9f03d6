"""The pages of guests. All their addresses lie below the guest's own link (contract 3.1)."""
