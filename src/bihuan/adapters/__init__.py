"""Ways out of this machine, on published protocols: no vendor's software, which would bring its own ways in."""

from bihuan.adapters.aliyun import AliyunSms
from bihuan.adapters.dingtalk import DingTalkRobot
from bihuan.adapters.feishu import FeishuRobot
from bihuan.adapters.mail import SmtpMail
from bihuan.adapters.outbound import DEADLINE_S, Outbound
from bihuan.adapters.standard_webhook import StandardWebhook
from bihuan.adapters.tencent import TencentSms
from bihuan.adapters.timestamping import TimeStamper
from bihuan.adapters.wecom import WeComRobot
from bihuan.kernel.ports import Carrier, Stamper

__all__ = [
    "DEADLINE_S",
    "AliyunSms",
    "DingTalkRobot",
    "FeishuRobot",
    "Outbound",
    "SmtpMail",
    "StandardWebhook",
    "TencentSms",
    "TimeStamper",
    "WeComRobot",
    "carriers",
    "stamper",
]


def carriers(allowed: str) -> dict[str, Carrier]:
    """Every carrier by the kind of channel it serves. `allowed`: hosts and networks that may be reached although they
    are not public (settings.outbound_allow)."""
    outbound = Outbound(allowed)
    return {
        "smtp": SmtpMail(outbound),
        "wecom": WeComRobot(outbound),
        "dingtalk": DingTalkRobot(outbound),
        "feishu": FeishuRobot(outbound),
        "aliyun": AliyunSms(outbound),
        "tencent": TencentSms(outbound),
        "webhook": StandardWebhook(outbound),
    }


def stamper(allowed: str) -> Stamper:
    """Who asks time-stamp authorities; `allowed` as in `carriers`."""
    return TimeStamper(Outbound(allowed))
