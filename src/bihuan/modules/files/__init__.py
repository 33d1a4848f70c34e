"""Files: resumable uploads, encrypted contents kept once per tenant, access decided by whoever owns them."""
