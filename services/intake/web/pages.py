"""The pages customers see, gathered."""

from services.intake.web import form_pages, track_pages

routers = (form_pages.router, track_pages.router)
