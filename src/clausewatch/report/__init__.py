"""From recorded readings and changes to documents that people file: HTML, tables, timelines."""
