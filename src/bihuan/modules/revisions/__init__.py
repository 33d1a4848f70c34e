"""文件版本: files of a ticket that are replaced and never overwritten, what was said about each, what it decided."""
