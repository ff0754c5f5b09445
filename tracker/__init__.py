"""Who may host France's health data, and who does: claims, decisions, standings, alerts."""

__version__ = "0.1.0"
