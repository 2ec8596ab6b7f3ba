"""Text restoration: any Chinese page, however damaged, becomes the text its author wrote."""
