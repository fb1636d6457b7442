"""Makes one PDF for each verdict of EN 319 102-1, with everything that is needed to come to it, and has pyHanko judge each.

    python make.py FOLDER

writes FOLDER/cases.json and the files it names. The certificates, lists, responses and time-stamps are Certomancer's, as of
whatever time the story wants; pyHanko writes the PDFs around them.
"""

import io
import json
import os
import re
import shutil
import sys

from asn1crypto import pem
from certomancer.registry import CertomancerConfig
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.ades.api import CAdESSignedAttrSpec

import judge
from town import Paper, Town, blank, make_keys, policy_attribute

POLICY = "1.2.250.1.999.1"
POLICY_DOCUMENT = b"Whoever signs under this policy has read the contract.\n"
# What was said of everybody about the time of most signatures, 3 February 2021, and of the time-stamps.
FRESH = {
    "crls": [("root", "2021-02-04")],
    "ocsps": [("ca", "ada", "2021-02-03T12:00:05"), ("tsa-ca", "tsa-1", "2021-02-03T12:00:05")],
}
SIGNED = ("tsa-1", "2021-02-03T12:00:00")


class Cases:
    def __init__(self, town, folder):
        self.town, self.folder, self.told = town, folder, []

    def add(self, name, paper, now, signature=0, rule="if-known", trust=("root",), former=(), crls=(), ocsps=(), policies=()):
        """One case: what is looked at, when, and by what."""
        case = {"name": name, "now": now + "T00:00:00Z" if len(now) == 10 else now, "signature": signature, "rule": rule}
        case["file"] = self.write(name + ".pdf", paper.data)
        case["trust"] = [self.certificate(label) for label in trust]
        case["former"] = [[self.certificate(label), until] for label, until in former]
        case["crls"] = [self.write(f"{crl[0]}-{crl[1]}.crl".replace(":", ""), self.town.crl(*crl).dump()) for crl in crls]
        case["ocsps"] = [
            self.write(f"{one[0]}-{one[1]}-{one[2]}.ors".replace(":", ""), self.town.ocsp(*one).dump()) for one in ocsps
        ]
        case["policies"] = [[POLICY, self.write(f"{name}-policy.txt", document)] for document in policies]
        case["pyhanko"], case["pyhanko_slid"] = judge.verdict(self.folder, case)
        self.told.append(case)

    def write(self, name, data):
        with open(os.path.join(self.folder, name), "wb") as out:
            out.write(data)
        return name

    def certificate(self, label):
        return self.write(label + ".pem", pem.armor("CERTIFICATE", self.town.cert(label).dump()))


def structure(cases, paper):
    """What is wrong whoever signed: §§ 5.2.2, 5.2.3, 5.2.7, 5.2.8."""
    signed = paper.sign("ada", stamp=SIGNED)
    cases.add("format_failure", Paper(cases.town, signed.data + b"\n% and more\n"), "2021-03-01")
    length = re.search(rb"/ByteRange \[0 \d+ \d+ (\d+)\]", signed.data)
    beyond = signed.data[: length.start(1)] + b"9" * len(length[1]) + signed.data[length.end(1) :]
    cases.add("signed_data_beyond_the_file", Paper(cases.town, beyond), "2021-03-01")
    changed = signed.data.replace(b"(The contract)", b"(The contracT)", 1)
    cases.add("hash_failure", Paper(cases.town, changed), "2021-03-01")

    def spoil(message):
        info = message["signer_infos"][0]
        value = bytearray(info["signature"].native)
        value[-1] ^= 1
        info["signature"] = bytes(value)

    cases.add("sig_crypto_failure", signed.rewrite(spoil), "2021-03-01")

    def strip(message):
        message["certificates"] = []

    cases.add("no_signing_certificate_found", signed.rewrite(strip), "2021-03-01")
    writer = IncrementalPdfFileWriter(io.BytesIO(signed.data))
    page = writer.root["/Pages"]["/Kids"][0]
    page["/Contents"] = writer.add_object(generic.StreamObject(stream_data=b"BT /F1 12 Tf 72 720 Td (Another) Tj ET"))
    writer.update_container(page)
    out = io.BytesIO()
    writer.write(out)
    cases.add("sig_constraints_failure", Paper(cases.town, out.getvalue()), "2021-03-01")


