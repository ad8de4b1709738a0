from django.db import models

from stock.models import Item


class Invoice(models.Model):
    number = models.BigAutoField(primary_key=True)
    email = models.EmailField()
    paid = models.BooleanField(null=True)


class InvoiceLine(models.Model):
    invoice = models.ForeignKey(Invoice, models.CASCADE)
    item = models.ForeignKey(to=Item, on_delete=models.PROTECT)
    amount = models.IntegerField()

    class Meta:
        unique_together = [("invoice", "item")]
