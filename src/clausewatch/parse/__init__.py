"""Bytes of strangers in, `Document` out: HTML, PDF, DOCX, XLSX, Markdown, plain text and page source."""
