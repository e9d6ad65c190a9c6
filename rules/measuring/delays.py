"""A proxy on loopback that brings each answer of a server a given time later, as if the server stood further away."""

import atexit
import queue
import socket
import threading
import time
from contextlib import suppress

MOST_CONNECTIONS = 64
MOST_PIECES = 256  # of an answer, on their way at one time
PIECE = 65_536


class Proxy:
    """Stands before the server on a port of loopback; its own port is `port`. Ends with the script.

    What goes to the server goes at once. What comes from it is handed on `seconds` after it has arrived: that is a
    delay and no limit on how much may come, as pieces that are on their way do not wait for each other.
    """

    def __init__(self, server_port, seconds):
        self.server_port = server_port
        self.seconds = seconds
        self.places = threading.BoundedSemaphore(MOST_CONNECTIONS)
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        atexit.register(self.listener.close)
        run(self.accept)

    def accept(self):
        with suppress(OSError):  # the listener is closed
            while True:
                client, _ = self.listener.accept()
                self.places.acquire()
                run(self.serve, client)

    def serve(self, client):
        pieces = queue.Queue(MOST_PIECES)
        with suppress(OSError), client, socket.create_connection(("127.0.0.1", self.server_port)) as server:
            for end in (client, server):
                end.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            asking = run(hand_on, client, server)
            bringing = run(bring, pieces, client)
            self.take(server, pieces)
            bringing.join()
            shut(client)
            asking.join()
        self.places.release()

    def take(self, server, pieces):
        """Notes what comes from the server, and when it is due; at last an empty piece."""
        piece = b"begin"
        while piece:
            piece = receive(server)
            pieces.put((time.perf_counter() + self.seconds, piece))


def bring(pieces, client):
    """Hands on what is due, until the empty piece. What the client no longer wants is dropped."""
    while True:
        due, piece = pieces.get()
        if not piece:
            return
        time.sleep(max(due - time.perf_counter(), 0))
        with suppress(OSError):
            client.sendall(piece)


def hand_on(client, server):
    with suppress(OSError):
        while piece := receive(client):
            server.sendall(piece)
    shut(server)


def receive(end):
    try:
        return end.recv(PIECE)
    except OSError:
        return b""


def shut(end):
    with suppress(OSError):
        end.shutdown(socket.SHUT_RDWR)


def run(work, *arguments):
    """A thread that does not keep the script from ending."""
    thread = threading.Thread(target=work, args=arguments, daemon=True)
    thread.start()
    return thread
