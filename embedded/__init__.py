"""The three services in one process: what `huiyin run` starts, and the `huiyin` command itself."""
