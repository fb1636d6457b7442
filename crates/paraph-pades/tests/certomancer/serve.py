"""Serves the authorities of `certomancer.yml` on loopback, as `certomancer animate` does, on a port that is free.

    python serve.py FOLDER

writes keys and certificates into FOLDER, prints the address once it answers, and ends when its standard input does.
"""

import os
import shutil
import sys
import threading

from asn1crypto import pem
from certomancer.integrations.animator import Animator, AnimatorArchStore
from certomancer.registry import CertLabel, CertomancerConfig
from werkzeug.serving import WSGIRequestHandler, make_server

from make import key_names
from town import Town, make_keys


class Quiet(WSGIRequestHandler):
    def log(self, *_):
        pass


def end_with_parent():
    sys.stdin.read()
    os._exit(0)


def main(folder):
    here = os.path.dirname(os.path.abspath(__file__))
    config = os.path.join(folder, "certomancer.yml")
    shutil.copy(os.path.join(here, "certomancer.yml"), config)
    make_keys(os.path.join(folder, "keys"), key_names(config))
    # The address is known once the port is taken, and stands in every certificate.
    server = make_server("127.0.0.1", 0, None, request_handler=Quiet)
    address = f"http://127.0.0.1:{server.port}"
    loaded = CertomancerConfig.from_file(config, key_search_dir=folder, external_url_prefix=address)
    server.app = Animator(AnimatorArchStore(loaded.pki_archs), with_web_ui=False)
    town = Town(loaded)
    for name, labels in {"root": ["root"], "ivy": ["ivy", "ca"], "ivan": ["ivan", "ca"]}.items():
        with open(os.path.join(folder, name + ".pem"), "wb") as out:
            for label in labels:
                out.write(pem.armor("CERTIFICATE", town.arch.get_cert(CertLabel(label)).dump()))
    print(address, flush=True)
    threading.Thread(target=end_with_parent, daemon=True).start()
    server.serve_forever()


if __name__ == "__main__":
    main(sys.argv[1])
