"""Bundles 配置包: forms, flows, ticket types, roles and channels of one line of work, as readable text files."""
