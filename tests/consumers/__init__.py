"""Programs that others wrote read the manifest and the OpenAPI documents, unmodified."""
