"""An invented but complete year of target responsibility."""
