#!/usr/bin/env python3
"""Invented complaints for a system to look at: `demo_data.py ADDRESS [COUNT]` files them through the API.

People, firms and numbers are drawn from lists below by a seed, so every run files the same ones; every fifth is a
repeat in other words or through another channel, every sixth belongs to one of three robots that ring many people.
None of them is a real person or firm."""
import io
import json
import math
import random
import struct
import sys
import urllib.request
import wave

FAMILY = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦许何吕施张孔曹严华金魏陶姜戚谢邹喻柏窦章苏潘葛范彭郎鲁韦马苗凤花方"
GIVEN = ["晓明", "丽华", "建国", "秀英", "子涵", "雨桐", "志强", "美玲", "国栋", "佳怡", "文博", "春燕", "海涛", "静", "磊", "芳"]
FIRMS = ["云杉健康管理有限公司", "青禾教育咨询有限公司", "远帆网络科技有限公司", "晨曦生物科技有限公司", "瑞景装饰工程有限公司",
         "百川信息咨询有限公司", "星途旅行社有限公司", "和润商贸有限公司"]
GOODS = [("美容仪", 1980), ("考证培训班", 3680), ("会员年费", 399), ("保健品套装", 2680), ("旧房翻新定金", 5000),
         ("贷款服务费", 1200), ("旅游卡", 888), ("净水器", 1580)]
STORIES = [
    "机器人来电推销{goods}，说限时优惠。付款{amount}元收货后与宣传不符，联系客服只有语音机器人应答，拒绝退款。要求退还{amount}元。",
    "接到AI语音电话称可办理{goods}，按1后转人工，诱导我下单{amount}元。次日反悔要求退款，对方一直推脱，说过了时限。",
    "自称客服的智能语音反复来电，说我的{goods}即将自动续费，需缴{amount}元才能取消。扣费后电话再也打不通，要求退款。",
    "电话机器人介绍{goods}，承诺七天无理由退货。我在第三天申请退货，商家拒绝，仍扣{amount}元，请求调解。",
]
NUISANCE = [
    "每天都接到同一个机器人录音电话推销{goods}，已经明确说不要再打，仍然反复来电，晚上十点还在打，请求停止骚扰。",
    "AI语音电话一天打来五次推销{goods}，挂断后换号再打，严重影响休息，希望查处并停止来电。",
]
REPORTS = [
    "举报{firm}使用自动外呼系统群拨推销{goods}，宣传内容夸大，涉嫌虚假宣传和侵犯个人信息，请依法查处。",
]
ROBOTS = [
    ("您好，这里是云端信贷中心，您的信用良好，最高可以批给您二十万元额度，当天放款利息低，需要的话请按一。", "01085550121", "贷款"),
    ("恭喜您被抽中为我们的幸运用户，可以免费领取一台智能手表，只需要支付邮费三十九元，请按一转接人工领取。", "02155500345", "智能手表"),
    ("家长您好，今年的升学名额有限，我们一对一辅导班现在报名立减两千元，请问孩子几年级了，方便的话请按一。", "05715550888", "一对一辅导班"),
]
AGAIN = "上次投诉后一直没有答复，再次反映：{story}"
CHANNELS = ["portal", "portal", "portal", "hotline", "platform", "letter", "walk_in"]
SCRIPT = "<script>document.title='broken'</script><img src=x onerror=\"document.title='broken'\">"


def person(draw):
    return {"name": draw.choice(FAMILY) + draw.choice(GIVEN), "phone": "139" + f"{draw.randrange(10**8):08d}",
            "email": f"p{draw.randrange(10**6)}@example.com",
            "address": f"示例市{draw.choice('东西南北')}湖路{draw.randrange(1, 300)}号"}


def complaint(draw):
    goods, amount = draw.choice(GOODS)
    firm = draw.choice(FIRMS)
    kind = draw.random()
    story = draw.choice(STORIES if kind < 0.62 else NUISANCE if kind < 0.86 else REPORTS)
    day = f"2026-11-{draw.randrange(1, 25):02d}"
    out = {"channel": draw.choice(CHANNELS), "language": "zh", "complainant": person(draw),
           "narrative": story.format(goods=goods, amount=amount, firm=firm),
           "calls": [{"called_at": day,
                      "caller_number": f"0{draw.choice(['10', '21', '571'])}-5555{draw.randrange(10**4):04d}"}]}
    if kind < 0.62:
        out |= {"respondent": {"name": firm, "platform": draw.choice(["示例商城", "示例拼购", None])}, "product": goods,
                "amount": {"value": f"{amount}.00", "currency": "CNY"},
                "requests": draw.choice([["refund"], ["refund", "apologise"], ["return"]]),
                "order_no": f"DD{draw.randrange(10**10):010d}", "transaction_date": day}
    elif kind < 0.86:
        out |= {"nature": "nuisance", "requests": ["stop_calls"]}
    else:
        out |= {"nature": "report", "respondent": {"name": firm}}
    return out


