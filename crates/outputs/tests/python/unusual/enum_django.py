from django.db import models


class Item(models.Model):
    class State(models.TextChoices):
        DRAFT = "draft", "Draft"
        ACTIVE = "active"
        ON_HOLD = "on_hold", "On hold"

    state = models.CharField(max_length=10, choices=State.choices)
