"""Reports: facts of cases, daily figures counted from them, and what people ask of both."""
