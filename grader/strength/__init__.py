"""How strong the checks are: what of known mistakes and of automatic mutants of the references they reject."""