def robot_call(draw):
    script, number, goods = ROBOTS[min(int(draw.expovariate(1.2)), 2)]
    day = f"2026-11-{max(1, min(25, int(draw.gauss(17, 5)))):02d}"
    return {"channel": draw.choice(CHANNELS), "language": "zh", "complainant": person(draw), "nature": "nuisance",
            "narrative": f"又是机器人电话推销{goods}，开口就是“{script[:24]}”，请停止这类来电。",
            "calls": [{"caller_number": number, "called_at": day, "transcript": script}], "requests": ["stop_calls"]}


def again(draw, earlier):
    out = {**earlier, "channel": draw.choice(["hotline", "platform", "portal"]),
           "narrative": AGAIN.format(story=earlier["narrative"][: draw.randrange(30, 60)])}
    way = draw.random()
    if way < 0.4:  # one of the household complains of the same call: a person has to compare
        out["complainant"] = {**earlier["complainant"], "name": earlier["complainant"]["name"][0] + draw.choice(GIVEN)}
        out["complainant"].pop("email")
    elif way < 0.6:  # through another channel people leave out what they said before
        out["complainant"] = {key: value for key, value in earlier["complainant"].items() if key in ("name", "phone")}
        out.pop("order_no", None)
        out.pop("amount", None)
    return out


def complaints(count, seed=7):
    """That many complaints, the same ones for the same seed; the last but one carries a script in every free field."""
    draw = random.Random(seed)
    made = []
    for n in range(count):
        if n % 5 == 4 and made:
            made.append(again(draw, draw.choice(made)))
        else:
            made.append(robot_call(draw) if n % 6 == 5 else complaint(draw))
    if count > 5:
        made[-2] = {"channel": "portal", "language": "zh", "order_no": SCRIPT, "narrative": SCRIPT * 2,
                    "complainant": {"name": SCRIPT[:60], "phone": "13900000001", "address": SCRIPT},
                    "respondent": {"name": SCRIPT, "platform": SCRIPT, "shop": SCRIPT, "address": SCRIPT},
                    "product": SCRIPT,
                    "calls": [{"caller_number": "010-55550000", "called_at": "2026-11-20", "transcript": SCRIPT}],
                    "requests": ["refund"]}
    return made


def recording(quiet_s=60, spoken_s=240, rate=8000):
    """A telephone call of some MB as WAV: nobody speaks at first, then a voice does, syllable by syllable."""
    def sample(i):
        at = i / rate
        return int(20_000 * abs(math.sin(math.pi * 4 * at)) * math.sin(2 * math.pi * 180 * at))
    second = b"".join(struct.pack("<h", sample(i)) for i in range(rate))
    out = io.BytesIO()
    with wave.open(out, "wb") as made:
        made.setnchannels(1)
        made.setsampwidth(2)
        made.setframerate(rate)
        made.writeframes(bytes(2 * rate * quiet_s) + second * spoken_s)
    return out.getvalue()


def complaint_with(evidence):
    """One whose call was recorded: the recording is evidence that was stored before."""
    return {"channel": "portal", "language": "zh", "complainant": {"name": "钱小满", "phone": "13911110001"},
            "narrative": "机器人来电推销净水器，通话已录音，承诺七天无理由退货，付款1580元后拒绝退款。要求退还1580元。",
            "respondent": {"name": FIRMS[7]}, "product": "净水器", "amount": {"value": "1580.00", "currency": "CNY"},
            "transaction_date": "2026-11-18", "requests": ["refund"],
            "calls": [{"caller_number": "021-55550777", "called_at": "2026-11-18T19:42:00+08:00", "duration_s": 300,
                       "recording": evidence}]}


def file(base, one):
    request = urllib.request.Request(f"{base}/api/v1/complaints", json.dumps(one).encode(),
                                     {"Content-Type": "application/json"})
    with urllib.request.urlopen(request, timeout=30) as answer:
        return json.load(answer)


if __name__ == "__main__":
    if len(sys.argv) not in (2, 3):
        sys.exit(__doc__.splitlines()[0])
    for made in complaints(int(sys.argv[2]) if len(sys.argv) == 3 else 60):
        print(file(sys.argv[1].rstrip("/"), made)["receipt_no"])
