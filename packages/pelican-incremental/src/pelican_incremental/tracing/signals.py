"""Who listens to Pelican's signals."""

from pelican import signals


def receivers_of(*names: str) -> bool:
    """Whether anyone listens to one of these signals of Pelican's, or has put something in the place of its `send`."""
    asked = [getattr(signals, name) for name in names]
    return any(signal.receivers or "send" in vars(signal) for signal in asked)
