"""The processes that a trainer starts."""
import multiprocessing
import os
import threading


def end_with_trainer():
    """Called by a process of a trainer: it ends when the trainer does, even when that is killed (a daemon process would go on)."""
    threading.Thread(target=lambda: (multiprocessing.parent_process().join(), os._exit(1)), daemon=True).start()
