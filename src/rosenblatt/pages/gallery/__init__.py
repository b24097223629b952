"""The eighteen figures of the gallery, each drawn from networks and tables, and the page that shows them."""

from rosenblatt.pages.gallery.figures import SECTIONS, Section, pictures
from rosenblatt.pages.gallery.picture import Picture
from rosenblatt.pages.gallery.write import write_gallery

__all__ = ["SECTIONS", "Picture", "Section", "pictures", "write_gallery"]
