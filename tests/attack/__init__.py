"""What hostile pages and sites try."""
