"""The model of django.contrib.sites (Django 4.2 to 5.2)."""

from django.db import models


class Site(models.Model):
    domain = models.CharField(max_length=100, unique=True)
    name = models.CharField(max_length=50)
