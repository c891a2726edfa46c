"""The ceremony as one reviewed YAML file: read by line, compared, rehearsed, loaded, dumped."""
