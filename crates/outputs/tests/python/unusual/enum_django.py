from django.contrib.postgres.fields import ArrayField
from django.db import models


class Item(models.Model):
    class State(models.TextChoices):
        DRAFT = "draft", "Draft"
        ACTIVE = "active"
        ON_HOLD = "on_hold", "On hold"

    id = models.IntegerField(primary_key=True)
    class_name = models.TextField(db_column="class")
    state = models.CharField(max_length=10, choices=State.choices)
    price = models.DecimalField(max_digits=10, decimal_places=2, null=True)
    meta = models.JSONField(null=True)
    tags = ArrayField(models.TextField(), null=True)
    created = models.DateTimeField()
    note = models.TextField(null=True)
    size = models.SmallIntegerField()

    class Meta:
        db_table = "item"
