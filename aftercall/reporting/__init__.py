"""Reports: figures with one definition each, counted in SQL by a process of their own, as table, CSV or XLSX, and by mail."""
