"""The guest's side: everything lives under the guest's own link (SPEC 3)."""
