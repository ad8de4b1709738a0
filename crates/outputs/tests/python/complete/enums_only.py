"""Enums."""
from enum import Enum


class Mood(Enum):
    HAPPY = "happy"
    SAD = "sad"
