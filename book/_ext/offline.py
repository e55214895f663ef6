"""Leave out Thebe, which Jupyter Book always loads: its pages would name another host.

Thebe runs cells on a server elsewhere. These pages are read without a network, and the notebooks
run on the reader's own machine.
"""


def leave_out_thebe(app, config):
    for listeners in app.events.listeners.values():
        for listener in list(listeners):
            if listener.handler.__module__ == "sphinx_thebe":
                app.disconnect(listener.id)
    app.registry.css_files[:] = [file for file in app.registry.css_files if "thebe" not in file[0]]


def setup(app):
    app.connect("config-inited", leave_out_thebe)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