def policies(cases, paper):
    """Signature policies: § 5.2.4."""
    attribute = CAdESSignedAttrSpec(signature_policy_identifier=policy_attribute(POLICY, POLICY_DOCUMENT))
    signed = paper.sign("ada", attributes=attribute)
    cases.add("signature_policy_not_available", signed, "2021-03-01")
    cases.add("policy_processing_error", signed, "2021-03-01", policies=[b"Another document.\n"])
    cases.add("policy_at_hand", signed, "2021-03-01", policies=[POLICY_DOCUMENT])


def chains(cases, paper):
    """Certificates and what is known of them: § 5.2.6."""
    signed = paper.sign("ada")
    cases.add("no_certificate_chain_found", signed, "2021-03-01", trust=("stranger",))
    cases.add("certificate_chain_general_failure", paper.sign("forged"), "2021-03-01")
    cases.add("chain_constraints_failure", paper.sign("below"), "2021-03-01")
    cases.add("out_of_bounds_no_poe", signed, "2024-01-01")
    cases.add("out_of_bounds_not_revoked", signed, "2024-01-01", crls=[("ca", "2022-12-30"), ("root", "2023-12-30")])
    cases.add("try_later", signed, "2021-03-01", rule="required")
    cases.add("try_later_suspended", paper.sign("held"), "2021-07-01", crls=[("ca", "2021-06-30")])
    stale = [("ca", "2021-02-01"), ("root", "2021-02-20")]
    cases.add("try_later_stale", signed, "2021-03-01", rule="required", crls=stale)
    cases.add("fresh", signed, "2021-03-01", rule="required", crls=[("ca", "2021-02-28"), ("root", "2021-02-28")])
    cases.add("revoked_no_poe", paper.sign("revoked"), "2021-07-01", crls=[("ca", "2021-06-30")])
    cases.add("revoked_ca_no_poe", paper.sign("orphan"), "2022-07-01", crls=[("root", "2022-06-30")])
    anchors = {"trust": ("tsa-ca",), "former": [("root", "2021-06-01T00:00:00Z")]}
    cases.add("no_certificate_chain_found_no_poe", signed, "2022-01-01", **anchors)
    proven = signed.stamp("tsa-1", "2021-02-04", "Archive1")
    cases.add("former_anchor_proven", proven, "2022-01-01", **anchors)
    brief = paper.sign("ada", stamp=SIGNED).keep(ocsps=[("brief", "ada", "2021-02-03T12:00:05")])
    now = {"rule": "required", "crls": [("root", "2021-12-30"), ("tsa-ca", "2021-12-30")]}
    cases.add("revocation_out_of_bounds_no_poe", brief, "2021-12-31", **now)
    proven = brief.stamp("tsa-1", "2021-02-04", "Archive1")
    cases.add("revocation_proven_in_bounds", proven, "2021-12-31", **now)


