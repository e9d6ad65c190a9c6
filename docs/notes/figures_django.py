#!/usr/bin/env python3
"""Measure Django's settings and query sets, for django-settings.md, databases-and-orms.md and asyncio.md.

    PGHOST=127.0.0.1 PGUSER=... python3.13 docs/notes/figures_django.py [WORD]

Needs Django and psycopg. PostgreSQL is asked for at the address that libpq's variables name; without PGHOST, the
pairs that need it are left out. All else runs in memory or in a temporary folder.
"""

import asyncio
import os
import tempfile
import time

import django
from django.conf import settings
from django.db import connections, models
from django.http import HttpResponse
from django.test import AsyncRequestFactory, RequestFactory
from django.urls import path

from figures import measure

ROWS = 1_000
SECONDS_OF_SERVER = 6.0
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
PAGE = "{% extends 'base.html' %}{% block body %}{% for n in numbers %}{% include 'row.html' %}{% endfor %}{% endblock %}"
TEMPLATES = {
    "base.html": "<title>{% block title %}shop{% endblock %}</title><main>{% block body %}{% endblock %}</main>",
    "row.html": "<p class='{% if n %}some{% else %}none{% endif %}'>{{ n }}</p>",
    "page.html": PAGE,
}


def answer(request):
    return HttpResponse("ok")


async def answer_asynchronously(request):
    return HttpResponse("ok")


urlpatterns = [path("sync/", answer), path("async/", answer_asynchronously)]


def template_engine(folder, loaders):
    backend = "django.template.backends.django.DjangoTemplates"
    return {"BACKEND": backend, "NAME": loaders, "DIRS": [folder], "OPTIONS": {"loaders": LOADERS[loaders]}}


FILES = "django.template.loaders.filesystem.Loader"
LOADERS = {"plain": [FILES], "cached": [("django.template.loaders.cached.Loader", [FILES])]}


def databases():
    in_memory = {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}
    if "PGHOST" not in os.environ:
        return {"default": in_memory}
    server = {"ENGINE": "django.db.backends.postgresql", "NAME": os.environ.get("PGDATABASE", "postgres")}
    return {"default": in_memory, "server": server, "closed after use": dict(server)}


class TableRouter:
    """Sends the cache's table to the server."""

    def db_for_read(self, model, **hints):
        return "server" if model._meta.app_label == "django_cache" else None

    db_for_write = db_for_read


def configure(folder):
    caches = {
        "default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"},
        "files": {"BACKEND": "django.core.cache.backends.filebased.FileBasedCache", "LOCATION": folder + "/cache"},
    }
    settings.configure(
        ALLOWED_HOSTS=["testserver"],
        CACHES=caches,
        DATABASES=databases(),
        DATABASE_ROUTERS=[TableRouter()],
        INSTALLED_APPS=["django.contrib.auth", "django.contrib.contenttypes", "django.contrib.sessions"],
        PASSWORD_HASHERS=["django.contrib.auth.hashers.%sPasswordHasher" % name for name in ("PBKDF2", "MD5")],
        ROOT_URLCONF=__name__,
        SECRET_KEY="figures",
        TEMPLATES=[template_engine(folder, "plain"), template_engine(folder, "cached")],
    )
    for name, text in TEMPLATES.items():
        with open(os.path.join(folder, name), "w", encoding="utf-8") as file:
            file.write(text)
    django.setup()


def define_item():
    class Item(models.Model):
        name = models.CharField(max_length=50)
        price = models.IntegerField(default=0)

        class Meta:
            app_label = "figures"

    for connection in connections.all():
        connection.ensure_connection()
    with connections["default"].schema_editor() as editor:
        editor.create_model(Item)
    Item.objects.bulk_create([Item(name="item %d" % number, price=number) for number in range(ROWS)])
    return Item


def render(loaders):
    from django.template import engines

    return engines[loaders].get_template("page.html").render({"numbers": range(20)})


def ask(alias):
    with connections[alias].cursor() as cursor:
        cursor.execute("select 1")
        cursor.fetchone()


def ask_and_close():
    ask("closed after use")
    connections["closed after use"].close()


def answer_synchronously(handler, url):
    return handler.get_response(RequestFactory().get(url))


def answer_under_asgi(handler, url, times=50):
    async def run():
        for _ in range(times):
            await handler.get_response_async(AsyncRequestFactory().get(url))

    asyncio.run(run())


