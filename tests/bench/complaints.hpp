// Synthetic complaints as people write them: told in clauses, each person distinct, the same one twice in other words.
// Everything follows from the numbers given. For tests/bench only.
#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <string>
#include <string_view>

namespace guiyi::bench {

/// splitmix64: numbers that follow from a seed, cheap to start anew for each complaint.
class dice {
  public:
    explicit dice(std::uint64_t seed) : state_(seed) {}
    std::uint64_t below(std::uint64_t limit) { return next() % limit; }
    template <class List>
    std::string_view one_of(const List& list) {
        return list[below(list.size())];
    }

  private:
    std::uint64_t next() {
        std::uint64_t z = (state_ += 0x9e3779b97f4a7c15u);
        z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
        z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
        return z ^ (z >> 31);
    }
    std::uint64_t state_;
};

/// Writes one complaint after the other; not for several threads.
class complaint_writer {
  public:
    /// @param days  how many days the calls are spread over, the last of them 2026-10-31
    explicit complaint_writer(unsigned days = 31) : days_(days) {}

    /// From now on everybody gives this phone: a call centre's that files for its callers. Empty: each their own.
    void share_phone(std::string phone) { shared_phone_ = std::move(phone); }

    /// The JSON of one complaint on the portal; good until the next call.
    /// @param person   the same number gives the same name, phone, mail, respondent and purchase
    /// @param wording  0 for the first complaint, other numbers tell the same in other words
    const std::string& write(std::uint64_t person, std::uint64_t wording) {
        dice facts(person * 0x2545f4914f6cdd1du + 1);
        dice words(person * 0x2545f4914f6cdd1du + wording * 0x9e6c63d0876a9a47u + 2);
        read_facts(facts, person);
        text_ = R"({"channel":"portal","language":"zh","complainant":{"name":")";
        append(name_, R"(","phone":"+86 )", phone_, R"(","email":"complainant)", std::to_string(person),
               R"(@example.org"},"respondent":{"name":")", firm_, R"("},"calls":[{"caller_number":")", caller_,
               R"(","called_at":")", date_, "T", time_, R"(:00+08:00","duration_s":)", duration_,
               R"(,"refused":true}],"category":"C4","product":")", product_, R"(","transaction_date":")", date_,
               R"(","amount":{"value":")", amount_, R"(.00","currency":"CNY"},"requests":["refund"],"narrative":")");
        tell(words);
        text_ += R"("})";
        return text_;
    }

    /// What the last one tells.
    std::string_view narrative() const {
        const auto begin = text_.find(R"("narrative":")") + 13;
        return std::string_view(text_).substr(begin, text_.size() - begin - 2);
    }

  private:
    template <class... Parts>
    void append(const Parts&... parts) {
        ((text_ += parts), ...);
    }
    template <class... Numbers>
    static std::string printed(const char* format, Numbers... numbers) {
        char text[48];
        const int length = std::snprintf(text, sizeof text, format, static_cast<unsigned long long>(numbers)...);
        return {text, static_cast<std::size_t>(length)};
    }

    void read_facts(dice& from, std::uint64_t person) {
        name_ = from.one_of(surnames);
        for (std::uint64_t i = 0; i <= from.below(2); ++i) name_ += from.one_of(given);
        // The factor has no divisor in common with 10^8: another person, another number.
        const std::uint64_t line = person * 48271 % 100'000'000;
        phone_ = printed("13%llu %04llu %04llu", 5 + person / 100'000'000 % 5, line / 10'000, line % 10'000);
        if (!shared_phone_.empty()) phone_ = shared_phone_;
        firm_ = std::string(from.one_of(places)) + std::string(from.one_of(given)) + std::string(from.one_of(given)) +
                std::string(from.one_of(trades)) + "有限公司";
        product_ = from.one_of(products);
        caller_ = printed("+86 10 %04llu %04llu", 5000 + from.below(1000), from.below(10'000));
        const auto called = std::chrono::sys_days(std::chrono::year(2026) / 10 / 31) -
                            std::chrono::days(static_cast<int>(from.below(days_)));
        const std::chrono::year_month_day on(called);
        date_ = printed("%04llu-%02llu-%02llu", static_cast<unsigned>(static_cast<int>(on.year())),
                        static_cast<unsigned>(on.month()), static_cast<unsigned>(on.day()));
        time_ = printed("%02llu:%02llu", 8 + from.below(13), from.below(60));
        duration_ = printed("%llu", 10 + from.below(300));
        amount_ = printed("%llu", 50 + from.below(5000));
    }

    /// 200 to 300 characters: an opening, the purchase, seven to nine things that happened, a request.
    void tell(dice& words) {
        append(date_, words.one_of(openings), caller_, words.one_of(voices), firm_, words.one_of(offers), product_, ",",
               words.one_of(promises), words.one_of(payments), amount_, "元。");
        const std::uint64_t first = words.below(events.size());
        const std::uint64_t count = 7 + words.below(3);
        for (std::uint64_t i = 0; i < count; ++i) append(events[(first + i * 5) % events.size()], words.one_of(joints));
        append(words.one_of(demands), "。");
    }

    static constexpr std::array<std::string_view, 20> surnames{"王", "李", "张", "刘", "陈", "杨", "黄",
                                                               "赵", "吴", "周", "徐", "孙", "马", "朱",
                                                               "胡", "郭", "何", "林", "高", "罗"};
    static constexpr std::array<std::string_view, 32> given{
        "伟", "芳", "娜", "敏", "静", "丽", "强", "磊", "军", "洋", "勇", "艳", "杰", "娟", "涛", "明",
        "超", "秀", "霞", "平", "刚", "桂", "英", "华", "玉", "兰", "宁", "欣", "博", "晨", "佳", "瑞"};
    static constexpr std::array<std::string_view, 12> places{"北京", "上海", "广州", "深圳", "杭州", "成都",
                                                             "武汉", "南京", "西安", "重庆", "苏州", "郑州"};
    static constexpr std::array<std::string_view, 10> trades{
        "科技", "商贸", "健康管理", "教育咨询", "信息服务", "电子商务", "生物科技", "文化传媒", "网络技术", "家居用品"};
    static constexpr std::array<std::string_view, 12> products{"美容仪", "净水器",   "保健床垫",   "英语网课",
                                                               "理疗仪", "会员卡",   "扫地机器人", "血糖仪",
                                                               "护眼灯", "投资课程", "手机套餐",   "旅游套餐"};
    static constexpr std::array<std::string_view, 6> openings{
        "上午接到一个电话,号码是",         "我接到陌生来电,号码",
        "晚上吃饭时有电话打来,显示",       "一个自动语音电话打到我手机上,号码为",
        "下午休息时接到推销电话,来电号码", "家里老人接到机器人电话,号码是"};
    static constexpr std::array<std::string_view, 5> voices{",是机器人的声音,自称", ",对方用电脑语音说是",
                                                            ",语音播报自称", ",一开始以为是真人,自称是",
                                                            ",听起来是智能语音客服,说自己是"};
    static constexpr std::array<std::string_view, 5> offers{",向我推销", ",说有活动,推荐购买", ",介绍一款",
                                                            ",一再劝我买", ",说回馈老客户,只要付运费就能拿到"};
    static constexpr std::array<std::string_view, 5> promises{"承诺不满意随时退款。", "说七天内可以无理由退货。",
                                                              "保证效果,无效全额退。", "称是厂家直销、正品保障。",
                                                              "说名额有限,当天有效。"};
    static constexpr std::array<std::string_view, 4> payments{"我按照语音提示付了", "随后通过链接支付了", "当天转账",
                                                              "用手机支付了"};
    static constexpr std::array<std::string_view, 16> events{"收到的东西与介绍的完全不一样",
                                                             "包装上没有生产厂家和地址",
                                                             "使用几天后就坏了",
                                                             "打回去一直是语音,转不到人工",
                                                             "客服说要先交手续费才能退款",
                                                             "对方拖了两个星期不处理",
                                                             "平台让我自己联系商家",
                                                             "我明确说过不要再打电话",
                                                             "之后几乎每天都有同样的机器人来电",
                                                             "对方知道我的姓名和住址,不知从哪里得来",
                                                             "商家拒绝提供发票和合同",
                                                             "再次联系时号码已经是空号",
                                                             "快递单上的寄件人是另一家公司",
                                                             "网上看到很多人有相同遭遇",
                                                             "家人劝阻后想取消订单被拒绝",
                                                             "扣款没有经过我本人同意"};
    static constexpr std::array<std::string_view, 4> joints{",", "。", ";", ",而且"};
    static constexpr std::array<std::string_view, 5> demands{"要求商家全额退款并停止骚扰",
                                                             "请监管部门依法查处,退还货款", "希望尽快核实处理并回复我",
                                                             "请求退款,并删除我的个人信息", "要求退货退款,赔礼道歉"};

    std::string shared_phone_;
    unsigned days_;
    std::string text_, name_, phone_, firm_, product_, caller_, date_, time_, duration_, amount_;
};

} // namespace guiyi::bench
