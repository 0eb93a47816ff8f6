COMMENT ON COLUMN runs.mode IS 'single, averaging or sharing, as the manifest says; of older manifests single, or distributed once workers were heard of';
