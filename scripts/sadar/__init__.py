"""sadar sets right-to-left scholarship: one manuscript becomes a print PDF, an EPUB 3 and a DOCX."""

__version__ = "0.1.0"
