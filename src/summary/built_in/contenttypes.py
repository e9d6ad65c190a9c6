"""The model of django.contrib.contenttypes (Django 4.2 to 5.2)."""

from django.db import models


class ContentType(models.Model):
    app_label = models.CharField(max_length=100)
    model = models.CharField(max_length=100)
