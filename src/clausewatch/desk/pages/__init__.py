"""The pages, one module each: what is shown is gathered here, how it looks stands in the templates."""
