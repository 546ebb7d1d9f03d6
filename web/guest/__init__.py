"""The guest's side: everything lives under the guest's own link (contract 3.1)."""
