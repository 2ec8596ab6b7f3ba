"""The report: a static site written from the published file, for people who look before they query."""
