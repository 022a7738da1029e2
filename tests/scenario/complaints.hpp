// The founding story's documents: one purchase told four times in other words, as people fill in each channel, and a
// complaint about something else. Everybody and everything in them is invented.
#pragma once

#include <boost/json/value.hpp>

#include <string>

namespace guiyi::scenario {

namespace json = boost::json;

/// Lin Wanqing's card, as she wrote it and as it stands in between; it passes Luhn's check.
inline const std::string card_digits = "6217001210001234564";
inline const std::string card_in_groups = "6217 0012 1000 1234 564";
inline const std::string card_full_width = "６２１７００１２１０００１２３４５６４";

inline const std::string platform_name = "乐淘汇商城";
inline const std::string mail_address = "lin.wanqing@example.com";

/// To the platform's own complaint form, with the card number in groups.
inline json::object told_to_the_platform() {
    return {
        {"channel", "platform"},
        {"external_ref", "LTH-TS-88213"},
        {"complainant", {{"name", "林婉清"}, {"phone", "138 0013 8000"}, {"email", mail_address}}},
        {"respondent", {{"name", "杭州焕颜美容科技有限公司"}, {"platform", platform_name}, {"shop", "焕颜旗舰店"}}},
        {"calls",
         json::array{json::object{{"caller_number", "0571-5555 0100"}, {"called_at", "2026-09-08T19:42:00+08:00"}}}},
        {"product", "家用射频美容仪"},
        {"order_no", "LTH20260908-771203"},
        {"amount", {{"value", "1980.00"}, {"currency", "CNY"}}},
        {"requests", json::array{"return", "refund"}},
        {"narrative",
         "9月8日晚上接到一个电话，是机器人的声音，自称平台官方客服，说我被抽中可以用1980元买原价5980元的射频美容仪，"
         "七天见效，无效全额退。它让我照着语音报姓名、地址和银行卡号，我报了卡号" +
             card_in_groups +
             "，第二天就扣了款。机器用了十来天，脸没有提拉，两颊反而起了一片红疹。"
             "我申请退货，智能客服只会说请换个说法，请平台给我退款。"}};
}

/// The seller's hotline writes down what a caller says: another telephone, no mail address.
inline json::object told_to_the_seller() {
    return {{"channel", "enterprise"},
            {"complainant", {{"name", "林婉清"}, {"phone", "0571-5555 0137"}}},
            {"respondent", json::object{{"name", "焕颜美容科技"}}},
            {"calls", json::array{json::object{{"called_at", "2026-09-08"}}}},
            {"product", "射频美容仪"},
            {"order_no", "LTH20260908-771203"},
            {"amount", json::object{{"value", "1980"}}},
            {"narrative",
             "客户来电：2026年9月8日经语音外呼下单美容仪一台。使用后面部发红刺痛，医院诊断为接触性皮炎；"
             "宣传的一周淡纹没有效果。要求退货并承担药费，称家中手机不便接听，请回拨单位座机。"}};
}

/// A post on social media, in English.
inline json::object told_on_social_media() {
    return {
        {"channel", "social"},
        {"language", "en"},
        {"complainant", {{"name", "Lin Wanqing"}, {"email", mail_address}}},
        {"respondent", json::object{{"name", "Huanyan Beauty"}}},
        {"narrative",
         "Warning about Huanyan Beauty! On September 8, 2026 a ROBOT rang me, pretending to be the shopping "
         "platform's service desk, and talked me into a facial device for 1980 yuan. It even had me read out my bank "
         "card. Nothing got firmer, all I have is an itchy red face, and their chat bot sends me in circles. Has "
         "anybody got their money back?"}};
}

/// The regulator's own form, complete, with the card number in full-width digits.
inline json::object told_to_the_regulator() {
    return {{"channel", "portal"},
            {"nature", "complaint"},
            {"category", "C1"},
            {"complainant",
             {{"name", "林婉清"},
              {"phone", "+86 13800138000"},
              {"email", mail_address},
              {"address", "浙江省杭州市西湖区示例路88号3幢502室"}}},
            {"respondent",
             {{"name", "杭州焕颜美容科技有限公司"},
              {"address", "浙江省杭州市余杭区样板街16号"},
              {"platform", platform_name}}},
            {"calls", json::array{json::object{{"caller_number", "+86 571 5555 0100"},
                                               {"called_at", "2026-09-08T19:42:00+08:00"},
                                               {"duration_s", 312}}}},
            {"product", "射频美容仪"},
            {"order_no", "LTH20260908-771203"},
            {"transaction_date", "2026-09-08"},
            {"amount", {{"value", "1980.00"}, {"currency", "CNY"}}},
            {"requests", json::array{"return", "refund", "delete_data"}},
            {"narrative",
             "本人于２０２６年９月８日接到电商平台的语音机器人推销，以夸大的功效诱导购买美容仪，并通过语音收集"
             "了本人的个人信息和银行卡号（" +
                 card_full_width +
                 "）。商品与宣传严重不符，使用后致皮肤过敏，商家以“已拆封”为由拒绝七日无理由退货，"
                 "平台不予处理。请求贵局依法调解，退货退款，并责令删除本人信息。"}};
}

/// Somebody else's gym contract, which the consumer association handles already.
inline json::object about_a_gym() {
    return {
        {"channel", "portal"},
        {"nature", "complaint"},
        {"category", "C4"},
        {"complainant", {{"name", "周立群"}, {"phone", "13912345678"}, {"email", "zhou@example.com"}}},
        {"respondent", {{"name", "示例市动感健身有限公司"}, {"address", "示例市人民路1号"}}},
        {"requests", json::array{"refund"}},
        {"narrative", "健身房语音机器人推销年卡，签约后门店搬走，要求退还剩余费用。已向消费者权益保护委员会反映过。"}};
}

} // namespace guiyi::scenario
