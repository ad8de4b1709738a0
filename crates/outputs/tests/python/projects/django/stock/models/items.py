from django.contrib.postgres.fields import ArrayField, DateRangeField
from django.db import models

from stock.fields import CodeField

from .base import TimeStamped, UuidModel


class Supplier(UuidModel, TimeStamped):
    class Country(models.TextChoices):
        FRANCE = "fr", "France"
        SPAIN = "es", "Spain"

    name = models.CharField(max_length=80, unique=True)
    country = models.CharField(max_length=2, choices=Country.choices, blank=True)
    homepage = models.URLField(null=True, blank=True)
    contract = models.FileField(upload_to="x")
    objects = models.Manager()

    class Meta(TimeStamped.Meta):
        ordering = ["name"]


class Item(TimeStamped):
    class Size(models.IntegerChoices):
        SMALL = 1
        LARGE = 2

    supplier = models.ForeignKey(Supplier, on_delete=models.CASCADE, related_name="items")
    replaced_by = models.ForeignKey("self", null=True, on_delete=models.SET_NULL)
    code = CodeField(db_column="item_code")
    size = models.PositiveSmallIntegerField(choices=Size.choices)
    price = models.DecimalField(max_digits=8, decimal_places=2)
    weight = models.FloatField(null=True)
    is_active = models.BooleanField(default=True)
    labels = ArrayField(models.CharField(max_length=10), default=list)
    season = DateRangeField(null=True)
    data = models.JSONField(default=dict)
    lifetime = models.DurationField()
    picture = models.BinaryField(null=True)
    tags = models.ManyToManyField("ItemTag")

    class Meta:
        db_table = "stock_item"
        indexes = [models.Index(fields=["code"])]

    def __str__(self):
        return self.code


class Perishable(Item):
    best_before = models.DateField()


class Box(models.Model):
    item = models.OneToOneField(Item, on_delete=models.CASCADE, primary_key=True)
    slot = models.SlugField()
    opened_at = models.TimeField(null=True)
    from_ip = models.GenericIPAddressField()


class ItemTag(models.Model):
    text = models.TextField()
    box = models.ForeignKey("warehouse.Box", models.CASCADE, db_column="box_ref")
    perishable = models.ForeignKey("Perishable", models.CASCADE)


class ActiveItem(Item):
    class Meta:
        proxy = True
