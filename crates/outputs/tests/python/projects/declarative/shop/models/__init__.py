from ..base import Base
from .catalog import Category, Product, Tag, product_tag
from .orders import Customer, GuestOrder, Invoice, Order, OrderLine, Payment

__all__ = ["Base", "Category", "Customer", "GuestOrder", "Invoice", "Order", "OrderLine", "Payment", "Product", "Tag", "product_tag"]
