"""Form definitions: published versions, immutable, live at once (FRM-6)."""