def times(cases, paper):
    """What time-stamps prove and what they do not: §§ 5.3.4, 5.5.4, 5.6.2.4."""
    after = CAdESSignedAttrSpec(timestamp_content=True)
    late = paper.sign("revoked", stamp=("tsa-1", "2021-06-15"), attributes=after)
    cases.add("revoked", late, "2021-07-01", crls=[("ca", "2021-06-30")])
    cases.add("stamped_after_revocation", paper.sign("revoked", stamp=("tsa-1", "2021-06-15")), "2021-07-01", crls=[("ca", "2021-06-30")])
    cases.add("stamped_before_revocation", paper.sign("revoked", stamp=SIGNED), "2021-07-01", crls=[("ca", "2021-06-30")])
    cases.add("expired", paper.sign("ada", stamp=("tsa-1", "2023-06-01"), attributes=after), "2023-07-01")
    over = paper.stamp("tsa-1", "2023-06-01", "Before").sign("ada", stamp=("tsa-1", "2023-06-01"))
    cases.add("expired_over_a_stamp", over, "2023-07-01", signature=1)
    cases.add("not_yet_valid", paper.sign("late", stamp=SIGNED), "2022-07-01")
    backwards = paper.sign("ada", stamp=("tsa-1", "2021-06-01")).stamp("tsa-1", "2021-03-01", "Archive1")
    cases.add("timestamp_order_failure", backwards, "2021-07-01")
    cases.add("no_poe", paper.sign("rosa", stamp=SIGNED), "2026-01-01")
    cases.add("crypto_constraints_failure_no_poe", paper.sign("rosa"), "2030-01-01")
    cases.add("crypto_proven", paper.sign("rosa").stamp("tsa-3", "2028-01-01", "Archive1"), "2030-01-01")
    condemned = paper.stamp("tsa-1", "2021-02-01", "Before").sign("tiny")
    cases.add("crypto_constraints_failure", condemned, "2021-03-01", signature=1)


def archives(cases, paper):
    """Chains of archive time-stamps: § 5.6.3. The fullest story ends in 2030: the signer and the first authority have
    expired, their RSA keys count no more, and the second authority's issuer is revoked since 2027."""
    last = {"crls": [("root", "2029-12-31")], "ocsps": [("third-tsa-ca", "tsa-3", "2029-12-31T12:00:00")]}
    now = {"rule": "required", **last}
    signed = paper.sign("ada", stamp=SIGNED)
    kept = signed.keep(certs=["ca", "tsa-ca", "root"], **FRESH)
    first = kept.stamp("tsa-1", "2021-02-05", "Archive1")

    def of(number, authority, day):
        return {"crls": [("root", day)], "ocsps": [(authority, f"tsa-{number}", day)], "certs": [authority]}

    def renew_by_second(day):
        return first.keep(**of(1, "tsa-ca", day)).stamp("tsa-2", day + "T01:00:00", "Archive2")

    second = renew_by_second("2023-06-01")
    of_second = of(2, "second-tsa-ca", "2026-06-01")
    third = second.keep(**of_second).stamp("tsa-3", "2026-06-01T01:00:00", "Archive3")
    cases.add("archived_thrice", third, "2030-01-01", **now)
    cases.add("archived_thrice_first_stamp", third, "2030-01-01", signature=1, **now)
    cases.add("archived_thrice_second_stamp", third, "2030-01-01", signature=2, **now)
    cases.add("archived_thrice_last_stamp", third, "2030-01-01", signature=3, **now)
    cases.add("archived_thrice_nothing_said_of_the_last", third, "2030-01-01", signature=3, rule="required")
    # Gaps, each of which must be seen.
    cases.add("gap_not_renewed", second, "2030-01-01", **now)
    too_late = renew_by_second("2024-06-01")
    too_late = too_late.keep(**of_second).stamp("tsa-3", "2026-06-01T01:00:00", "Archive3")
    cases.add("gap_renewed_too_late", too_late, "2030-01-01", **now)
    after = second.keep(**of_second).stamp("tsa-3", "2027-07-01", "Archive3")
    cases.add("gap_renewed_after_revocation", after, "2030-01-01", **now)
    silent = second.stamp("tsa-3", "2026-06-01T01:00:00", "Archive3")
    cases.add("gap_nothing_said_of_the_second", silent, "2030-01-01", **now)
    outside = {
        "crls": [*last["crls"], ("root", "2026-06-01")],
        "ocsps": [*last["ocsps"], ("second-tsa-ca", "tsa-2", "2026-06-01")],
    }
    cases.add("gap_said_of_the_second_without_proof", silent, "2030-01-01", rule="required", **outside)
    bare = signed.keep(certs=["ca", "tsa-ca", "root"], crls=FRESH["crls"], ocsps=FRESH["ocsps"][1:])
    bare = bare.stamp("tsa-1", "2021-02-05", "Archive1").keep(**of(1, "tsa-ca", "2023-06-01"))
    bare = bare.stamp("tsa-3", "2023-06-01T01:00:00", "Archive2")
    cases.add("gap_nothing_said_of_the_signer", bare, "2030-01-01", **now)
    # A responder who is in force still is believed whenever his words are found; one who has gone is not.
    cases.add("said_of_the_signer_later", bare.keep(ocsps=FRESH["ocsps"]), "2030-01-01", **now)
    brief = bare.keep(ocsps=[("brief", "ada", "2021-02-03T12:00:05")])
    cases.add("gap_said_of_the_signer_without_proof", brief, "2030-01-01", **now)