def handler(middleware, is_async):
    from django.core.handlers.base import BaseHandler

    settings.MIDDLEWARE = middleware
    made = BaseHandler()
    made.load_middleware(is_async=is_async)
    return made


def save_each():
    Item.objects.all().delete()
    for number in range(ROWS):
        Item(name="item", price=number).save()


def create_in_bulk():
    Item.objects.all().delete()
    Item.objects.bulk_create([Item(name="item", price=number) for number in range(ROWS)])


def update_each():
    for item in Item.objects.all():
        item.price += 1
        item.save()


def update_at_once():
    Item.objects.update(price=models.F("price") + 1)


def get_each(cache):
    return [cache.get(key) for key in KEYS]


def hash_password(hasher):
    from django.contrib.auth.hashers import make_password

    return make_password("correct horse", "salt", hasher)


KEYS = ["key%d" % number for number in range(100)]
QUERIES = [
    ("save each / bulk_create, 1000 rows", "save_each()", "create_in_bulk()"),
    ("save each / update(F), 1000 rows", "update_each()", "update_at_once()"),
    ("len(queryset) / count(), 1000 rows", "len(Item.objects.all())", "Item.objects.count()"),
    ("bool(queryset) / exists(), 1000 rows", "bool(Item.objects.all())", "Item.objects.exists()"),
    ("model instances / values_list, 1000 rows", "list(Item.objects.all())", "list(Item.objects.values_list())"),
]
SETTINGS = [
    ("noise: templates", "render('cached')", "render('cached')"),
    ("templates uncached / cached", "render('plain')", "render('cached')"),
    ("seven middlewares / none", "answer_synchronously(FULL, '/sync/')", "answer_synchronously(BARE, '/sync/')"),
    ("cache in files / in the process, 100 gets", "get_each(caches['files'])", "get_each(caches['default'])"),
    ("list of 10000 / of 10, one get", "caches['default'].get('long')", "caches['default'].get('short')"),
    ("PBKDF2 / MD5 password", "hash_password('pbkdf2_sha256')", "hash_password('md5')"),
    (
        "sync view under ASGI / under WSGI, 50",
        "answer_under_asgi(UNDER_ASGI, '/sync/')",
        "[answer_synchronously(BARE, '/sync/') for _ in range(50)]",
    ),
    (
        "async view under WSGI / sync view under WSGI",
        "answer_synchronously(BARE, '/async/')",
        "answer_synchronously(BARE, '/sync/')",
    ),
    (
        "sync view / async view, under ASGI, 50",
        "answer_under_asgi(UNDER_ASGI, '/sync/')",
        "answer_under_asgi(UNDER_ASGI, '/async/')",
    ),
]
SERVER = [
    ("query on a new connection / on a kept one", "ask_and_close()", "ask('server')"),
    ("100 gets / get_many, table in PostgreSQL", "get_each(TABLE)", "TABLE.get_many(KEYS)"),
    ("table in PostgreSQL / in the process, 100 gets", "get_each(TABLE)", "get_each(caches['default'])"),
]


def table_of_cache():
    from django.core.cache.backends.db import DatabaseCache
    from django.core.management import call_command

    settings.CACHES["table"] = {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "figures_cache"}
    call_command("createcachetable", database="server", verbosity=0)
    return DatabaseCache("figures_cache", {})


def main():
    global Item, BARE, FULL, UNDER_ASGI, TABLE, caches
    from django.core.cache import caches

    with tempfile.TemporaryDirectory() as folder:
        configure(folder)
        Item = define_item()
        BARE, FULL = handler([], False), handler(MIDDLEWARE, False)
        UNDER_ASGI = handler([], True)
        filled = [caches["default"], caches["files"]]
        if "PGHOST" in os.environ:
            TABLE = table_of_cache()
            filled.append(TABLE)
        for cache in filled:
            cache.set_many({key: {"name": key, "price": 7} for key in KEYS})
        caches["default"].set_many({"long": list(range(10_000)), "short": list(range(10))})
        measure(QUERIES + SETTINGS, globals(), time.process_time)
        if "PGHOST" in os.environ:
            measure(SERVER, globals(), seconds=SECONDS_OF_SERVER)
    print("Django %s" % django.__version__)


if __name__ == "__main__":
    main()
