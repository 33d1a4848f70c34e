"""Engineers, roster and dispatch 派单 in the product: core.dispatch decides, this stores, asks and tells."""
