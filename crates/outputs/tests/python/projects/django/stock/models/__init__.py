from .items import Box, Item, ItemTag, Perishable, Supplier

__all__ = ["Box", "Item", "ItemTag", "Perishable", "Supplier"]
