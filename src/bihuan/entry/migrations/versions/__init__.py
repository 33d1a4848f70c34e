"""One file per revision; `bihuan.entry.new_migration` writes them."""