def authorities(cases, paper):
    """What is left of a signature when the authority behind it is revoked: proofs of what it said before, or nothing."""
    signed = paper.sign("orphan", stamp=SIGNED)
    words = {"crls": [("root", "2021-02-04"), ("tsa-ca", "2021-02-04"), ("lost-ca", "2021-02-03T12:00:00")]}
    now = {"rule": "required", "crls": [("root", "2023-12-30"), ("third-tsa-ca", "2023-12-30")]}
    proven = signed.keep(certs=["lost-ca"], **words).stamp("tsa-3", "2021-02-05", "Archive1")
    cases.add("authority_revoked_later", proven, "2023-12-31", **now)
    late = signed.keep(certs=["lost-ca"], **words).stamp("tsa-3", "2022-06-02", "Archive1")
    cases.add("gap_authority_revoked_before_the_archive", late, "2023-12-31", **now)
    of_first = {"rule": "required", "crls": [("root", "2023-12-30"), ("tsa-ca", "2023-12-30")]}
    cases.add("gap_authority_revoked_without_archive", signed.keep(**words), "2023-12-31", **of_first)
    # The responder is one whose own status must be known, and was revoked in June 2021.
    signed = paper.sign("ada", stamp=SIGNED)
    words = {"certs": ["ca"], "crls": [("root", "2021-02-04")], "ocsps": [("lost", "ada", "2021-02-03T12:00:05")]}
    now = {"rule": "required", "crls": [("root", "2023-12-31"), ("ca", "2023-12-31")]}
    now["ocsps"] = [("third-tsa-ca", "tsa-3", "2023-12-31")]
    stamps = [("tsa-ca", "tsa-1", "2021-02-03T12:00:05")]
    words["ocsps"] += stamps
    proven = signed.keep(**words).stamp("tsa-3", "2021-02-04T01:00:00", "Archive1")
    cases.add("responder_revoked_later", proven, "2023-12-31", **now)
    late = signed.keep(**words).stamp("tsa-3", "2021-06-02", "Archive1")
    cases.add("gap_responder_revoked_before_the_archive", late, "2023-12-31", **now)


def key_names(config):
    """The keys that a configuration wants."""
    with open(config, encoding="utf-8") as lines:
        return [line.split(":")[0].strip() for line in lines if "{path: " in line]


def main(folder):
    here = os.path.dirname(os.path.abspath(__file__))
    config = os.path.join(folder, "certomancer.yml")
    shutil.copy(os.path.join(here, "certomancer.yml"), config)
    make_keys(os.path.join(folder, "keys"), key_names(config))
    town = Town(CertomancerConfig.from_file(config, key_search_dir=folder))
    cases, paper = Cases(town, folder), Paper(town, blank())
    for stories in (structure, policies, chains, times, archives, authorities):
        stories(cases, paper)
    with open(os.path.join(folder, "cases.json"), "w", encoding="utf-8") as out:
        json.dump(cases.told, out, indent=1)


if __name__ == "__main__":
    main(sys.argv[1])
