"""What pyHanko says of a case: its validation with archival data (EN 319 102-1 § 5.6.3), at the time of the case, offline."""

import asyncio
import logging
import os
import warnings
from datetime import datetime, timedelta

from asn1crypto import crl, ocsp
from pyhanko.keys import load_cert_from_pemder
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import ades
from pyhanko.sign.validation.policy_decl import (
    LocalKnowledge,
    PdfSignatureValidationSpec,
    RevinfoOnlineFetchingRule,
    RevocationInfoGatheringSpec,
    SignatureValidationSpec,
)
from pyhanko_certvalidator.context import CertValidationPolicySpec
from pyhanko_certvalidator.ltv import ades_past, poe
from pyhanko_certvalidator.ltv.types import ValidationTimingInfo
from pyhanko_certvalidator.policy_decl import (
    REQUIRE_REVINFO,
    CertRevTrustPolicy,
    RevocationCheckingPolicy,
    RevocationCheckingRule,
)
from pyhanko_certvalidator.registry import SimpleTrustManager
from pyhanko_certvalidator.revinfo.archival import CRLContainer, OCSPContainer


logging.disable(logging.CRITICAL)
warnings.simplefilter("ignore")

TIME_SLIDE = ades_past.time_slide
SOFT = RevocationCheckingPolicy(
    ee_certificate_rule=RevocationCheckingRule.CHECK_IF_DECLARED_SOFT,
    intermediate_ca_cert_rule=RevocationCheckingRule.CHECK_IF_DECLARED_SOFT,
)


def specification(folder, case):
    def read(name):
        with open(os.path.join(folder, name), "rb") as source:
            return source.read()

    anchors = case["trust"] + [name for name, _ in case["former"]]
    roots = [load_cert_from_pemder(os.path.join(folder, name)) for name in anchors]
    rule = REQUIRE_REVINFO if case["rule"] == "required" else SOFT
    answers = [ocsp.OCSPResponse.load(read(name)) for name in case["ocsps"]]
    return SignatureValidationSpec(
        cert_validation_policy=CertValidationPolicySpec(
            trust_manager=SimpleTrustManager.build(trust_roots=roots),
            revinfo_policy=CertRevTrustPolicy(revocation_checking_policy=rule),
            # Else it slides a second beyond what it then finds stale.
            time_tolerance=timedelta(0),
        ),
        revinfo_gathering_policy=RevocationInfoGatheringSpec(
            online_fetching_rule=RevinfoOnlineFetchingRule.LOCAL_ONLY
        ),
        local_knowledge=LocalKnowledge(
            known_crls=[CRLContainer(crl.CertificateList.load(read(name))) for name in case["crls"]],
            known_ocsps=[one for answer in answers for one in OCSPContainer.load_multi(answer)],
        ),
    )


async def judge(folder, case):
    now = datetime.fromisoformat(case["now"].replace("Z", "+00:00"))
    timing = ValidationTimingInfo(
        validation_time=now, best_signature_time=now, point_in_time_validation=True
    )
    spec = specification(folder, case)
    with open(os.path.join(folder, case["file"]), "rb") as source:
        reader = PdfFileReader(source)
        signature = reader.embedded_signatures[case["signature"]]
        if signature.sig_object.get("/Type") == "/DocTimeStamp":
            return "not asked"
        attributes = {one["type"].native for one in signature.signer_info["unsigned_attrs"]}
        stamped = reader.embedded_timestamp_signatures or "signature_time_stamp_token" in attributes
        if stamped:
            pdf_spec = PdfSignatureValidationSpec(spec)
            outcome = await ades.ades_lta_validation(signature, pdf_spec, timing_info=timing)
        else:
            # With archival data it would say no more than that there is no time-stamp.
            outcome = await ades.ades_basic_validation(
                signature.signed_data, spec, timing_info=timing, raw_digest=signature.compute_digest()
            )
        return outcome.ades_subindic.standard_name


def verdict(folder, case):
    """The sub-indication, `OK`, or the kind of error that kept pyHanko from giving one; and to when it slid for whom."""
    slid = {}

    async def slide(path, init_control_time, **more):
        control = await TIME_SLIDE(path, init_control_time=init_control_time, **more)
        slid[path.leaf.subject.native["common_name"]] = control.strftime("%Y-%m-%dT%H:%M:%SZ")
        return control

    ades_past.time_slide = slide
    now = datetime.fromisoformat(case["now"].replace("Z", "+00:00"))

    class Clock(datetime):
        """Whatever pyHanko takes for now is the time of the case."""

        @classmethod
        def now(cls, tz=None):
            return now

    ades_past.datetime = poe.datetime = ades.datetime = Clock
    try:
        return asyncio.run(judge(folder, case)), slid
    except Exception as error:  # pyHanko's own exceptions are many, and each is a verdict of a kind
        return type(error).__name__, slid
